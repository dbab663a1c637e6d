import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { InputError } from '../errors';
import { checkedList } from '../settings/checked-list';
import { MgmMachineRef } from './messages';

const Identified = Type.Pick(MgmMachineRef, ['machineId']);
const List = Type.Array(Type.Union([MgmMachineRef.properties.machineId, Identified]));

/**
 * What a message may say to name machines: one id, a list of ids, or whole messages that hold them:
 * `mgm/organization`, `mgm/sys-info`, `mgm/machine-state` and `mgm/machine-status`.
 */
export const MgmMachineSelection = Type.Union([
  MgmMachineRef.properties.machineId,
  List,
  Type.Object({ machines: List }),
  Identified,
]);
export type MgmMachineSelection = Static<typeof MgmMachineSelection>;

/** The ids that a payload names, each once; undefined when it is about something else. Throws `InputError`. */
export function selectedMachines(payload: unknown, field: string): string[] | undefined {
  if (!namesMachines(payload)) return undefined;
  if (!Value.Check(MgmMachineSelection, payload)) {
    throw new InputError(
      field,
      'The payload does not hold machine ids: expected ids, or objects with "machineId"',
    );
  }
  return [...new Set(idsIn(payload))];
}

function namesMachines(payload: unknown): boolean {
  if (typeof payload === 'string') return payload.trim() !== '';
  if (Array.isArray(payload)) return true;
  return typeof payload === 'object' && payload !== null && ('machines' in payload || 'machineId' in payload);
}

function idsIn(selection: MgmMachineSelection): string[] {
  if (typeof selection === 'string') return checkedList(selection, 'machines');
  const list = Array.isArray(selection)
    ? selection
    : 'machines' in selection
      ? selection.machines
      : [selection];
  return list.map((entry) => (typeof entry === 'string' ? entry : entry.machineId));
}
