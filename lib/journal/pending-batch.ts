import type { JournalEvent } from './journal-events';
import type {
  JournalBatch,
  StoredAlarm,
  StoredCycle,
  StoredInterval,
  StoredMachine,
  StoredScrap,
} from './journal-store';
import type { JournalNews } from './machine-journal';

/** Who waits until what is new of a machine is written. */
export interface Waiter {
  readonly key: string;
  done(): void;
  fail(error: unknown): void;
}

/** What is to be written next: of each row its newest words, of events and of those who wait all, in order. */
export class PendingBatch {
  private readonly machines = new Map<string, StoredMachine>();
  private readonly intervals = new Map<string, StoredInterval>();
  private readonly alarms = new Map<string, StoredAlarm>();
  private readonly cycles = new Map<string, StoredCycle>();
  private readonly scrap = new Map<string, StoredScrap>();
  private events: JournalEvent[] = [];
  private waiters: Waiter[] = [];

  /** How much waits: rows, what is told of them, and messages that are not done. */
  get size(): number {
    return this.rows + this.events.length + this.waiters.length;
  }

  /** How many rows there are. */
  get rows(): number {
    const { machines, intervals, alarms, cycles, scrap } = this;
    return machines.size + intervals.size + alarms.size + cycles.size + scrap.size;
  }

  add({ intervals, alarms, cycles, counted }: JournalNews): void {
    for (const row of intervals) this.tell({ kind: 'interval', row });
    for (const row of alarms) this.tell({ kind: 'alarm', row });
    for (const row of cycles) this.tell({ kind: 'cycle', row });
    if (counted) this.intervals.set(counted.id, counted);
  }

  addMachine(row: StoredMachine): void {
    this.machines.set(row.key, row);
  }

  addScrap(row: StoredScrap): void {
    this.scrap.set(row.id, row);
  }

  addWaiter(waiter: Waiter): void {
    this.waiters.push(waiter);
  }

  /** Puts what came later on top. */
  addAll(later: PendingBatch): void {
    for (const name of ['machines', 'intervals', 'alarms', 'cycles', 'scrap'] as const) {
      const rows = this[name] as Map<string, unknown>;
      for (const [id, row] of later[name]) rows.set(id, row);
    }
    this.events.push(...later.events);
    this.waiters.push(...later.waiters);
  }

  /** Takes out what belongs to a machine; those who wait for it are told. */
  drop(key: string, whenWaiting: (waiter: Waiter) => void): void {
    this.machines.delete(key);
    for (const rows of [this.intervals, this.alarms, this.cycles, this.scrap])
      for (const [id, row] of rows) if (row.key === key) rows.delete(id);
    this.events = this.events.filter(({ row }) => row.key !== key);
    for (const waiter of this.waiters) if (waiter.key === key) whenWaiting(waiter);
    this.waiters = this.waiters.filter((waiter) => waiter.key !== key);
  }

  /** As the store takes it. */
  get batch(): JournalBatch {
    return {
      machines: [...this.machines.values()],
      intervals: [...this.intervals.values()],
      alarms: [...this.alarms.values()],
      cycles: [...this.cycles.values()],
      scrap: [...this.scrap.values()],
    };
  }

  get told(): readonly JournalEvent[] {
    return this.events;
  }

  get waiting(): readonly Waiter[] {
    return this.waiters;
  }

  private tell(event: JournalEvent): void {
    this.events.push(event);
    if (event.kind === 'interval') this.intervals.set(event.row.id, event.row);
    else if (event.kind === 'alarm') this.alarms.set(event.row.id, event.row);
    else this.cycles.set(event.row.id, event.row);
  }
}
