import type {
  JournalBatch,
  JournalQuery,
  JournalRemainder,
  JournalStore,
  StateTotals,
  StoredAlarm,
  StoredCycle,
  StoredInterval,
  StoredMachine,
  StoredScrap,
} from '../../lib/journal/journal-store';
import type { MachineState } from '../../lib/machine/machine-state';

/** A store in the memory of the test, which outlives the journals that write to it. */
export class MemoryJournalStore implements JournalStore {
  readonly machineRows = new Map<string, StoredMachine>();
  readonly intervalRows = new Map<string, StoredInterval>();
  readonly alarmRows = new Map<string, StoredAlarm>();
  readonly cycleRows = new Map<string, StoredCycle>();
  readonly scrapRows = new Map<string, StoredScrap>();
  /** Each batch as it was written. */
  readonly batches: JournalBatch[] = [];
  /** Thrown by the next questions and writes, as long as it is set. */
  failure: Error | undefined;
  closed = 0;

  async remainders(keys: readonly string[]): Promise<ReadonlyMap<string, JournalRemainder>> {
    await this.works();
    const remainders = new Map<string, JournalRemainder>();
    for (const key of keys) {
      const machine = this.machineRows.get(key);
      if (machine === undefined) continue;
      const open = [...this.intervalRows.values()].find((row) => row.key === key && row.to === undefined);
      const alarms = [...this.alarmRows.values()].filter((row) => row.key === key && row.to === undefined);
      remainders.set(key, { machine, open, alarms });
    }
    return structuredClone(remainders);
  }

  async write(batch: JournalBatch): Promise<readonly string[]> {
    await this.works();
    const refused = batch.machines
      .filter(({ key, epoch }) => epoch < (this.machineRows.get(key)?.epoch ?? 0))
      .map(({ key }) => key);
    const isTaken = ({ key }: { key: string }): boolean => !refused.includes(key);
    const kept = structuredClone(batch);
    this.batches.push(kept);
    for (const row of kept.machines.filter(isTaken)) this.machineRows.set(row.key, row);
    for (const row of kept.intervals.filter(isTaken)) this.intervalRows.set(row.id, row);
    for (const row of kept.alarms.filter(isTaken)) this.alarmRows.set(row.id, row);
    for (const row of kept.cycles.filter(isTaken)) this.cycleRows.set(row.id, row);
    for (const row of kept.scrap.filter(isTaken)) this.scrapRows.set(row.id, row);
    return refused;
  }

  async latest(keys?: readonly string[]): Promise<readonly MachineState[]> {
    await this.works();
    const rows = [...this.machineRows.values()].filter(({ key }) => keys?.includes(key) ?? true);
    return structuredClone(rows.map(({ state }) => state));
  }

  async *intervals(query: JournalQuery): AsyncIterable<StoredInterval> {
    yield* await this.matching(this.intervalRows, query, ({ from, to = Infinity }) => [from, to]);
  }

  async *alarms(query: JournalQuery): AsyncIterable<StoredAlarm> {
    yield* await this.matching(this.alarmRows, query, ({ from, to = Infinity }) => [from, to]);
  }

  async *cycles(query: JournalQuery): AsyncIterable<StoredCycle> {
    yield* await this.matching(this.cycleRows, query, ({ to }) => [to, to + 1]);
  }

  async *scrap(query: JournalQuery): AsyncIterable<StoredScrap> {
    yield* await this.matching(this.scrapRows, query, ({ time }) => [time, time + 1]);
  }

  async totals(query: JournalQuery): Promise<readonly StateTotals[]> {
    const totals = new Map<string, { key: string; name: string; times: Record<string, number> }>();
    for await (const { key, name, activity, from, to = Infinity } of this.intervals(query)) {
      const total = totals.get(key) ?? { key, name, times: {} };
      totals.set(key, total);
      const ms = Math.min(to, query.to) - Math.max(from, query.from);
      total.times[activity.state] = (total.times[activity.state] ?? 0) + ms;
    }
    return [...totals.values()];
  }

  async shortestCycle(): Promise<number | undefined> {
    return undefined;
  }

  async removeBefore(): Promise<boolean> {
    return false;
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  private async works(): Promise<void> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
  }

  private async matching<Row extends { key: string }>(
    rows: ReadonlyMap<string, Row>,
    { keys, from, to }: JournalQuery,
    spanOf: (row: Row) => [number, number],
  ): Promise<Row[]> {
    await this.works();
    const isAsked = (row: Row): boolean => {
      const [begin, end] = spanOf(row);
      return (keys?.includes(row.key) ?? true) && begin < to && end > from && begin !== end;
    };
    const sorted = [...rows.values()].filter(isAsked).sort((one, other) => {
      return one.key < other.key ? -1 : one.key > other.key ? 1 : spanOf(one)[0] - spanOf(other)[0];
    });
    return structuredClone(sorted);
  }
}
