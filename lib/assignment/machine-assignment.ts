import type { StoreProblem } from '../errors';

/**
 * How a process stands to the store: `away` goes on with what it holds, `left` has stopped and holds nothing, both
 * until the store is there again; `none`: there is no store, and no other process.
 */
export type StoreState = 'connecting' | 'up' | 'away' | 'left' | 'none';

export interface AssignmentState {
  /** Machines that are assigned to this process, of so many in all. */
  mine: number;
  total: number;
  store: StoreState;
  /** Why the store is not `up`. */
  problem?: StoreProblem | undefined;
}

export interface AssignmentEvents {
  /** These machines are ours from now on. */
  onAssigned(machineIds: readonly string[]): void;
  /** These are not ours any more: to be left before this returns. */
  onRevoked(machineIds: readonly string[]): void;
  onState(state: AssignmentState): void;
}

/** Assigns the machines of a node to the processes that run it, each machine to one. */
export interface MachineAssignment {
  /** All machines that the node is to follow, here or in other processes. */
  want(machineIds: readonly string[]): void;
  /** Whether a machine is ours at this very moment; to be asked before anything about it is sent. */
  holds(machineId: string): boolean;
  /**
   * The epoch of the lease under which the machine is ours: whoever follows it after us has a greater one. Undefined
   * without a store.
   */
  epochOf(machineId: string): number | undefined;
  /** Leaves all machines; who comes back within a few seconds finds them again, unless `atOnce`. */
  close(options: { atOnce: boolean }): void;
}

/** Without a store all machines are ours. */
export class LocalAssignment implements MachineAssignment {
  private mine: ReadonlySet<string> = new Set();

  constructor(private readonly events: AssignmentEvents) {}

  want(machineIds: readonly string[]): void {
    const before = this.mine;
    this.mine = new Set(machineIds);
    const revoked = [...before].filter((id) => !this.mine.has(id));
    const assigned = [...this.mine].filter((id) => !before.has(id));
    if (revoked.length > 0) this.events.onRevoked(revoked);
    if (assigned.length > 0) this.events.onAssigned(assigned);
    this.events.onState({ mine: this.mine.size, total: this.mine.size, store: 'none' });
  }

  holds(machineId: string): boolean {
    return this.mine.has(machineId);
  }

  epochOf(): undefined {
    return undefined;
  }

  close(): void {
    this.mine = new Set();
  }
}
