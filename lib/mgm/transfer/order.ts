import { InputError } from '../../errors';
import { checkFileName } from '../../files/file-name';
import { refuseDotSegments } from '../../http/path';
import { checkEncodable } from '../../http/query';
import { textOf } from '../../json/json-values';

/** Where a file goes (docs/platforms/mgm.md, "Sending files": 二.4.2). */
export interface TransferOrder {
  machineId: string;
  /** Folder on the machine's side; `/` is the top. */
  cloudPath: string;
  fileName: string;
  /** `0`: the box's external storage, `1`: the CNC's internal storage. */
  storageType: '0' | '1';
}

export const LARGEST_FILE_BYTES = 50 * 1024 * 1024;
const LONGEST_NAME_BYTES = 180;

/**
 * Refuses what the platform would refuse, before anything is sent (docs/platforms/mgm.md, "Sending files" and "Codes").
 */
export function checkOrder(order: TransferOrder, size: number): void {
  const { machineId, cloudPath, fileName, storageType } = order;
  if (machineId.trim() === '') throw new InputError('machine_id', 'The machine id is missing');
  if (cloudPath.trim() === '')
    throw new InputError('cloud_path', 'The target path is missing; "/" is the top folder');
  checkFileName('file_name', fileName);
  refuseDotSegments('cloud_path', cloudPath);
  checkEncodable('machine_id', machineId);
  checkEncodable('cloud_path', cloudPath);
  const nameBytes = Buffer.byteLength(fileName, 'utf8');
  if (nameBytes > LONGEST_NAME_BYTES) {
    throw new InputError(
      'file_name',
      `The file name has ${nameBytes} bytes of UTF-8; ${LONGEST_NAME_BYTES} are allowed (180 ASCII or 60 Chinese characters)`,
    );
  }
  if (storageType !== '0' && storageType !== '1') {
    throw new InputError('storage_type', `The storage type must be 0 or 1, not "${textOf(storageType)}"`);
  }
  if (size > LARGEST_FILE_BYTES) {
    throw new InputError(
      'file_size',
      `The file has ${size} bytes; ${LARGEST_FILE_BYTES} (50 MB) are allowed`,
    );
  }
}
