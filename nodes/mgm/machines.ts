import { InputError } from '../../lib/errors';
import { isPlainObject } from '../../lib/http/json';
import { type Parameters, toList } from '../shared/parameters';

const PLATFORM_NAME = 'machine_list';

/**
 * The machine ids that a node works on: as set in the editor, or from the message: `machine_list`, or a payload
 * that is the organization node's output, a list of ids, or one id.
 */
export async function machineIds(parameters: Parameters, payload: unknown): Promise<string[]> {
  const ids = (await parameters.list('machines', PLATFORM_NAME)) ?? idsInPayload(payload);
  if (ids === undefined || ids.length === 0) {
    throw new InputError(
      PLATFORM_NAME,
      'No machines: choose them in the node, or send the output of the organization node',
    );
  }
  return ids;
}

/** Machine ids that a payload names, or undefined when it names none. */
export function idsInPayload(payload: unknown): string[] | undefined {
  if (typeof payload === 'string' && payload.trim() !== '') return toList(payload, PLATFORM_NAME);
  if (Array.isArray(payload)) return idsInList(payload);
  if (!isPlainObject(payload)) return undefined;
  if (Array.isArray(payload['machines'])) return idsInList(payload['machines']);
  return typeof payload['machineId'] === 'string' ? [payload['machineId']] : undefined;
}

/** Ids, or objects with a `machineId` such as the entries of `mgm/organization` and `mgm/sys-info`. */
function idsInList(list: unknown[]): string[] {
  return toList(
    list.map((entry) => (isPlainObject(entry) ? entry['machineId'] : entry)),
    PLATFORM_NAME,
  );
}
