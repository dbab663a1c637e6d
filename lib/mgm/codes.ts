import type { FailureKind, TokenProblem } from '../errors';

/** One failure that the MGM cloud can answer. */
export interface MgmFailure {
  code: number;
  kind: FailureKind;
  retryable: boolean;
  en: string;
  zh: string;
  tokenProblem?: TokenProblem;
}

/** Codes of the open API (docs/platforms/mgm.md, "Codes": OauthCode, ContentError). */
const API_FAILURES: MgmFailure[] = [
  { code: 3000, kind: 'auth', retryable: false, en: 'The app key is invalid', zh: 'app_key 无效' },
  { code: 3001, kind: 'auth', retryable: false, en: 'The app secret is invalid', zh: 'app_secret 无效' },
  { code: 3002, kind: 'auth', retryable: false, en: 'The app key is disabled', zh: 'app_key 已停用' },
  {
    code: 3003,
    kind: 'auth',
    retryable: false,
    en: 'The access token is invalid',
    zh: 'access_token 无效',
    tokenProblem: 'invalid',
  },
  {
    code: 3004,
    kind: 'auth',
    retryable: false,
    en: 'The refresh token is invalid',
    zh: 'refresh_token 无效',
  },
  {
    code: 3005,
    kind: 'auth',
    retryable: true,
    en: 'The access token has expired',
    zh: 'access_token 已过期',
    tokenProblem: 'expired',
  },
  {
    code: 3006,
    kind: 'auth',
    retryable: false,
    en: 'The refresh token has expired',
    zh: 'refresh_token 已过期',
  },
  {
    code: 3007,
    kind: 'auth',
    retryable: false,
    en: 'The token is invalid',
    zh: 'token 无效',
    tokenProblem: 'invalid',
  },
  {
    code: 3008,
    kind: 'auth',
    retryable: true,
    en: 'A newer token was issued for this app key',
    zh: '该 app_key 已签发更新的 token',
    tokenProblem: 'superseded',
  },
  {
    code: 3009,
    kind: 'rate-limit',
    retryable: true,
    en: 'Too many calls in a minute',
    zh: '接口调用过于频繁',
  },
  { code: 3010, kind: 'input', retryable: false, en: 'A parameter has the wrong type', zh: '参数类型错误' },
  {
    code: 3011,
    kind: 'permission',
    retryable: false,
    en: 'The app key has no permission for this',
    zh: '该 app_key 没有权限',
  },
  { code: 3012, kind: 'not-found', retryable: false, en: 'The machine does not exist', zh: '机床不存在' },
  { code: 3013, kind: 'auth', retryable: false, en: 'The app key is disabled', zh: 'app_key 已停用' },
];

/**
 * Codes of the box's file system (VfsMessage.TRANS_ERROR_TOOL and LOCK_ERROR_TOOL). 723 stands in both tables
 * with two meanings; the platform's own text, which every failure keeps, tells them apart.
 */
const FILE_FAILURES: MgmFailure[] = [
  { code: 711, kind: 'platform', retryable: true, en: 'The box had a system error', zh: '系统出错' },
  { code: 712, kind: 'platform', retryable: false, en: 'Not enough storage space', zh: '没有足够的存储空间' },
  {
    code: 713,
    kind: 'conflict',
    retryable: false,
    en: 'The file or path already exists in internal storage',
    zh: '内部存储已有该文件或路径',
  },
  {
    code: 714,
    kind: 'conflict',
    retryable: false,
    en: 'The file or path already exists in external storage',
    zh: '外部存储已有该文件或路径',
  },
  {
    code: 715,
    kind: 'not-found',
    retryable: false,
    en: 'No such file or path in internal storage',
    zh: '内部存储无该文件或路径',
  },
  {
    code: 716,
    kind: 'not-found',
    retryable: false,
    en: 'No such file or path in external storage',
    zh: '外部存储无该文件或路径',
  },
  {
    code: 717,
    kind: 'not-found',
    retryable: false,
    en: 'No such path in internal storage',
    zh: '内部存储无该路径',
  },
  {
    code: 718,
    kind: 'not-found',
    retryable: false,
    en: 'No such path in external storage',
    zh: '外部存储无该路径',
  },
  { code: 719, kind: 'input', retryable: false, en: 'The file name is not allowed', zh: '文件名不合法' },
  { code: 720, kind: 'timeout', retryable: true, en: 'The box did not answer in time', zh: '响应超时' },
  {
    code: 721,
    kind: 'platform',
    retryable: false,
    en: 'This CNC system cannot create folders',
    zh: '该系统型号暂不支持创建文件夹',
  },
  {
    code: 722,
    kind: 'platform',
    retryable: false,
    en: 'This machine does not support it',
    zh: '该机床暂不支持',
  },
  {
    code: 723,
    kind: 'platform',
    retryable: false,
    en: 'System error, or the file to lock does not meet the requirements',
    zh: '系统出错，或加锁文件不符合要求',
  },
  {
    code: 724,
    kind: 'offline',
    retryable: true,
    en: 'The connection of box and machine is faulty',
    zh: '盒子与机床连接异常',
  },
  {
    code: 730,
    kind: 'offline',
    retryable: true,
    en: 'The box is disconnected from the machine',
    zh: '盒子与机床断开连接',
  },
  { code: 731, kind: 'input', retryable: false, en: 'The file is too large', zh: '文件过大' },
  {
    code: 732,
    kind: 'input',
    retryable: false,
    en: 'The format of the content is not allowed',
    zh: '文件内容格式不合法',
  },
  { code: 733, kind: 'conflict', retryable: false, en: 'The file already exists', zh: '文件已经存在' },
  { code: 734, kind: 'platform', retryable: false, en: 'The storage was not found', zh: '未获取到存储' },
];

const FAILURES = new Map([...API_FAILURES, ...FILE_FAILURES].map((failure) => [failure.code, failure]));

/** All numbered failures of the document, ascending. */
export const mgmFailures: readonly MgmFailure[] = [...FAILURES.values()].sort((a, b) => a.code - b.code);

/** What a code means; undefined for one that the document does not have. */
export function mgmFailure(code: number): MgmFailure | undefined {
  return FAILURES.get(code);
}
