import { InputError } from '../../lib/errors';
import type { Parameters } from '../shared/parameters';

const PLATFORM_NAME = 'machine_list';

/**
 * The machine ids that a node works on: as set in the editor, or from the message: `machine_list`, or a payload
 * that is the organization node's output, a list of ids, or one id.
 */
export async function machineIds(parameters: Parameters, payload: unknown): Promise<string[]> {
  const given = await parameters.list('machines', PLATFORM_NAME);
  const ids = given ?? (await idsInPayload(payload));
  if (ids === undefined || ids.length === 0) {
    throw new InputError(
      PLATFORM_NAME,
      'No machines: choose them in the node, or send the output of the organization node',
    );
  }
  return ids;
}

/** The schemas are loaded with the first message that needs them. */
async function idsInPayload(payload: unknown): Promise<string[] | undefined> {
  const { selectedMachines } = await import('../../lib/mgm/machine-selection.js');
  return selectedMachines(payload, PLATFORM_NAME);
}
