import { expect } from 'chai';
import type { JournalQuery, JournalStore } from '../../../lib/journal/journal-store';
import { alarmOf, batchOf, cycleOf, intervalOf, KEY, MINUTE, MORNING, machineOf, scrapOf } from './batches';

/** What every store of a journal must do, wherever it keeps it. */
export function itKeepsAJournal(storeNow: () => JournalStore): void {
  const ALWAYS: JournalQuery = { from: MORNING - 1_000 * MINUTE, to: MORNING + 100_000 * MINUTE };

  it('gives back what was written, with every field', async () => {
    const store = storeNow();
    const interval = intervalOf(0, 10, { source: 'backfill' as 'gap', parts: 3, revision: 2 });
    const unknown = intervalOf(10, undefined, {
      activity: { state: 'unknown', reason: 'stale', execution: null, program: null },
      source: 'gap',
    });
    const alarms = [alarmOf(1, 2, { code: null, level: 'warning', count: 3 }), alarmOf(5, undefined)];
    const cycles = [
      cycleOf(0, 4, { program: null, complete: false }),
      cycleOf(4, 9, { suspect: true, parts: 0 }),
    ];
    const scrap = [scrapOf(3), scrapOf(4, { reason: null })];
    const machines = [machineOf()];
    expect(
      await store.write(batchOf({ machines, intervals: [interval, unknown], alarms, cycles, scrap })),
    ).to.deep.equal([]);
    expect(await all(store.intervals(ALWAYS))).to.deep.equal([interval, unknown]);
    expect(await all(store.alarms(ALWAYS))).to.deep.equal(alarms);
    expect(await all(store.cycles(ALWAYS))).to.deep.equal(cycles);
    expect(await all(store.scrap(ALWAYS))).to.deep.equal(scrap);
    expect(await store.latest()).to.deep.equal([machineOf().state]);
  });

  it('keeps texts with characters that no database has, with a sign in their place, and what follows them', async () => {
    const store = storeNow();
    const odd = 'a\0b\ud800c😀';
    const kept = 'a\ufffdb\ufffdc😀';
    await store.write(
      batchOf({
        machines: [machineOf()],
        intervals: [intervalOf(0, 1, { activity: { ...intervalOf(0, 1).activity, program: odd } })],
        alarms: [alarmOf(0, 1, { text: odd })],
        cycles: [cycleOf(0, 1, { program: odd })],
        scrap: [scrapOf(1, { reason: odd })],
      }),
    );
    expect((await all(store.intervals(ALWAYS))).map(({ activity }) => activity.program)).to.deep.equal([
      kept,
    ]);
    expect((await all(store.alarms(ALWAYS))).map(({ text }) => text)).to.deep.equal([kept]);
    expect((await all(store.cycles(ALWAYS))).map(({ program }) => program)).to.deep.equal([kept]);
    expect((await all(store.scrap(ALWAYS))).map(({ reason }) => reason)).to.deep.equal([kept]);
    expect(await store.shortestCycle(KEY, odd, MORNING + 2 * MINUTE)).to.equal(MINUTE);
    expect(await all(store.intervals({ ...ALWAYS, keys: ['of nobody\0'] }))).to.deep.equal([]);
  });

  it('replaces what has the same id, so that a batch may be written twice', async () => {
    const store = storeNow();
    const batch = batchOf({
      machines: [machineOf()],
      intervals: [intervalOf(0, undefined)],
      alarms: [alarmOf(1, undefined)],
      cycles: [cycleOf(0, 2)],
      scrap: [scrapOf(3)],
    });
    await store.write(batch);
    await store.write(batch);
    const corrected = intervalOf(0, 7, { from: MORNING - MINUTE, revision: 1 });
    const ended = alarmOf(1, 6);
    const counted = cycleOf(0, 2, { to: MORNING + 3 * MINUTE, parts: 2 });
    const again = scrapOf(3, { count: 5, time: MORNING });
    await store.write(
      batchOf({
        machines: [machineOf()],
        intervals: [corrected],
        alarms: [ended],
        cycles: [counted],
        scrap: [again],
      }),
    );
    expect(await all(store.intervals(ALWAYS))).to.deep.equal([corrected]);
    expect(await all(store.alarms(ALWAYS))).to.deep.equal([ended]);
    expect(await all(store.cycles(ALWAYS))).to.deep.equal([counted]);
    expect(await all(store.scrap(ALWAYS))).to.deep.equal([again]);
  });

  it('reads what touches the time asked for, its begin included and its end not', async () => {
    const store = storeNow();
    const intervals = [intervalOf(0, 10), intervalOf(10, 20), intervalOf(20, 30), intervalOf(30, undefined)];
    const alarms = [
      alarmOf(0, 25),
      alarmOf(2, 10),
      alarmOf(3, undefined, { conditionId: '2' }),
      alarmOf(20, 21),
    ];
    const cycles = [cycleOf(0, 10), cycleOf(10, 15), cycleOf(15, 20), cycleOf(20, 21)];
    const scrap = [scrapOf(9), scrapOf(10), scrapOf(20)];
    await store.write(batchOf({ machines: [machineOf()], intervals, alarms, cycles, scrap }));
    const query = { from: MORNING + 10 * MINUTE, to: MORNING + 20 * MINUTE };
    expect(await all(store.intervals(query))).to.deep.equal([intervals[1]]);
    expect(await all(store.intervals({ ...query, from: query.from - 1, to: query.to + 1 }))).to.have.length(
      3,
    );
    expect(await all(store.alarms(query))).to.deep.equal([alarms[0], alarms[2]]);
    expect(await all(store.cycles(query))).to.deep.equal([cycles[1], cycles[2]]);
    expect(await all(store.scrap(query))).to.deep.equal([scrap[1]]);
    const later = { from: MORNING + 50 * MINUTE, to: MORNING + 51 * MINUTE };
    expect(await all(store.intervals(later))).to.deep.equal([intervals[3]]);
    expect(await all(store.alarms(later))).to.deep.equal([alarms[2]]);
  });

  it('does not read an interval that a correction has taken away', async () => {
    const store = storeNow();
    const intervals = [
      intervalOf(0, 10),
      intervalOf(10, 20, { activity: { ...intervalOf(0, 1).activity, state: 'idle' } }),
    ];
    await store.write(batchOf({ machines: [machineOf()], intervals }));
    const taken = intervalOf(10, 10, { revision: 1 });
    const longer = intervalOf(0, undefined, { revision: 1 });
    await store.write(batchOf({ machines: [machineOf()], intervals: [taken, longer] }));
    expect(await all(store.intervals(ALWAYS))).to.deep.equal([longer]);
    const within = { from: MORNING + 10 * MINUTE, to: MORNING + 20 * MINUTE };
    expect(await all(store.intervals(within))).to.deep.equal([longer]);
    expect(await store.totals(within)).to.deep.equal([
      { key: KEY, name: 'Lathe 1', times: { running: 10 * MINUTE } },
    ]);
  });

  it('reads by key and time, of the machines asked for or of all, however many rows there are', async () => {
    const store = storeNow();
    const keys = ['mgm:plant:a', 'mgm:plant:Z', 'oms:x:é', 'mgm:plant:10'];
    const intervals = keys.flatMap((key) =>
      Array.from({ length: 700 }, (_, minute) => intervalOf(minute, minute + 1, { key, name: key })),
    );
    await store.write(
      batchOf({
        machines: keys.map((key) => machineOf({ key, name: key })),
        intervals: [...intervals].reverse(),
      }),
    );
    const ordered = [...keys].sort().flatMap((key) => intervals.filter((interval) => interval.key === key));
    expect(await all(store.intervals(ALWAYS))).to.deep.equal(ordered);
    const some = await all(store.intervals({ ...ALWAYS, keys: [keys[1] ?? '', keys[3] ?? '', 'nobody'] }));
    expect(some).to.deep.equal(ordered.filter(({ key }) => key === keys[1] || key === keys[3]));
    expect(await all(store.intervals({ ...ALWAYS, keys: [] }))).to.deep.equal([]);
    expect((await store.latest([keys[2] ?? ''])).map(({ key }) => key)).to.deep.equal([keys[2]]);
  });

  it('ends a reading quietly when the asker has enough', async () => {
    const store = storeNow();
    const intervals = Array.from({ length: 1_200 }, (_, minute) => intervalOf(minute, minute + 1));
    await store.write(batchOf({ machines: [machineOf()], intervals }));
    for await (const interval of store.intervals(ALWAYS)) {
      expect(interval).to.deep.equal(intervals[0]);
      break;
    }
    expect(await store.write(batchOf({ machines: [machineOf()] }))).to.deep.equal([]);
  });

  it('adds up the time in each state within the time asked for, over days and months', async () => {
    const store = storeNow();
    const day = 24 * 60;
    const idle = { state: 'idle', reason: 'STOP', execution: 'READY', program: null } as const;
    const unknown = { state: 'unknown', reason: 'stale', execution: null, program: null } as const;
    const intervals = [
      intervalOf(0, 3 * day),
      intervalOf(3 * day, 3 * day + 30, { activity: idle }),
      intervalOf(3 * day + 30, 40 * day, { activity: unknown }),
      intervalOf(40 * day, undefined),
    ];
    const other = [intervalOf(0, 60, { key: 'oms:x:1', name: 'Mill', activity: idle })];
    await store.write(
      batchOf({
        machines: [machineOf(), machineOf({ key: 'oms:x:1', name: 'Mill' })],
        intervals: [...intervals, ...other],
      }),
    );
    const hours = (count: number): number => count * 60 * MINUTE;
    expect(await store.totals({ from: MORNING - hours(5), to: MORNING + 50 * day * MINUTE })).to.deep.equal([
      {
        key: KEY,
        name: 'Lathe 1',
        times: { running: hours(13 * 24), idle: hours(0.5), unknown: hours(37 * 24 - 0.5) },
      },
      { key: 'oms:x:1', name: 'Mill', times: { idle: hours(1) } },
    ]);
    const from = MORNING + (2 * day + 100) * MINUTE;
    const to = MORNING + (3 * day + 45) * MINUTE;
    expect(await store.totals({ keys: [KEY], from, to })).to.deep.equal([
      {
        key: KEY,
        name: 'Lathe 1',
        times: { running: (day - 100) * MINUTE, idle: hours(0.5), unknown: 15 * MINUTE },
      },
    ]);
    // A correction moves what it has corrected.
    await store.write(
      batchOf({
        machines: [machineOf()],
        intervals: [
          intervalOf(0, 2 * day, { revision: 1 }),
          { ...(intervals[1] ?? intervalOf(0, 0)), from: MORNING + 2 * day * MINUTE, revision: 1 },
        ],
      }),
    );
    expect(await store.totals({ keys: [KEY], from: MORNING, to: MORNING + 3 * day * MINUTE })).to.deep.equal([
      { key: KEY, name: 'Lathe 1', times: { running: hours(48), idle: hours(24) } },
    ]);
  });

  it('tells what each machine goes on with after a restart', async () => {
    const store = storeNow();
    const machine = machineOf({ counted: null, heard: MORNING + 20 * MINUTE });
    const open = intervalOf(10, undefined);
    const alarm = alarmOf(12, undefined);
    await store.write(
      batchOf({ machines: [machine], intervals: [intervalOf(0, 10), open], alarms: [alarmOf(1, 2), alarm] }),
    );
    const remainders = await store.remainders([KEY, 'nobody']);
    expect([...remainders]).to.deep.equal([[KEY, { machine, open, alarms: [alarm] }]]);
  });

  it('refuses a machine whose lease is older than that of its last writer, and writes the others', async () => {
    const store = storeNow();
    const other = machineOf({ key: 'oms:x:1', name: 'Mill' });
    await store.write(
      batchOf({ machines: [machineOf({ epoch: 7 })], intervals: [intervalOf(0, undefined)] }),
    );
    const late = batchOf({
      machines: [machineOf({ epoch: 6, name: 'Late' }), other],
      intervals: [
        intervalOf(0, 5),
        intervalOf(5, undefined),
        intervalOf(5, undefined, { key: other.key, name: 'Mill' }),
      ],
      alarms: [alarmOf(1, undefined)],
      cycles: [cycleOf(1, 2)],
      scrap: [scrapOf(1, { key: other.key })],
    });
    expect(await store.write(late)).to.deep.equal([KEY]);
    expect(await all(store.intervals({ ...ALWAYS, keys: [KEY] }))).to.deep.equal([intervalOf(0, undefined)]);
    expect(await all(store.alarms(ALWAYS))).to.deep.equal([]);
    expect(await all(store.cycles(ALWAYS))).to.deep.equal([]);
    expect(await all(store.intervals({ ...ALWAYS, keys: [other.key] }))).to.have.length(1);
    expect(await all(store.scrap(ALWAYS))).to.have.length(1);
  });

  it('refuses the writer before as soon as the next one has asked what to go on with', async () => {
    const store = storeNow();
    const before = batchOf({ machines: [machineOf({ epoch: 6 })], intervals: [intervalOf(0, undefined)] });
    await store.write(before);
    const remainders = await store.remainders(
      [KEY, 'oms:x:new'],
      new Map([
        [KEY, 7],
        ['oms:x:new', 7],
      ]),
    );
    expect(remainders.get(KEY)?.machine.epoch).to.equal(7);
    expect(remainders.has('oms:x:new')).to.equal(false);
    expect(await store.latest()).to.have.length(1);
    expect(await store.write(before)).to.deep.equal([KEY]);
    expect(
      await store.write(batchOf({ machines: [machineOf({ key: 'oms:x:new', epoch: 6 })] })),
    ).to.deep.equal(['oms:x:new']);
    expect(await store.write(batchOf({ machines: [machineOf({ epoch: 7 })] }))).to.deep.equal([]);
  });

  it('writes all of a batch or nothing', async () => {
    const store = storeNow();
    const broken = { ...intervalOf(5, 6), parts: null as unknown as number };
    const batch = batchOf({ machines: [machineOf()], intervals: [intervalOf(0, 5), broken] });
    const failure = await store.write(batch).catch((thrown: Error) => thrown);
    expect(failure).to.be.instanceOf(Error);
    expect(await all(store.intervals(ALWAYS))).to.deep.equal([]);
    expect(await store.latest()).to.deep.equal([]);
  });

  it('learns the shortest of the last 50 complete cycles of a program', async () => {
    const store = storeNow();
    const cycles = Array.from({ length: 60 }, (_, index) =>
      cycleOf(index * 10, index * 10 + 9, { runMs: 5_000 + index }),
    );
    cycles.push(cycleOf(601, 602, { runMs: 1, complete: false }), cycleOf(603, 604, { runMs: 2, parts: 0 }));
    cycles.push(
      cycleOf(605, 606, { runMs: 9_000, program: null, parts: 2 }),
      cycleOf(607, 608, { runMs: 0 }),
    );
    await store.write(batchOf({ machines: [machineOf()], cycles }));
    expect(await store.shortestCycle(KEY, 'O1234', ALWAYS.to)).to.equal(5_011);
    expect(await store.shortestCycle(KEY, 'O1234', MORNING + 100 * MINUTE)).to.equal(5_000);
    expect(await store.shortestCycle(KEY, null, ALWAYS.to)).to.equal(4_500);
    expect(await store.shortestCycle(KEY, 'O9', ALWAYS.to)).to.equal(undefined);
    expect(await store.shortestCycle('nobody', null, ALWAYS.to)).to.equal(undefined);
  });

  it('removes what ended before a time, piece by piece, and nothing else', async () => {
    const store = storeNow();
    const intervals = Array.from({ length: 1_300 }, (_, minute) => intervalOf(minute, minute + 1));
    intervals.push(intervalOf(1_300, undefined));
    const alarms = [
      alarmOf(0, 5),
      alarmOf(3, undefined, { conditionId: '2' }),
      alarmOf(4, 1_250, { conditionId: '3' }),
    ];
    const cycles = [cycleOf(0, 5), cycleOf(5, 1_201)];
    const scrap = [scrapOf(3), scrapOf(1_300)];
    await store.write(batchOf({ machines: [machineOf()], intervals, alarms, cycles, scrap }));
    let pieces = 0;
    while (await store.removeBefore(MORNING + 1_200 * MINUTE)) pieces += 1;
    expect(pieces).to.be.greaterThan(1);
    expect(await all(store.intervals(ALWAYS))).to.deep.equal(intervals.slice(1_199));
    expect(await all(store.alarms(ALWAYS))).to.deep.equal([alarms[1], alarms[2]]);
    expect(await all(store.cycles(ALWAYS))).to.deep.equal([cycles[1]]);
    expect(await all(store.scrap(ALWAYS))).to.deep.equal([scrap[1]]);
    expect(await store.totals({ from: MORNING, to: MORNING + 1_300 * MINUTE })).to.deep.equal([
      { key: KEY, name: 'Lathe 1', times: { running: 101 * MINUTE } },
    ]);
    expect(await store.latest()).to.have.length(1);
  });

  it('does nothing any more once it is closed', async () => {
    const store = storeNow();
    const written = store.write(batchOf({ machines: [machineOf()] }));
    await store.close();
    expect(await written).to.deep.equal([]);
    const failure = (await store.latest().catch((thrown: Error) => thrown)) as { code?: string };
    expect(failure.code).to.equal('journal:closed');
  });
}

export async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const read: Row[] = [];
  for await (const row of rows) read.push(row);
  return read;
}
