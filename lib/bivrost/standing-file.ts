import { InputError, PlatformError } from '../errors';
import type { FileSource } from '../files/file-source';
import type { CallResult } from '../http';
import { isPlainObject, textOf } from '../json-values';
import { FILE_NOT_FOUND, isGatewayFailure } from './failures';
import { type FilePlace, type FileTarget, fileValues } from './file-place';
import { nameInProgram } from './program-name';

/** Calls an operation of the catalogue by its name. */
export type RequestByName = (
  operation: string,
  values: Record<string, unknown>,
  signal?: AbortSignal,
) => Promise<CallResult>;

const HEAD_BYTES = 1024;

/**
 * Deletes the file that stands in the way of another. Fanuc names a program by what its text says (document,
 * 2.6.5): there the file in the way is not the one that `fileName` names, which must not be lost for it. Throws
 * `InputError` then.
 */
export async function removeStanding(
  request: RequestByName,
  target: FileTarget,
  source: FileSource,
  signal?: AbortSignal,
): Promise<void> {
  const inText = nameInProgram((await source.read(0, HEAD_BYTES)).toString('latin1'));
  const isOther = inText !== undefined && !inText.matches(target.fileName);
  if (isOther && (await namesByText(request, target, signal))) {
    throw new InputError(
      'fileName',
      `The program says that it is "${inText.name}", not "${target.fileName}": give that name to replace it`,
    );
  }
  try {
    await request('cnc/deleteFile', fileValues(target), signal);
  } catch (thrown) {
    if (!isGatewayFailure(thrown, FILE_NOT_FOUND)) throw thrown;
  }
}

/** Whether the machine names programs by their text; assumed where the gateway does not tell its system. */
async function namesByText(
  request: RequestByName,
  { machineId }: FilePlace,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const { data } = await request('config/machine', { machineID: machineId }, signal);
    return isPlainObject(data) ? /fanuc/i.test(textOf(data['system']) ?? 'Fanuc') : true;
  } catch (thrown) {
    if (thrown instanceof PlatformError && thrown.kind === 'permission') return true;
    throw thrown;
  }
}
