import type { FailureKind } from '../errors';

export interface OmsFailure {
  code: number;
  kind: FailureKind;
  retryable: boolean;
  en: string;
  zh: string;
}

/**
 * The document has no codes; these are read as HTTP means them, as status or in the body (docs/platforms/oms.md,
 * "Answers").
 */
export const omsFailures: readonly OmsFailure[] = [
  { code: 400, kind: 'input', retryable: false, en: 'A parameter is missing or wrong', zh: '参数缺失或错误' },
  { code: 401, kind: 'auth', retryable: false, en: 'The token is no longer valid', zh: 'Token 无效或已过期' },
  {
    code: 403,
    kind: 'permission',
    retryable: false,
    en: 'The application may not do this',
    zh: '该应用没有权限',
  },
  {
    code: 404,
    kind: 'not-found',
    retryable: false,
    en: 'The requested entry does not exist',
    zh: '对象不存在',
  },
  {
    code: 409,
    kind: 'conflict',
    retryable: false,
    en: 'The call conflicts with the present state',
    zh: '与现有数据冲突',
  },
  { code: 429, kind: 'rate-limit', retryable: true, en: 'Too many calls', zh: '调用过于频繁' },
  { code: 500, kind: 'platform', retryable: true, en: 'The platform had a fault', zh: '平台内部错误' },
];

const FAILURES = new Map(omsFailures.map((failure) => [failure.code, failure]));

/** What a code is taken for; undefined for one that nothing is known about. */
export function omsFailure(code: number): OmsFailure | undefined {
  return FAILURES.get(code);
}
