import type { NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import { allowedPath } from '../../lib/files/allowed-path';
import { ownPlaces } from '../shared/local-files';

const DEFAULT_FILE = 'journal.sqlite';

/**
 * Where the file of a journal is: relative paths begin in Node-RED's user directory. Rejects with `InputError` for a
 * file of Node-RED itself.
 */
export async function journalPlace(RED: NodeAPI, file: unknown): Promise<string> {
  if (file !== undefined && typeof file !== 'string')
    throw new InputError('file', '"file" of the journal store must be text');
  const own = ownPlaces(RED);
  try {
    return await allowedPath(file?.trim() || DEFAULT_FILE, { workingDirectory: own?.userDirectory, own });
  } catch (thrown) {
    if (thrown instanceof InputError) throw new InputError('file', thrown.message);
    throw thrown;
  }
}
