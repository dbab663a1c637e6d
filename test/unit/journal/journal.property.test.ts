import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import fc from 'fast-check';
import { Journal } from '../../../lib/journal/journal';
import type { JournalEvent } from '../../../lib/journal/journal-events';
import type { JournalStore } from '../../../lib/journal/journal-store';
import { MACHINE_STATES, type MachineStateName } from '../../../lib/machine/machine-words';
import { fakeClock } from '../../support/fake-clock';
import { machineState } from '../../support/machine-state';
import { MemoryJournalStore } from '../../support/memory-journal-store';

const rules = { staleMs: 60_000, shortestMs: 1_000 };
const KEYS = ['a', 'b'] as const;

const takesMs = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 90_000 }) },
);

interface Message {
  readonly kind: 'message';
  readonly key: string;
  readonly state: MachineStateName;
  readonly program: string | null;
  readonly count: number | null | undefined;
  readonly alarms: readonly string[];
  readonly lateMs: number;
  readonly forMs: number;
  readonly isTwice: boolean;
}

const happening = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('message' as const),
      key: fc.constantFrom(...KEYS),
      state: fc.constantFrom(...MACHINE_STATES),
      program: fc.constantFrom(null, 'O1', 'O2'),
      count: fc.oneof(fc.constant(undefined), fc.constant(null), fc.integer({ min: 0, max: 20 })),
      alarms: fc.subarray(['1', '2', '3']),
      lateMs: fc.oneof(
        { weight: 5, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.integer({ min: -10_000, max: 70_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 100_000_000 }) },
      ),
      forMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200_000 })),
      isTwice: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: takesMs.map((ms) => ({ kind: 'time' as const, ms })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      ms: fc.integer({ min: -7_200_000, max: 7_200_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
  { weight: 1, arbitrary: fc.boolean().map((fails) => ({ kind: 'store' as const, fails })) },
);

/** A process with a journal, which may end in the midst of its work. */
class Run {
  readonly journal: Journal;
  private isDead = false;

  constructor(
    private readonly store: MemoryJournalStore,
    private readonly told: JournalEvent[],
  ) {
    this.journal = new Journal({
      open: async () => this.livingStore(),
      rules,
      mostMachines: 10,
      mostWaiting: 10_000,
      onTold: (events) => {
        if (this.isDead) return;
        for (const { kind, row } of events) expect(this.rowsOf(kind).has(row.id)).to.equal(true);
        this.told.push(...events);
      },
      onRefused: () => undefined,
      onChange: () => undefined,
    });
  }

  /** As a process ends that is killed: nothing more is written or told. */
  crash(): void {
    this.isDead = true;
    this.journal.close().catch(() => undefined);
  }

  private rowsOf(kind: JournalEvent['kind']): ReadonlyMap<string, unknown> {
    const { intervalRows, alarmRows, cycleRows } = this.store;
    return { interval: intervalRows, alarm: alarmRows, cycle: cycleRows }[kind];
  }

  private livingStore(): JournalStore {
    const works = (): void => {
      if (this.isDead) throw new Error('The process is dead');
    };
    const store = Object.create(this.store) as MemoryJournalStore;
    return Object.assign(store, {
      write: async (batch: Parameters<JournalStore['write']>[0]) => {
        works();
        return this.store.write(batch);
      },
    });
  }
}

describe('Journal, whatever comes (docs/behaviour.md, "Journal")', () => {
  let clock: Clock;

  beforeEach(() => {
    clock = fakeClock();
  });

  afterEach(() => clock.uninstall());

  it('has told nothing that is not written, leaves no hole and no overlap, whenever it ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 40 }), async (list) => {
        const store = new MemoryJournalStore();
        const told: JournalEvent[] = [];
        let run = new Run(store, told);
        for (const each of list) {
          if (each.kind === 'message') tell(run, each);
          else if (each.kind === 'time') await clock.tickAsync(each.ms);
          else if (each.kind === 'clock') clock.setSystemTime(Date.now() + each.ms);
          else if (each.kind === 'store')
            store.failure = each.fails ? new Error('The disk is full') : undefined;
          else if (each.kind === 'crash') {
            run.crash();
            run = new Run(store, told);
          } else {
            await Promise.all([run.journal.close().catch(() => undefined), clock.tickAsync(10_000)]);
            run = new Run(store, told);
          }
          expectWhole(store);
        }
        store.failure = undefined;
        await Promise.all([run.journal.close(), clock.tickAsync(10_000)]);
        expectWhole(store);
        expectTold(store, told);
        expectParts(store);
        await expectTotals(store);
      }),
    );
  });
});

function tell(run: Run, each: Message): void {
  const time = Date.now() - each.lateMs;
  const state = machineState({
    key: each.key,
    state: each.state,
    time: new Date(time).toISOString(),
    since: new Date(time - each.forMs).toISOString(),
    program: { main: each.program },
    ...(each.count === undefined ? {} : { parts: { count: each.count } }),
    conditions: each.alarms.map((id) => ({
      id,
      level: 'fault',
      text: id,
      since: new Date(time).toISOString(),
    })),
  });
  for (const twice of [false, true])
    if (!twice || each.isTwice) run.journal.take(state)?.catch(() => undefined);
}

/** Nothing is missing and nothing is there twice, from the first interval to the open one. */
function expectWhole({ intervalRows }: MemoryJournalStore): void {
  for (const key of KEYS) {
    const rows = [...intervalRows.values()].filter((row) => row.key === key && row.from !== row.to);
    rows.sort((one, other) => one.from - other.from);
    rows.forEach((row, index) => {
      expect(row.to, JSON.stringify(rows)).to.equal(rows[index + 1]?.from);
    });
  }
}

/** What was told is what the store has, or had before a correction of the same id. */
function expectTold({ intervalRows, alarmRows, cycleRows }: MemoryJournalStore, told: JournalEvent[]): void {
  const revisions = new Map<string, number>();
  for (const { kind, row } of told) {
    if (kind === 'interval') {
      expect(row.revision).to.be.at.least(revisions.get(row.id) ?? 0);
      revisions.set(row.id, row.revision);
      expect(intervalRows.get(row.id)?.revision).to.be.at.least(row.revision);
    } else if (kind === 'alarm')
      expect(alarmRows.get(row.id)?.to ?? row.to).to.equal(alarmRows.get(row.id)?.to);
    else expect(cycleRows.get(row.id)).to.deep.equal(row);
  }
}

/** Each part was made in one interval. */
function expectParts({ intervalRows, cycleRows }: MemoryJournalStore): void {
  const sum = (rows: ReadonlyMap<string, { parts: number }>): number =>
    [...rows.values()].reduce((all, { parts }) => all + parts, 0);
  expect(sum(intervalRows)).to.equal(sum(cycleRows));
}

async function expectTotals(store: MemoryJournalStore): Promise<void> {
  for (const { key, from } of [...store.intervalRows.values()].filter((row) => row.from !== row.to)) {
    const first = Math.min(
      ...[...store.intervalRows.values()].filter((row) => row.key === key).map((row) => row.from),
    );
    const window = { keys: [key], from: Math.max(first, from - 1_234), to: from + 56_789 };
    const [total] = await store.totals(window);
    const sum = Object.values(total?.times ?? {}).reduce((all, ms) => all + ms, 0);
    expect(sum).to.equal(window.to - window.from);
  }
}
