import type { StoreProblem } from '../errors';

/**
 * Whether a process can use the store. `away`: it cannot, and goes on with what it holds; `left`: it cannot, and holds
 * nothing; both last until the store is there again. `none`: there is no store, and no other process.
 */
export type StoreState = 'connecting' | 'up' | 'away' | 'left' | 'none';

export interface AssignmentState {
  /** How many machines are assigned to this process, and how many there are in all. */
  mine: number;
  total: number;
  store: StoreState;
  /** Why the store is not `up`. */
  problem?: StoreProblem | undefined;
}

export interface AssignmentEvents {
  /** These machines are ours from now on. */
  onAssigned(machineIds: readonly string[]): void;
  /** These machines are not ours any more; the handler leaves them before it returns. */
  onRevoked(machineIds: readonly string[]): void;
  onState(state: AssignmentState): void;
}

/** Assigns the machines of a node to the processes that run it, each machine to one. */
export interface MachineAssignment {
  /** Sets all machines that the node is to follow, here or in other processes. */
  want(machineIds: readonly string[]): void;
  /** Whether a machine is ours now. Ask this before anything about it is sent. */
  holds(machineId: string): boolean;
  /**
   * The epoch of the lease under which the machine is ours; the next process that follows it has a greater one.
   * Undefined without a store.
   */
  epochOf(machineId: string): number | undefined;
  /** Leaves all machines. They are kept for a few seconds for a node that comes back, unless `atOnce`. */
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
