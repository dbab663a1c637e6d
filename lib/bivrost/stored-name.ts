import type { RequestOperation } from '../catalogue';
import { InputError, toShopfloorError } from '../errors';
import type { FileSource } from '../files/file-source';
import { isPlainObject, textOf } from '../json/json-values';
import { type FilePlace, type FileTarget, placeValues } from './file-place';
import { nameInProgram, type ProgramName } from './program-name';

const HEAD_BYTES = 1024;

/**
 * The name under which the machine has a program that was sent, where that differs from the one it was sent by: Fanuc
 * takes the name from the text (docs/platforms/bivrost.md, "Files": 2.6.5). Undefined where both are the same, and
 * where the name cannot be found out.
 */
export async function storedName(
  request: RequestOperation,
  target: FileTarget,
  source: FileSource,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const inText = await otherName(target, source);
  if (!inText) return undefined;
  try {
    const programs = await programsAt(request, target, signal);
    const listed = programs.find((name) => inText.matches(name));
    const hasOwnName = programs.includes(target.fileName);
    // When both names are there, or neither, the list does not show which one was sent.
    if (hasOwnName !== (listed !== undefined)) return listed;
    return (await namesByText(request, target, signal)) ? (listed ?? inText.name) : undefined;
  } catch {
    // A failure of these reads changes nothing: the program has been sent.
    return undefined;
  }
}

/**
 * Throws `InputError` where the text of a program gives it another name than the program has that it is to replace:
 * that one would be lost, and the new one stand elsewhere.
 */
export async function refuseOtherName(
  request: RequestOperation,
  target: FileTarget,
  source: FileSource,
  signal?: AbortSignal,
): Promise<void> {
  const inText = await otherName(target, source);
  if (!inText || !(await namesByText(request, target, signal))) return;
  throw new InputError(
    'fileName',
    `The program says that it is "${inText.name}", not "${target.fileName}": give that name to replace it`,
  );
}

/** The names of the programs in a directory; empty where the answer holds none. */
export async function programsAt(
  request: RequestOperation,
  place: FilePlace,
  signal?: AbortSignal,
): Promise<string[]> {
  const { data } = await request('cnc/readProgramList', placeValues(place), { signal });
  const programs: unknown = isPlainObject(data) ? data['programs'] : [];
  return Array.isArray(programs) ? programs.filter((name) => typeof name === 'string') : [];
}

async function otherName(target: FileTarget, source: FileSource): Promise<ProgramName | undefined> {
  const head = await source.read(0, HEAD_BYTES);
  const inText = nameInProgram(head.toString('latin1'));
  return inText?.matches(target.fileName) ? undefined : inText;
}

/** Whether the machine names programs by their text; assumed where the gateway does not tell its system. */
async function namesByText(
  request: RequestOperation,
  { machineId }: FilePlace,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const { data } = await request('config/machine', { machineID: machineId }, { signal });
    return isPlainObject(data) ? /fanuc/i.test(textOf(data['system']) ?? 'Fanuc') : true;
  } catch (thrown) {
    if (toShopfloorError(thrown).kind === 'permission') return true;
    throw thrown;
  }
}
