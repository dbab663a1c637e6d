import type { FailureKind } from '../errors';

/** One failure that the gateway can answer. */
export interface BivrostFailure {
  code: number;
  kind: FailureKind;
  retryable: boolean;
  en: string;
  zh: string;
}

/** `errorCode`s (docs/platforms/bivrost.md, "Success and failure"; the catalogue names the others). */
const FAILURES: BivrostFailure[] = [
  { code: -1, kind: 'platform', retryable: false, en: 'The gateway had an unknown error', zh: '未知错误' },
  { code: 1, kind: 'platform', retryable: false, en: 'The gateway had an unexpected error', zh: '未知错误' },
  { code: 3, kind: 'offline', retryable: true, en: 'The machine is off or offline', zh: '机台关闭或离线' },
  {
    code: 7,
    kind: 'permission',
    retryable: false,
    en: 'No permission: the interface is protected or not open to this user, or the login is not valid',
    zh: '没有权限：接口受保护或不在授权范围内，或鉴权信息无效',
  },
  {
    code: 101,
    kind: 'platform',
    retryable: false,
    en: "The machine's control system does not support this",
    zh: '当前系统不支持此功能',
  },
  {
    code: 102,
    kind: 'offline',
    retryable: true,
    en: 'The machine can be reached but gives no data',
    zh: '机台网络故障，无法获取数据',
  },
  { code: 125, kind: 'input', retryable: false, en: 'The file path is not valid', zh: '文件路径无效' },
  { code: 142, kind: 'conflict', retryable: false, en: 'The file exists already', zh: '文件已存在' },
  { code: 143, kind: 'conflict', retryable: true, en: 'The file is in use', zh: '文件正在使用中' },
  { code: 144, kind: 'permission', retryable: false, en: 'The file is write-protected', zh: '文件写保护' },
  { code: 158, kind: 'not-found', retryable: false, en: 'The file does not exist', zh: '文件不存在' },
  { code: 196, kind: 'not-found', retryable: false, en: 'No program is selected', zh: '未选择程序' },
  {
    code: 1303,
    kind: 'conflict',
    retryable: false,
    en: 'The automatic task is not enabled or has not run yet',
    zh: '自动采集任务未启用或尚未执行',
  },
  {
    code: 10003,
    kind: 'not-found',
    retryable: false,
    en: 'The machineID does not exist or is not active',
    zh: 'machineID 不存在或未激活',
  },
  {
    code: 10006,
    kind: 'permission',
    retryable: false,
    en: 'The interface is not licensed',
    zh: '接口未授权',
  },
  { code: 10012, kind: 'input', retryable: false, en: 'The IP address is not valid', zh: 'IP 地址无效' },
  {
    code: 10017,
    kind: 'input',
    retryable: false,
    en: 'The request is not valid: a parameter is missing or wrong',
    zh: '请求无效：缺少参数或参数错误',
  },
  { code: 10045, kind: 'input', retryable: false, en: 'The filter is not valid', zh: '筛选条件无效' },
];

const byCode = new Map(FAILURES.map((failure) => [failure.code, failure]));

/** What a code means; undefined where the documents do not say. */
export function bivrostFailure(code: number): BivrostFailure | undefined {
  return byCode.get(code);
}

export function bivrostFailures(): readonly BivrostFailure[] {
  return FAILURES;
}
