import { refuse, refuseContent } from './codes';

/** What the query of a `trans_file` address says, apart from the token. */
export interface TransferQuery {
  machineId: string;
  /** 0 the box, 1 the CNC. */
  storageType: 0 | 1;
  cloudPath: string;
  fileName: string;
  /** Bytes. */
  size: number;
}

/** 50 MB (docs/platforms/mgm.md, "Sending files"). */
const largestFile = 50 * 1024 * 1024;

/** 180 Latin or 60 Chinese characters (FILE_NAME_TOO_LONG), counted as bytes of UTF-8. */
const longestName = 180;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be found
const forbiddenInNames = /[/\\:*?"<>|\u0000-\u001f]/;

/** Reads and checks it as far as that needs no machine. @throws MgmRefusal 3010, 719, 731 */
export function readTransferQuery(query: URLSearchParams): TransferQuery {
  const storageType = query.get('storage_type');
  if (storageType !== '0' && storageType !== '1') {
    throw refuse('unknownStorage');
  }
  const cloudPath = query.get('cloud_path') ?? '';
  const machineId = query.get('machine_id') ?? '';
  return {
    machineId,
    storageType: storageType === '1' ? 1 : 0,
    cloudPath,
    fileName: checkName(query.get('file_name') ?? ''),
    size: checkSize(query.get('file_size') ?? ''),
  };
}

function checkName(name: string): string {
  if (name.trim() === '') {
    throw refuse('emptyFileName');
  }
  if (Buffer.byteLength(name) > longestName) {
    throw refuse('longFileName');
  }
  if (name === '.' || name === '..' || forbiddenInNames.test(name)) {
    throw refuse('badFileName');
  }
  return name;
}

function checkSize(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw refuseContent('file_size must be int');
  }
  const size = Number(text);
  if (size > largestFile) {
    throw refuse('fileTooLarge');
  }
  return size;
}
