import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import fc from 'fast-check';
import { ShiftCalendar } from '../../../lib/calendar/shift-calendar';
import type { JournalBatch, StoredCycle, StoredInterval } from '../../../lib/journal/journal-store';
import { MachineOee } from '../../../lib/journal/machine-oee';
import { OeePeriods } from '../../../lib/journal/oee-periods';
import { type OeeSources, oeeReport } from '../../../lib/journal/oee-report';
import { MACHINE_STATES, type MachineStateName } from '../../../lib/machine/machine-words';
import { Plant } from '../../../lib/machine/plant';
import { machineState } from '../../support/machine-state';
import { MemoryJournalStore } from '../../support/memory-journal-store';

const HOUR_MS = 3_600_000;
const plant = new Plant(
  ['A', 'B'].map((id) => ({
    ...{ id, name: `Mill ${id}`, path: [], account: '', machineId: id },
    cycles: [{ program: 'O1', seconds: 60 }],
  })),
);
const none: JournalBatch = { machines: [], intervals: [], alarms: [], cycles: [], scrap: [] };

function interval(
  key: string,
  from: number,
  to: number | undefined,
  state: MachineStateName,
  reason: string = state,
): StoredInterval {
  const activity = { state, reason, execution: null, program: 'O1' };
  return {
    id: `${key}#${from}`,
    key,
    name: 'platform',
    activity,
    source: 'observed',
    from,
    to,
    revision: 0,
    parts: 0,
  };
}

function cycle(key: string, to: number, more: Partial<StoredCycle> = {}): StoredCycle {
  const made = { runMs: 60_000, parts: 1, complete: true, program: 'O1' };
  return { id: `${key}#c${to}`, key, name: 'platform', from: to - 60_000, to, ...made, ...more };
}

async function stored(batch: Partial<JournalBatch>): Promise<OeeSources & { store: MemoryJournalStore }> {
  const store = new MemoryJournalStore();
  await store.write({ ...none, ...batch });
  return { store, plant, name: 'Works', hasCalendar: true, microMs: 300_000 };
}

