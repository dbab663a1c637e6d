import type { DivisionEvents, DivisionState, MachineDivision } from '../../lib/store/machine-division';
import type { StoreSettings } from '../../lib/store/settings';
import type { NodeStatus } from './status';
import { isStopping } from './stopping';
import { leaseStore } from './store';

/** A division that is there at once; the store joins it as soon as it is loaded. */
export function divideByStore(
  settings: StoreSettings,
  group: string,
  events: DivisionEvents,
): MachineDivision {
  const lease = leaseStore(settings);
  let wanted: readonly string[] = [];
  let division: MachineDivision | undefined;
  let closed = false;
  lease.value
    .then((store) => {
      if (closed) return;
      division = store.divide(group, events);
      division.want(wanted);
    })
    .catch(() => undefined);
  return {
    want: (machineIds) => {
      wanted = machineIds;
      division?.want(machineIds);
    },
    holds: (machineId) => division?.holds(machineId) ?? false,
    close: (options) => {
      closed = true;
      division?.close(options);
      lease.release(options);
    },
  };
}

/** How a node leaves its machines: a redeploy finds them again, and nobody waits for those of a node that is gone. */
export function leaveMachines(removed: boolean): { atOnce: boolean } {
  return { atOnce: removed || isStopping() };
}

export interface MachineCounts {
  /** Of the machines that are ours, so many work. */
  working: number;
  /** How it looks when none does. */
  whenNone: 'busy' | 'partly';
  /** Adds to the counts what else there is to say. */
  note(counts: string): string;
}

/** Shows how many machines a node follows: those that work of its own or, with a store, its own of all. */
export function showMachines(
  status: NodeStatus,
  { working, whenNone, note }: MachineCounts,
  { mine, total, store }: DivisionState,
): void {
  const shown = store === 'none' ? working : mine;
  const look = working === mine ? 'good' : working === 0 ? whenNone : 'partly';
  if (store === 'connecting') status.show('busy', 'storeConnecting');
  else if (store === 'lost' && mine === 0) status.show('bad', 'storeLost');
  else if (store !== 'none' && store !== 'up') status.show('partly', 'storeAway');
  else if (total === 0) status.show('partly', 'noMachines');
  else status.showText(look, note(`${shown}/${total}`));
}
