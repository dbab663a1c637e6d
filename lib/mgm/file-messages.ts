import type { FailureKind } from '../errors';

/** A failure that the platform names by text alone (docs/platforms/mgm.md, "Codes": VfsMessage). */
export interface MgmFileMessage {
  name: string;
  kind: FailureKind;
  retryable: boolean;
  en: string;
  /** The platform's own text, by which the failure is recognised. */
  zh: string;
}

type Row = [name: string, kind: FailureKind, retryable: boolean, en: string, zh: string];

const ROWS: Row[] = [
  [
    'FILE_NOT_EXIST',
    'not-found',
    false,
    'The file does not exist or was deleted',
    '文件不存在或已删除，请刷新页面后重试',
  ],
  ['FAIL_CODE', 'platform', false, 'The operation failed', '操作失败'],
  ['FILE_TYPE_WRONG', 'input', false, 'The file type is wrong', '文件类型错误'],
  ['FILE_EXIST', 'conflict', false, 'The file already exists', '文件已存在'],
  ['PATH_NOT_EXIST', 'not-found', false, 'The path does not exist', '路径不存在'],
  [
    'DELETE_CNC_FILE_FAIL',
    'platform',
    false,
    'Deleting the file from internal storage failed',
    '删除内部存储文件失败',
  ],
  ['DELETE_BOX_FILE_FAIL', 'platform', false, 'Deleting from external storage failed', '删除外部存储失败'],
  ['FILE_IN_CNC_NOT_EXIST', 'not-found', false, 'Internal storage has no such file', '内部存储无此文件'],
  ['FILE_IN_BOX_NOT_EXIST', 'not-found', false, 'External storage has no such file', '外部存储无此文件'],
  [
    'FILE_IN_CNC_EXIST',
    'conflict',
    false,
    'The file already exists in internal storage',
    '内部存储该文件已存在',
  ],
  [
    'FILE_IN_BOX_EXIST',
    'conflict',
    false,
    'The file already exists in external storage',
    '外部存储该文件已存在',
  ],
  ['FILE_TO_CNC_FAIL', 'platform', false, 'Transfer to internal storage failed', '传输到内部存储失败'],
  ['FILE_TO_BOX_FAIL', 'platform', false, 'Transfer to external storage failed', '传输到外部存储失败'],
  [
    'CNC_TO_BOX_FAIL',
    'platform',
    false,
    'Transfer from internal to external storage failed',
    '内部存储到外部存储失败',
  ],
  ['GET_FILE_INFO_FAIL', 'platform', false, 'The content of the file could not be read', '获取文件内容失败'],
  ['CANT_ALTER_LARGE_FILE', 'input', false, 'The file is too large to be edited', '文件过大暂不支持编辑'],
  ['ADD_FILE_DUPLICATION', 'conflict', false, 'A file of this batch is there twice', '此次添加有重复文件'],
  [
    'FLOW_NOT_ENOUGH',
    'permission',
    false,
    "The company's download volume is used up",
    '贵公司剩余可下载流量不足',
  ],
  [
    'START_DNC_FILE',
    'platform',
    false,
    'Machining from the transferred file (DNC) could not start',
    '在线加工失败',
  ],
  ['IS_MODIFY', 'conflict', true, 'The file is being worked on', '下列文件正在被操作'],
  ['TIME_OUT', 'timeout', true, 'The box did not answer in time', '盒子响应超时'],
  ['NO_CONNECT', 'offline', true, 'The box has no network connection', '请检查网络连接'],
  ['STORAGE_TYPE_NOT_SUPPORT', 'input', false, 'The storage type is not supported', '不支持的存储类型'],
  ['NO_RPC_REQUEST', 'input', false, 'The parameters of the request are wrong', 'rpc request 参数错误'],
  ['GET_LOG_FILE_FAIL', 'platform', false, 'The log file could not be fetched', '获取Log文件失败'],
  ['MAX_OPERATOR', 'platform', false, 'Too many repeats', '重试次数超出上限'],
  ['TRANS_CANCEL', 'conflict', false, 'The transfer was cancelled', '传输中断'],
  [
    'CREATE_DIR_FAILED',
    'platform',
    false,
    'The folder could not be created in the cloud',
    '创建云端文件夹失败',
  ],
  ['EMPTY_NAME', 'input', false, 'The name of a file or folder must not be empty', '文件或文件夹名不能为空'],
  ['TRANS_TIMEOUT', 'timeout', true, 'The transfer took too long', '传输超时'],
  ['FILE_IS_TOO_LARGE', 'input', false, 'Files over 50 MB cannot be sent', '文件大于50M，不支持传输'],
  [
    'FILE_NAME_TOO_LONG',
    'input',
    false,
    'A name may have 180 ASCII or 60 Chinese characters (180 bytes of UTF-8)',
    '全英文文件名不得大于180个字符，全中文文件名不得大于60个字符',
  ],
  ['FILE_EDIT_ERROR', 'input', false, 'Files of this type cannot be edited', '文件类型不支持编辑'],
];

/** All named file messages of the document. */
export const mgmFileMessages: readonly MgmFileMessage[] = ROWS.map(([name, kind, retryable, en, zh]) => ({
  name,
  kind,
  retryable,
  en,
  zh,
}));

const BY_TEXT = new Map(mgmFileMessages.map((message) => [message.zh, message]));

/** The named message with exactly this text of the platform. */
export function mgmFileMessage(text: string): MgmFileMessage | undefined {
  return BY_TEXT.get(text.trim());
}