describe('a report of figures (docs/nodes.md, "machine-oee")', () => {
  const shifts = new ShiftCalendar({
    zone: 'UTC',
    shifts: [
      {
        ...{ name: 'early', days: [1, 2, 3, 4, 5, 6, 7], start: '06:00', end: '14:00' },
        breaks: [{ start: '10:00', minutes: 60 }],
      },
    ],
    exceptions: [],
  });
  const periods = new OeePeriods(shifts, 'UTC');
  const at = (time: string): number => Date.parse(`2026-11-27T${time}Z`);
  const early = periods.shift('2026-11-27', 'early');
  if (!early) throw new Error('There is no early shift');

  it('has a row for each machine of the plant, and one for all together', async () => {
    const sources = await stored({
      intervals: [
        interval('A', at('05:00'), at('09:00'), 'running'),
        interval('A', at('09:00'), at('09:04'), 'alarm', 'E7'),
        interval('A', at('09:04'), at('11:30'), 'idle', '0'),
        interval('A', at('11:30'), undefined, 'running'),
      ],
      cycles: [cycle('A', at('08:00'), { parts: 200 }), cycle('A', at('10:30')), cycle('A', at('14:00'))],
      scrap: [{ id: 's', key: 'A', time: at('08:30'), count: 1, reason: null }],
    });
    const [a, b, all] = await oeeReport(sources, early);
    expect(a).to.include({ key: 'A', name: 'Mill A', parts: 201, good: 200, scrap: 1, ideal: 201 * 60 });
    expect(a?.period).to.deep.equal({
      ...{ kind: 'shift', shift: 'early', day: '2026-11-27', zone: 'UTC' },
      ...{ from: '2026-11-27T06:00:00.000Z', to: '2026-11-27T14:00:00.000Z' },
    });
    expect(a?.times).to.include({
      planned: 7 * 3_600,
      running: 5.5 * 3_600,
      alarm: 240,
      idle: 5_160,
      unknown: 0,
    });
    expect(a?.why).to.deep.equal([]);
    expect(a?.oee).to.be.closeTo((5.5 / 7) * ((201 * 60) / (5.5 * 3_600)) * (200 / 201), 1e-12);
    expect(a?.stops).to.deep.equal({
      planned: { count: 0, seconds: 0 },
      unplanned: { count: 2, seconds: 5_400 },
      micro: { count: 1, seconds: 240 },
    });
    expect(a?.reasons).to.deep.equal([
      { state: 'idle', reason: '0', count: 1, seconds: 5_160 },
      { state: 'alarm', reason: 'E7', count: 1, seconds: 240 },
    ]);
    expect(a?.costliest[0]).to.include({ id: `A#${at('09:04')}`, key: 'A', name: 'Mill A', seconds: 5_160 });

    expect(b).to.include({ key: 'B', coverage: 0, oee: null, quality: null, parts: 0 });
    expect(b?.why).to.have.members(['not-covered', 'nothing-ran', 'no-parts', 'no-scrap-count']);

    expect(all).to.include({ key: '*', name: 'Works', machines: 2, parts: 201, good: 200, coverage: 0.5 });
    expect(all?.availability).to.be.closeTo(5.5 / 14, 1e-12);
    expect(all?.times).to.include({ planned: 14 * 3_600, unknown: 7 * 3_600 });
    for (const row of [a, b, all]) expect([...Value.Errors(MachineOee, row)]).to.deep.equal([]);
  });

  it('takes the learnt ideal cycle where the plant names none, and says so', async () => {
    const sources = await stored({
      intervals: [interval('A', at('05:00'), undefined, 'running')],
      cycles: [cycle('A', at('08:00'), { program: 'O9' })],
    });
    sources.store.shortestCycle = async () => 90_000;
    const [learnt] = await oeeReport(sources, early, ['A']);
    expect(learnt).to.include({ ideal: 90 });
    expect(learnt?.why).to.include('ideal-cycle-learnt');
    sources.store.shortestCycle = async () => undefined;
    const [unknown] = await oeeReport(sources, early, ['A']);
    expect(unknown).to.include({ ideal: null, performance: null });
    expect(unknown?.why).to.include('no-ideal-cycle');
  });

  it('counts all as good where scrap is noted, but none in this shift', async () => {
    const noted = (time: number) => [{ id: 's', key: 'A', time, count: 3, reason: null }];
    const batch = {
      intervals: [interval('A', at('05:00'), undefined, 'running')],
      cycles: [cycle('A', at('08:00'))],
    };
    const [counted] = await oeeReport(
      await stored({ ...batch, scrap: noted(at('06:00') - 240 * HOUR_MS) }),
      early,
    );
    expect(counted).to.include({ scrap: 0, good: 1, quality: 1 });
    const [forgotten] = await oeeReport(
      await stored({ ...batch, scrap: noted(at('06:00') - 900 * HOUR_MS) }),
      early,
    );
    expect(forgotten).to.include({ scrap: null, good: null, quality: null });
  });

  it('reports the machines of the journal where there is no plant, and leaves out those long gone', async () => {
    const state = (key: string, receivedAt: number) => ({
      ...{ key, name: key, heard: receivedAt, counted: null, epoch: 0 },
      state: machineState({ key, name: `Lathe ${key}`, receivedAt: new Date(receivedAt).toISOString() }),
    });
    const sources = await stored({
      machines: [state('z', at('06:00')), state('old', at('06:00') - 800 * HOUR_MS)],
    });
    const rows = await oeeReport({ ...sources, plant: undefined, name: '', hasCalendar: false }, early);
    expect(rows.map(({ key, name }) => [key, name])).to.deep.equal([
      ['z', 'Lathe z'],
      ['*', ''],
    ]);
    expect(rows[0]?.why).to.include('no-calendar');
  });

  it('adds up: times, parts and scrap of the hours are those of the day, whatever happened', async () => {
    const berlin = new ShiftCalendar({
      zone: 'Europe/Berlin',
      shifts: [
        { name: 'n', days: [6, 7], start: '22:00', end: '06:30', breaks: [{ start: '01:45', minutes: 30 }] },
        { name: 'd', days: [6, 7], start: '06:30', end: '15:15', breaks: [{ start: '11:50', minutes: 20 }] },
      ],
      exceptions: [],
    });
    const days = new OeePeriods(berlin, 'UTC');
    const length = fc.integer({ min: 1, max: 4 * HOUR_MS });
    const piece = fc.tuple(length, fc.constantFrom(...MACHINE_STATES), fc.nat(3), fc.nat(2));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('2026-03-29', '2026-06-07', '2026-10-25'),
        fc.array(piece, { minLength: 1, maxLength: 30 }),
        async (date, pieces) => {
          const day = days.day(date);
          const batch = {
            intervals: [] as StoredInterval[],
            cycles: [] as StoredCycle[],
            scrap: [] as JournalBatch['scrap'][number][],
          };
          let time = day.from - HOUR_MS;
          for (const [ms, state, parts, scrap] of pieces) {
            batch.intervals.push(interval('A', time, time + ms, state));
            time += ms;
            batch.cycles.push(cycle('A', time, { parts }));
            batch.scrap.push({ id: String(time), key: 'A', time, count: scrap, reason: null });
          }
          const sources = await stored(batch);
          const [whole] = await oeeReport(sources, day, ['A']);
          const sums = {
            parts: 0,
            scrap: 0,
            ideal: 0,
            planned: 0,
            running: 0,
            unknown: 0,
            alarm: 0,
            stops: 0,
          };
          for (
            let end = days.nextEnd('hour', day.from);
            end !== undefined && end <= day.to;
            end = days.nextEnd('hour', end)
          )
            for (const hour of days.endingAt('hour', end)) {
              const [row] = await oeeReport(sources, hour, ['A']);
              if (!row || !whole) throw new Error('There is no row');
              sums.parts += row.parts;
              sums.scrap += row.scrap ?? 0;
              sums.ideal += row.ideal ?? 0;
              sums.stops += row.stops.unplanned.seconds + row.stops.planned.seconds;
              for (const name of ['planned', 'running', 'unknown', 'alarm'] as const)
                sums[name] += row.times[name];
            }
          expect([sums.parts, sums.scrap, sums.ideal]).to.deep.equal([
            whole?.parts,
            whole?.scrap ?? 0,
            whole?.ideal,
          ]);
          for (const name of ['planned', 'running', 'unknown', 'alarm'] as const)
            expect(sums[name], name).to.be.closeTo(Number(whole?.times[name]), 1e-6);
          const stopped = Number(whole?.stops.unplanned.seconds) + Number(whole?.stops.planned.seconds);
          expect(sums.stops).to.be.closeTo(stopped, 1e-6);
        },
      ),
      { numRuns: Math.ceil(Number(process.env['FAST_CHECK_RUNS'] ?? 100) / 5) },
    );
  });
});
