import type { RequestOperation } from '../catalogue';
import { PlatformError, toShopfloorError } from '../errors';
import { lastPart } from '../files/file-name';
import { isPlainObject, textOf } from '../json/json-values';
import { FILE_IN_USE, FILE_NOT_FOUND, isGatewayFailure, NO_PROGRAM } from './failures';
import type { FileTarget } from './file-place';
import { isSameProgram } from './program-name';

/** Throws `PlatformError` (`bivrost:143`) while the machine has the program selected: it may start it at any moment. */
export async function refuseSelected(
  request: RequestOperation,
  target: FileTarget,
  signal?: AbortSignal,
): Promise<void> {
  const { machineId, fileName } = target;
  const selected =
    (await ask(request, 'cnc/readCurrentProgram', machineId, signal)) ??
    (await ask(request, 'cnc/readProgramInfo', machineId, signal));
  if (!selected?.names.some((name) => isSameProgram(lastPart(name), fileName))) return;
  if (isElsewhere(selected.directory, target)) return;
  const error = new PlatformError(
    `"${fileName}" is the program that the machine has selected: select another one before it is replaced`,
    { code: `bivrost:${FILE_IN_USE}`, kind: 'conflict', retryable: true },
  );
  throw Object.assign(error, { platform: 'bivrost', operation: 'cnc/deleteFile' });
}

interface Selected {
  names: string[];
  /** As the controller writes it; empty where it does not tell. */
  directory: string;
}

/** Undefined where the gateway cannot tell: an older one, or a controller or user without this function. */
async function ask(
  request: RequestOperation,
  operation: string,
  machineId: string,
  signal: AbortSignal | undefined,
): Promise<Selected | undefined> {
  try {
    const { data } = await request(operation, { machineID: machineId }, { signal });
    if (!isPlainObject(data)) return undefined;
    const names = [data['fileName'], data['mainPrgmName'], data['runningPrgName']];
    return {
      names: names.map((name) => textOf(name) ?? '').filter((name) => name !== ''),
      directory: textOf(data['dirAtCNC']) ?? '',
    };
  } catch (thrown) {
    // Older firmware has the same code for "nothing selected" and "no such file".
    if (isGatewayFailure(thrown, NO_PROGRAM) || isGatewayFailure(thrown, FILE_NOT_FOUND)) {
      return { names: [], directory: '' };
    }
    const { kind, retryable } = toShopfloorError(thrown);
    const isAnswered = ['platform', 'input', 'permission', 'not-found'].includes(kind);
    if (isAnswered && !retryable) return undefined;
    throw thrown;
  }
}

/** True where both directories are known and are not the same. */
function isElsewhere(directory: string, { directory: wanted = '', subDirectory = '' }: FileTarget): boolean {
  const evened = (path: string) =>
    path
      .toLowerCase()
      .split(/[/\\]+/)
      .filter((part) => part !== '')
      .join('/');
  const isKnown = directory !== '' && wanted !== '' && subDirectory === '';
  return isKnown && evened(directory) !== evened(wanted);
}
