import type { NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import type { Parameters } from '../shared/parameters';
import { positiveOption } from '../shared/settings-file';

const PLATFORM_NAME = 'machine_list';
const DEFAULT_MOST_MACHINES = 10_000;

/**
 * The machine ids that a node works on: as set in the editor, or from the message: `machine_list`, or a payload
 * that is the organization node's output, a list of ids, or one id.
 */
export async function machineIds(RED: NodeAPI, parameters: Parameters, payload: unknown): Promise<string[]> {
  const given = await parameters.list('machines', PLATFORM_NAME);
  const ids = given ?? (await idsInPayload(payload));
  if (ids === undefined || ids.length === 0) {
    throw new InputError(
      PLATFORM_NAME,
      'No machines: choose them in the node, or send the output of the organization node',
    );
  }
  checkMachineCount(RED, ids.length);
  return ids;
}

/** Throws `InputError` for more machines than one node takes. */
export function checkMachineCount(RED: NodeAPI, count: number): void {
  const most = positiveOption(RED, 'shopfloorMostMachines') ?? DEFAULT_MOST_MACHINES;
  if (count <= most) return;
  throw new InputError(
    PLATFORM_NAME,
    `${count} machines are more than one node takes: ${most} (limit "shopfloorMostMachines" in Node-RED's settings file)`,
  );
}

/** The schemas are loaded with the first message that needs them. */
async function idsInPayload(payload: unknown): Promise<string[] | undefined> {
  const { selectedMachines } = await import('../../lib/mgm/machine-selection.js');
  return selectedMachines(payload, PLATFORM_NAME);
}
