import type { FailureKind } from '../errors';

/** One failure that the documents name. */
export interface DhgjFailure {
  /** HTTP status, or the word of an OAuth error. */
  code: number | string;
  kind: FailureKind;
  retryable: boolean;
  en: string;
  zh: string;
}

/** HTTP statuses with a meaning of their own (docs/platforms/dhgj.md, "Answers": 请求返回 1). */
const STATUS_FAILURES: DhgjFailure[] = [
  {
    code: 400,
    kind: 'input',
    retryable: false,
    en: 'The request has a header or a parameter that the interface does not understand',
    zh: '请求头或参数错误',
  },
  { code: 401, kind: 'auth', retryable: false, en: 'The token is no longer valid', zh: '认证失败' },
  {
    code: 429,
    kind: 'rate-limit',
    retryable: true,
    en: 'Too many calls',
    zh: '接口请求频率超过限制',
  },
  { code: 500, kind: 'platform', retryable: true, en: 'The platform had a fault', zh: '服务端错误' },
];

/**
 * Words of OAuth: those of RFC 6749, section 5.2, and what Spring Security has beyond them (docs/platforms/dhgj.md).
 */
const OAUTH_FAILURES: DhgjFailure[] = [
  {
    code: 'invalid_client',
    kind: 'auth',
    retryable: false,
    en: 'The client id or the client secret is wrong, or the client is not registered for client_credentials',
    zh: 'client_id 或 client_secret 错误，或该客户端未开通 client_credentials 授权模式',
  },
  {
    code: 'unauthorized_client',
    kind: 'auth',
    retryable: false,
    en: 'The client may not log in this way',
    zh: '该客户端无权使用此认证模式',
  },
  {
    code: 'invalid_grant',
    kind: 'auth',
    retryable: false,
    en: 'The credentials are not accepted',
    zh: '凭证无效',
  },
  {
    code: 'unsupported_grant_type',
    kind: 'input',
    retryable: false,
    en: 'The platform does not support this kind of login',
    zh: '不支持的认证模式',
  },
  {
    code: 'invalid_scope',
    kind: 'input',
    retryable: false,
    en: 'The scope is not known or not permitted',
    zh: '权限范围无效',
  },
  {
    code: 'invalid_request',
    kind: 'input',
    retryable: false,
    en: 'The login lacks a parameter',
    zh: '请求参数不完整',
  },
  {
    code: 'unauthorized',
    kind: 'auth',
    retryable: false,
    en: 'The platform requires an authentication that it did not get, or cannot read its list of clients',
    zh: '平台要求身份认证，或平台无法查询客户端信息',
  },
  {
    code: 'invalid_token',
    kind: 'auth',
    retryable: false,
    en: 'The token is no longer valid',
    zh: '令牌无效',
  },
  {
    code: 'access_denied',
    kind: 'permission',
    retryable: false,
    en: 'The client may not do this',
    zh: '没有访问权限',
  },
  {
    code: 'insufficient_scope',
    kind: 'permission',
    retryable: false,
    en: 'The scope of the token does not permit this',
    zh: '令牌的权限范围不足',
  },
  {
    code: 'server_error',
    kind: 'platform',
    retryable: true,
    en: 'The platform had a fault',
    zh: '服务端错误',
  },
  {
    code: 'method_not_allowed',
    kind: 'platform',
    retryable: false,
    en: 'The platform does not take this HTTP method here',
    zh: '不支持该请求方法',
  },
];

/** All named failures; the codes in the body of business answers are in no public document. */
export const dhgjFailures: readonly DhgjFailure[] = [...STATUS_FAILURES, ...OAUTH_FAILURES];

const FAILURES = new Map(dhgjFailures.map((failure) => [failure.code, failure]));

/** What a code means; undefined for one that the documents do not name. */
export function dhgjFailure(code: number | string): DhgjFailure | undefined {
  return FAILURES.get(code);
}
