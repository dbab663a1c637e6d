import type { Node, NodeAPI } from 'node-red';
import type { ShiftCalendar } from '../../lib/calendar/shift-calendar';
import { InputError } from '../../lib/errors';
import type { MachineState } from '../../lib/machine/machine-state';
import type { Plant } from '../../lib/machine/plant';

/** A config node that holds a plant's own list of machines. */
export interface PlantNode extends Node {
  readonly plant: Plant;
  /** IANA name of the zone whose clock hangs on its wall; blank: this computer's. */
  readonly zone: string;
  /** The shifts that are worked; undefined where none are chosen. Throws `InputError` for ones that cannot be read. */
  shiftCalendar(): ShiftCalendar | undefined;
}

/** The plant that a node points to; undefined where it points to none. Throws `InputError` for one that is not there. */
export function plantOf(RED: NodeAPI, id = ''): PlantNode | undefined {
  if (id === '') return undefined;
  const node = RED.nodes.getNode(id) as Partial<PlantNode> | null | undefined;
  if (!node?.plant) throw new InputError('plant', 'The plant that is chosen is missing or disabled');
  return node as PlantNode;
}

/** A machine of the plant's own list has the plant's id, name and path. */
export function listed(state: MachineState, plant: Plant | undefined): MachineState {
  const { account } = state.source;
  const asset = plant?.find({ id: account, name: account }, state.machineId);
  if (asset === undefined || asset.id === state.key) return state;
  const path = asset.path.length > 0 ? [...asset.path] : state.path;
  return { ...state, key: asset.id, name: asset.name || state.name, path };
}
