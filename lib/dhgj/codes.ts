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

/** HTTP statuses with a meaning of their own (dhgj.source.md, 请求头 1, 请求返回 1). */
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

/** Refusals of `POST /oauth/token`; the words are those of RFC 6749, section 5.2. */
const LOGIN_FAILURES: DhgjFailure[] = [
  {
    code: 'invalid_client',
    kind: 'auth',
    retryable: false,
    en: 'The client id or the client secret is wrong',
    zh: 'client_id 或 client_secret 错误',
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
];

/** All named failures; the codes in the body of business answers are in no public document. */
export const dhgjFailures: readonly DhgjFailure[] = [...STATUS_FAILURES, ...LOGIN_FAILURES];

const FAILURES = new Map(dhgjFailures.map((failure) => [failure.code, failure]));

/** What a code means; undefined for one that the documents do not name. */
export function dhgjFailure(code: number | string): DhgjFailure | undefined {
  return FAILURES.get(code);
}
