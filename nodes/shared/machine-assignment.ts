import type { NodeMessage } from 'node-red';
import type {
  AssignmentEvents,
  AssignmentState,
  MachineAssignment,
} from '../../lib/assignment/machine-assignment';
import type { StoreSettings } from '../../lib/store/settings';
import type { NodeStatus } from './status';
import { isStopping } from './stopping';
import { leaseStore } from './store';

/** Types of messages whose payload is made by this package. */
const MADE_HERE = /(^machine\/state|\/machine-(state|status))$/;

/** An assignment that is there at once; the store joins it as soon as it is loaded. */
export function assignByStore(
  settings: StoreSettings,
  group: string,
  events: AssignmentEvents,
): MachineAssignment {
  const lease = leaseStore(settings);
  let wanted: readonly string[] = [];
  let assignment: MachineAssignment | undefined;
  let closed = false;
  lease.value
    .then((store) => {
      if (closed) return;
      assignment = store.assign(group, events);
      assignment.want(wanted);
    })
    .catch(() => undefined);
  return {
    want: (machineIds) => {
      wanted = machineIds;
      assignment?.want(machineIds);
    },
    holds: (machineId) => assignment?.holds(machineId) ?? false,
    epochOf: (machineId) => assignment?.epochOf(machineId),
    close: (options) => {
      closed = true;
      assignment?.close(options);
      lease.release(options);
    },
  };
}

/**
 * The message if the machine that it is about is ours at this moment, with the epoch of our lease: of two messages
 * about a machine the one with the smaller epoch comes from who had the machine before. What the package itself has
 * made carries it in the payload too, so that it reaches receivers beyond the flow.
 */
export function underLease(
  msg: NodeMessage,
  machineId: string,
  assignment: MachineAssignment | undefined,
): NodeMessage | null {
  if (!assignment?.holds(machineId)) return null;
  const epoch = assignment.epochOf(machineId);
  if (epoch === undefined) return msg;
  const isOurs = MADE_HERE.test(String((msg as { type?: unknown }).type));
  return { ...msg, epoch, ...(isOurs ? { payload: { ...Object(msg.payload), epoch } } : {}) };
}

/** How a node leaves its machines: a redeploy finds them again, and nobody waits for those of a node that is gone. */
export function leaveMachines(removed: boolean): { atOnce: boolean } {
  return { atOnce: removed || isStopping() };
}

export interface MachineCounts {
  /** Of the machines that are ours, so many work. */
  working: number;
  /** The look of the status when none works. */
  whenNone: 'busy' | 'partly';
  /** So many of their messages were dropped, or could not be read. */
  lost: number;
  /** Adds to the counts what else there is to say. */
  note(counts: string): string;
}

/** Shows how many machines a node follows: those that work of its own or, with a store, its own of all. */
export function showMachines(
  status: NodeStatus,
  { working, whenNone, lost, note }: MachineCounts,
  { mine, total, store, problem }: AssignmentState,
): void {
  const shown = store === 'none' ? working : mine;
  // Where none is ours nothing works here, and perhaps nowhere.
  const lookOfSome = working === 0 ? whenNone : 'partly';
  const look = mine === 0 ? 'busy' : working === mine && lost === 0 ? 'good' : lookOfSome;
  if (store === 'connecting') status.show('busy', 'storeConnecting');
  else if (problem !== undefined && problem !== 'unreachable') {
    status.show(store === 'left' ? 'bad' : 'partly', `store.${problem}`);
  } else if (store === 'left') status.show('bad', 'storeLost');
  else if (store === 'away') status.show('partly', 'storeAway');
  else if (total === 0) status.show('partly', 'noMachines');
  else status.showText(look, note(`${shown}/${total}`));
}
