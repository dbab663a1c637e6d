import type { StoreMode } from './process-lease';

export interface DivisionState {
  /** Machines that this process follows, of so many in all. */
  mine: number;
  total: number;
  /** `none`: there are no other processes to divide them with. */
  store: StoreMode | 'none';
}

export interface DivisionEvents {
  /** These machines are ours from now on. */
  onGain(machineIds: readonly string[]): void;
  /** These are not ours any more: to be left before this returns. */
  onLose(machineIds: readonly string[]): void;
  onState(state: DivisionState): void;
}

/** Divides the machines of a node between the processes that run it. */
export interface MachineDivision {
  /** All machines that the node is to follow, here or in other processes. */
  want(machineIds: readonly string[]): void;
  /** Whether a machine is ours at this very moment; to be asked before anything about it is sent. */
  holds(machineId: string): boolean;
  /** Leaves all machines; who comes back within a few seconds finds them again, unless `atOnce`. */
  close(options: { atOnce: boolean }): void;
}

/** Without a store all machines are ours. */
export class LocalDivision implements MachineDivision {
  private mine: ReadonlySet<string> = new Set();

  constructor(private readonly events: DivisionEvents) {}

  want(machineIds: readonly string[]): void {
    const before = this.mine;
    this.mine = new Set(machineIds);
    const lost = [...before].filter((id) => !this.mine.has(id));
    const gained = [...this.mine].filter((id) => !before.has(id));
    if (lost.length > 0) this.events.onLose(lost);
    if (gained.length > 0) this.events.onGain(gained);
    this.events.onState({ mine: this.mine.size, total: this.mine.size, store: 'none' });
  }

  holds(machineId: string): boolean {
    return this.mine.has(machineId);
  }

  close(): void {
    this.mine = new Set();
  }
}
