import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { ShiftCalendar, type Span } from '../../../lib/calendar/shift-calendar';
import { Journal } from '../../../lib/journal/journal';
import type { JournalEvent } from '../../../lib/journal/journal-events';
import type { StoredInterval } from '../../../lib/journal/journal-store';
import { type OeeFigures, oeeOf } from '../../../lib/journal/oee';
import type { MachineState } from '../../../lib/machine/machine-state';
import { fakeClock } from '../../support/fake-clock';
import { machineState } from '../../support/machine-state';
import { MemoryJournalStore } from '../../support/memory-journal-store';

const KEY = 'mgm:plant:1';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const everyDay = { days: [1, 2, 3, 4, 5, 6, 7], breaks: [] };
const day = { ...everyDay, name: 'day', start: '06:00', end: '18:00' };
const night = { ...everyDay, name: 'night', start: '22:00', end: '06:00' };

describe('Complaints about journals of machines, none of which holds here (docs/behaviour.md, "Journal")', () => {
  let clock: Clock;
  let store: MemoryJournalStore;
  let journal: Journal;
  let told: JournalEvent[];

  function open(): void {
    journal = new Journal({
      open: async () => store,
      rules: { staleMs: MINUTE_MS, shortestMs: 1_000 },
      mostMachines: 10,
      mostWaiting: 1_000,
      onTold: (events) => told.push(...events),
      onRefused: () => undefined,
      onChange: () => undefined,
    });
  }

  async function close(): Promise<void> {
    await Promise.all([journal.close(), clock.tickAsync(1_000)]);
  }

  function begin(time: string): void {
    clock.setSystemTime(Date.parse(time));
    open();
  }

  function tell(more: Partial<MachineState> = {}): void {
    journal.take(machineState({ key: KEY, ...more }));
  }

  /** A message every half minute for so many minutes; its fields may go with them. */
  async function runs(
    minutes: number,
    more: (minute: number) => Partial<MachineState> = () => ({}),
  ): Promise<void> {
    for (let half = 0; half < 2 * minutes; half++) {
      tell(more(half / 2));
      await clock.tickAsync(MINUTE_MS / 2);
    }
  }

  const intervals = (): StoredInterval[] =>
    [...store.intervalRows.values()]
      .filter(({ from, to }) => from !== to)
      .sort((one, other) => one.from - other.from);
  const states = (): string[] => intervals().map(({ activity }) => activity.state);
  const parts = (): number => [...store.cycleRows.values()].reduce((sum, cycle) => sum + cycle.parts, 0);

  /** Minutes in each state within a time. */
  async function minutesOf(span: Span): Promise<Record<string, number>> {
    const [total] = await store.totals({ keys: [KEY], ...span });
    const inMinutes = Object.entries(total?.times ?? {}).map(([state, ms]) => [state, ms / MINUTE_MS]);
    return Object.fromEntries(inMinutes) as Record<string, number>;
  }

  function figures(planned: readonly Span[], now: number): OeeFigures {
    return oeeOf({
      planned,
      intervals: intervals().map(({ from, to = now, activity: { state } }) => ({ from, to, state })),
      cycles: [...store.cycleRows.values()],
      idealCycleOf: () => ({ seconds: 60, source: 'plant' }),
      scrap: 0,
    });
  }

  beforeEach(() => {
    clock = fakeClock();
    store = new MemoryJournalStore();
    told = [];
  });

  afterEach(async () => {
    await close();
    clock.uninstall();
  });

  it('the last state drawn over a gap: a silent machine is unknown since it was heard last', async () => {
    begin('2026-03-02T08:00:00Z');
    await runs(10);
    await clock.tickAsync(50 * MINUTE_MS);
    expect(states()).to.deep.equal(['running', 'unknown']);
    const hour = { from: Date.parse('2026-03-02T08:00:00Z'), to: Date.parse('2026-03-02T09:00:00Z') };
    const { running = 0, unknown = 0 } = await minutesOf(hour);
    expect([running + unknown, Math.abs(running - 9.5) <= 0.5]).to.deep.equal([60, true]);
  });

  it('an outage that flatters: what nobody knows is planned time that did not run', async () => {
    begin('2026-03-02T08:00:00Z');
    await runs(60);
    await clock.tickAsync(HOUR_MS);
    const from = Date.parse('2026-03-02T08:00:00Z');
    const { availability, coverage } = figures([{ from, to: from + 2 * HOUR_MS }], Date.now());
    expect(availability).to.be.closeTo(0.5, 0.01);
    expect(coverage).to.be.closeTo(0.5, 0.01);
  });

  it('stops outside of the shift counted: only planned time is', async () => {
    begin('2026-03-02T17:00:00Z');
    await runs(60);
    await runs(120, () => ({ state: 'idle' }));
    const calendar = new ShiftCalendar({ zone: 'UTC', shifts: [day], exceptions: [] });
    const from = Date.parse('2026-03-02T17:00:00Z');
    const planned = calendar.plannedBetween(from, Date.now());
    const { availability, times } = figures(planned, Date.now());
    expect(availability).to.be.closeTo(1, 0.001);
    expect(times.idle).to.equal(0);
  });

  it('overlap: of two messages that contradict each other the later one ends the earlier', async () => {
    begin('2026-03-02T08:00:00Z');
    const at = (second: number): string =>
      new Date(Date.parse('2026-03-02T08:00:00Z') + second * 1_000).toISOString();
    await clock.tickAsync(40_000);
    tell({ time: at(0), since: at(0) });
    tell({ state: 'alarm', time: at(20), since: at(20) });
    tell({ state: 'idle', time: at(10), since: at(5) });
    await clock.tickAsync(5_000);
    intervals().forEach(({ to }, index) => {
      expect(to).to.equal(intervals()[index + 1]?.from);
    });
  });

  for (const [what, from, hours] of [
    ['forward', '2026-03-28T21:00:00Z', 7],
    ['back', '2026-10-24T20:00:00Z', 9],
  ] as const) {
    it(`the change of the clocks, ${what}: the night shift has ${hours} hours, and all of them add up`, async () => {
      begin(from);
      await runs(hours * 60, (minute) => ({ state: minute < 60 ? 'idle' : 'running' }));
      const calendar = new ShiftCalendar({ zone: 'Europe/Berlin', shifts: [night], exceptions: [] });
      const shift = calendar.shiftAt(Date.parse(from) + 1_000);
      expect(shift && shift.to - shift.from).to.equal(hours * HOUR_MS);
      const { times } = figures(shift?.planned ?? [], Date.now());
      expect([times.planned, times.idle]).to.deep.equal([hours * 3_600, 3_600]);
      expect(times.running + times.unknown).to.equal((hours - 1) * 3_600);
    });
  }

  it('midnight: what goes on over it is one interval, and each day has its part of it', async () => {
    begin('2026-03-02T23:00:00Z');
    await runs(120);
    expect(states()).to.deep.equal(['running']);
    const midnight = Date.parse('2026-03-03T00:00:00Z');
    expect(await minutesOf({ from: midnight - HOUR_MS, to: midnight })).to.deep.equal({ running: 60 });
    expect(await minutesOf({ from: midnight, to: midnight + HOUR_MS })).to.deep.equal({ running: 60 });
  });

  it('leap day: it is a day as any other', async () => {
    begin('2028-02-28T23:30:00Z');
    await runs(60);
    const calendar = new ShiftCalendar({ zone: 'UTC', shifts: [night], exceptions: [] });
    expect(calendar.shiftAt(Date.parse('2028-02-29T00:10:00Z'))).to.include({ day: '2028-02-28' });
    const leapDay = Date.parse('2028-02-29T00:00:00Z');
    expect(await minutesOf({ from: leapDay, to: Date.now() })).to.deep.equal({ running: 30 });
  });

  it('a counter that is reset, or jumps: parts are those that were made', async () => {
    begin('2026-03-02T08:00:00Z');
    await runs(10, (minute) => ({ parts: { count: 100 + Math.floor(minute) } }));
    expect(parts()).to.equal(9);
    await runs(10, (minute) => ({ parts: { count: Math.floor(minute) } }));
    expect(parts()).to.equal(18);
    await runs(5, () => ({ parts: { count: 1_000_000 } }));
    expect(parts()).to.equal(18);
    expect([...store.cycleRows.values()].filter(({ suspect }) => suspect)).to.have.length(1);
  });

  it('restart: what was open goes on, and what was told is there', async () => {
    begin('2026-03-02T08:00:00Z');
    const since = '2026-03-02T07:00:00.000Z';
    await runs(10, () => ({ since }));
    await close();
    await clock.tickAsync(10 * MINUTE_MS);
    open();
    await runs(10, () => ({ since }));
    expect(states()).to.deep.equal(['running']);
    for (const { row } of told) expect(store.intervalRows.has(row.id)).to.equal(true);
  });

  it('messages that come twice, and late: nothing is counted again, the late ones take their place', async () => {
    begin('2026-03-02T08:00:00Z');
    await runs(5, (minute) => ({ parts: { count: Math.floor(minute) } }));
    await clock.tickAsync(2_000);
    const before = { parts: parts(), states: states(), told: told.length };
    const again = new Date(Date.now() - 32_000).toISOString();
    tell({ parts: { count: 4 }, time: again });
    tell({ parts: { count: 2 }, time: new Date(Date.now() - 40_000).toISOString() });
    await clock.tickAsync(2_000);
    expect({ parts: parts(), states: states(), told: told.length }).to.deep.equal(before);
    tell({ state: 'alarm', time: again, since: again });
    await clock.tickAsync(2_000);
    expect(states()).to.deep.equal(['running', 'alarm']);
    expect(intervals()[1]?.from).to.equal(Date.parse(again));
  });

  it('an alarm without end: it ends when a message lacks it, or when it was seen last', async () => {
    begin('2026-03-02T08:00:00Z');
    const since = '2026-03-02T08:00:00.000Z';
    const conditions = [{ id: '7', level: 'fault' as const, text: 'Door', since }];
    await runs(5, () => ({ state: 'alarm', conditions }));
    const seen = Date.now() - MINUTE_MS / 2;
    await clock.tickAsync(30 * MINUTE_MS);
    tell({ state: 'unknown', conditions: null });
    await runs(5, () => ({ conditions: [] }));
    const [alarm, ...others] = [...store.alarmRows.values()];
    expect(others).to.be.empty;
    expect([alarm?.from, alarm?.to]).to.deep.equal([Date.parse(since), seen]);
  });

  it('a dry run as production: it is setup, and makes no parts', async () => {
    begin('2026-03-02T08:00:00Z');
    const main = { program: { main: 'O1' } };
    await runs(5, () => ({ ...main, state: 'setup', execution: 'ACTIVE', overrides: { dryRun: true } }));
    await runs(2, () => ({ ...main, state: 'idle' }));
    expect(states()).to.deep.equal(['setup', 'idle']);
    expect(parts()).to.equal(0);
    const from = Date.parse('2026-03-02T08:00:00Z');
    expect(figures([{ from, to: Date.now() }], Date.now()).availability).to.equal(0);
  });
});
