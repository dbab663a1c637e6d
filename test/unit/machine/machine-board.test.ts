import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import fc from 'fast-check';
import { ShiftCalendar } from '../../../lib/calendar/shift-calendar';
import { dayPeriods, shiftPeriods } from '../../../lib/machine/board-period';
import { dayBegin } from '../../../lib/machine/day-begin';
import { MachineBoard } from '../../../lib/machine/machine-board';
import { MachineBoardContent } from '../../../lib/machine/machine-board-schema';
import type { MachineState } from '../../../lib/machine/machine-state';
import { MACHINE_STATES } from '../../../lib/machine/machine-words';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SIX = 6 * 60;
/** Six in the morning by the wall clock. */
const dayFrom = new Date(2026, 2, 10, 6).getTime();
const iso = (ms: number) => new Date(ms).toISOString();

function stateAt(at: number, state: MachineState['state'], more: Partial<MachineState> = {}): MachineState {
  return {
    key: 'mgm:A:1',
    machineId: '1',
    name: 'Mill 1',
    path: ['Hall', 'Line 1'],
    source: { platform: 'mgm', account: 'A' },
    time: iso(at),
    receivedAt: iso(at),
    state,
    since: iso(at),
    reason: '1',
    availability: state === 'unknown' || state === 'off' ? 'UNAVAILABLE' : 'AVAILABLE',
    changed: ['state'],
    native: { a: 1 },
    ...more,
  };
}

describe('What a board of machines shows (docs/nodes.md, "machine-board")', () => {
  let board: MachineBoard;
  const dayOf = (now: number, key = 'mgm:A:1') =>
    board.whole(now).machines.find((machine) => machine.key === key)?.day;

  beforeEach(() => {
    board = new MachineBoard(dayPeriods(SIX), dayFrom + HOUR);
  });

  it('tells all at first, then what differs, then nothing', () => {
    const now = dayFrom + HOUR;
    board.update(stateAt(now, 'running'), now);
    board.update(stateAt(now, 'idle', { key: 'b', machineId: '2' }), now);
    const first = board.changes(now);
    expect([...Value.Errors(MachineBoardContent, first)]).to.deep.equal([]);
    expect(first).to.deep.include({ isWhole: true, time: iso(now), dayFrom: iso(dayFrom) });
    expect(first?.machines.map(({ key }) => key)).to.deep.equal(['mgm:A:1', 'b']);
    expect(first?.machines[0]).to.not.have.any.keys('native', 'changed');
    expect(board.changes(now)).to.equal(undefined);

    board.update(stateAt(now, 'running', { program: { main: 'O1' } }), now + 1);
    const second = board.changes(now + 1);
    expect(second).to.include({ isWhole: false }).and.to.not.have.property('alarms');
    expect(second?.machines).to.have.length(1);
    expect(second?.machines[0])
      .to.deep.include({ program: { main: 'O1' } })
      .and.to.not.have.property('day');
  });

  it('has the day as states one after the other, and how long each lasted', () => {
    const begin = dayFrom + HOUR;
    board.update(stateAt(begin, 'running', { since: iso(dayFrom - HOUR) }), begin);
    board.update(stateAt(begin + HOUR, 'alarm'), begin + HOUR);
    board.update(stateAt(begin + HOUR + MINUTE, 'running'), begin + HOUR + MINUTE);
    const day = dayOf(begin + 2 * HOUR);
    expect(day?.strip).to.deep.equal([
      { state: 'running', from: 0 },
      { state: 'alarm', from: 7200 },
      { state: 'running', from: 7260 },
    ]);
    expect(day?.seconds).to.include({ running: 7200, alarm: 60, idle: 0 });
  });

  it('believes since when nobody knows: the state before ends at the last sign of life', () => {
    const begin = dayFrom + HOUR;
    board.update(stateAt(begin, 'running'), begin);
    board.update(
      stateAt(begin + 10 * MINUTE, 'unknown', { since: iso(begin + 9 * MINUTE) }),
      begin + 10 * MINUTE,
    );
    board.update(stateAt(begin + 12 * MINUTE, 'running', { since: iso(begin) }), begin + 12 * MINUTE);
    const strip = dayOf(begin + HOUR)?.strip.map(({ state, from }) => [state, from - 3600]);
    expect(strip).to.deep.equal([
      ['running', 0],
      ['running', 540],
    ]);
  });

  it('keeps sums exact and strips short, whatever machines do', () => {
    const change = fc.record({
      state: fc.constantFrom(...MACHINE_STATES),
      after: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 600 }), (changes) => {
        board = new MachineBoard(dayPeriods(SIX), dayFrom);
        let now = dayFrom;
        for (const { state, after } of changes) {
          board.update(stateAt(now, state, { since: iso(now) }), now);
          now += after * 1000;
        }
        const day = dayOf(now);
        const over = Object.values(day?.seconds ?? {}).reduce((sum, seconds) => sum + seconds, 0);
        const last = day?.strip.at(-1);
        expect(last?.state).to.equal(changes.at(-1)?.state);
        expect(over).to.equal(last?.from);
        expect(day?.strip.length).to.be.at.most(120);
        const begins = day?.strip.map(({ from }) => from) ?? [];
        expect(begins).to.deep.equal([...begins].sort((one, other) => one - other));
      }),
    );
  });

  it('counts parts: what the counter gains, and nothing when it is reset', () => {
    const begin = dayFrom + HOUR;
    board.update(stateAt(begin, 'running'), begin);
    expect(dayOf(begin)?.parts).to.equal(null);
    for (const count of [10, 13, 2, null, 4])
      board.update(stateAt(begin, 'running', { parts: { count } }), begin);
    expect(dayOf(begin)?.parts).to.equal(5);
  });

  it('begins a day anew: what goes on goes on from there', () => {
    const evening = dayFrom + 23 * HOUR;
    board.update(stateAt(evening, 'running', { parts: { count: 1 } }), evening);
    board.update(stateAt(evening, 'idle', { key: 'b' }), evening);
    board.update(stateAt(evening, 'running', { parts: { count: 4 } }), evening);
    board.changes(evening);
    const next = dayFrom + 24 * HOUR + MINUTE;
    board.update(stateAt(next, 'idle', { key: 'b', since: iso(evening) }), next);
    const content = board.changes(next);
    expect(content).to.deep.include({ isWhole: true, dayFrom: iso(dayFrom + 24 * HOUR) });
    expect(content?.machines[0]?.day).to.deep.include({ strip: [{ state: 'running', from: 0 }], parts: 0 });
    expect(
      Object.values(content?.machines[0]?.day?.seconds ?? {}).every((seconds) => seconds === 0),
    ).to.equal(true);
  });

  it('leaves out a machine of which nothing was known for a whole day', () => {
    const begin = dayFrom + HOUR;
    board.update(stateAt(begin, 'unknown'), begin);
    board.update(stateAt(begin, 'off', { key: 'b' }), begin);
    expect(board.whole(begin + 24 * HOUR).machines).to.have.length(2);
    expect(board.whole(begin + 48 * HOUR).machines.map(({ key }) => key)).to.deep.equal(['b']);
  });

  it('lists alarms with their begin and end, active ones of machines that fell silent too', () => {
    const begin = dayFrom + HOUR;
    const condition = {
      id: '700',
      level: 'fault' as const,
      code: '700',
      text: 'Overheat',
      since: iso(begin),
    };
    const alarms = () => board.whole(begin + HOUR).alarms;
    board.update(stateAt(begin, 'alarm', { conditions: [condition] }), begin);
    expect(alarms()).to.deep.equal([
      {
        id: '700',
        level: 'fault',
        code: '700',
        text: 'Overheat',
        key: 'mgm:A:1',
        name: 'Mill 1',
        from: iso(begin),
      },
    ]);
    board.update(stateAt(begin + MINUTE, 'unknown', { conditions: null }), begin + MINUTE);
    expect(alarms()?.[0]).to.not.have.property('to');
    board.update(stateAt(begin + 2 * MINUTE, 'running', { conditions: [] }), begin + 2 * MINUTE);
    expect(alarms()?.[0]).to.include({ to: iso(begin + 2 * MINUTE) });
    expect(board.changes(begin + HOUR)?.alarms).to.have.length(1);
  });

  it('takes the state for the alarm where a platform says no more, and ends it when the machine is switched off', () => {
    const begin = dayFrom + HOUR;
    board.update(stateAt(begin, 'alarm'), begin);
    expect(board.whole(begin).alarms?.[0]).to.include({ id: 'alarm', text: '', from: iso(begin) });
    board.update(stateAt(begin + 1, 'off'), begin + 1);
    expect(board.whole(begin).alarms?.[0]).to.have.property('to');
  });

  it('keeps all active alarms and fifty that are over', () => {
    const begin = dayFrom + HOUR;
    for (let at = 0; at < 70; at++) {
      board.update(stateAt(begin + at * 1000, 'alarm'), begin);
      if (at < 69) board.update(stateAt(begin + at * 1000 + 500, 'running'), begin);
      board.update(stateAt(begin + at * 1000, 'alarm', { key: `b${at}` }), begin);
    }
    const alarms = board.whole(begin).alarms ?? [];
    expect(alarms.filter(({ to }) => to !== undefined)).to.have.length(50);
    expect(alarms.filter(({ to }) => to === undefined)).to.have.length(71);
  });

  it('goes on after a deploy with what was kept; what happened meanwhile nobody knows', () => {
    const begin = dayFrom + HOUR;
    board.update(stateAt(begin, 'running', { parts: { count: 7 } }), begin);
    board.update(stateAt(begin, 'running', { parts: { count: 9 }, key: 'b' }), begin);
    const kept = JSON.parse(JSON.stringify(board.keep(begin + HOUR)));
    const later = begin + HOUR + MINUTE;
    board = new MachineBoard(dayPeriods(SIX), later);
    board.restore(kept, later);
    expect(board.whole(later).machines[0]).to.deep.include({
      state: 'unknown',
      reason: 'restart',
      since: iso(begin + HOUR),
    });
    board.update(stateAt(later, 'running', { since: iso(begin), parts: { count: 8 } }), later);
    board.update(stateAt(later, 'running', { key: 'b' }), later);
    expect(dayOf(later)).to.deep.include({ parts: 1 });
    expect(dayOf(later)?.strip.map(({ state }) => state)).to.deep.equal(['running', 'running']);
    expect(dayOf(later, 'b')?.strip.map(({ state }) => state)).to.deep.equal([
      'running',
      'unknown',
      'running',
    ]);
    expect(dayOf(later, 'b')?.seconds).to.include({ running: 3600, unknown: 60 });

    board = new MachineBoard(dayPeriods(SIX), dayFrom + 25 * HOUR);
    board.restore(kept, dayFrom + 25 * HOUR);
    expect(board.size).to.equal(0);
  });

  it('takes over what was kept of machines with any key, and one entry that is none costs no other', () => {
    const begin = dayFrom + HOUR;
    for (const key of ['a', '__proto__', 'constructor', 'toString', 'b'])
      board.update(stateAt(begin, 'running', { key }), begin);
    const kept = JSON.parse(JSON.stringify(board.keep(begin + HOUR)));
    const later = begin + HOUR + MINUTE;
    const restored = (from: unknown) => {
      board = new MachineBoard(dayPeriods(SIX), later);
      board.restore(from, later);
      return board.whole(later).machines.map(({ key, day }) => [key, day?.seconds.running]);
    };
    const whole = ['a', '__proto__', 'constructor', 'toString', 'b'].map((key) => [key, 3600]);
    expect(restored(kept)).to.deep.equal(whole);

    const values = [undefined, null, 5, 'x', [], {}, { machine: {}, day: {} }, [{}], { state: 'x', from: 1 }];
    const first = { ...kept.machines[0], machine: { ...kept.machines[0].machine, key: 'odd' } };
    for (const value of values) {
      const odd = [value, { ...first, machine: value }, { ...first, day: value }];
      const days = Object.keys(first.day).map((name) => ({ ...first, day: { ...first.day, [name]: value } }));
      const fields = ['key', 'name', 'path', 'source'].map((name) => ({
        ...first,
        machine: { ...first.machine, [name]: value },
      }));
      for (const entry of [...odd, ...days, ...fields])
        expect(restored({ ...kept, machines: [entry, ...kept.machines] }).slice(-5)).to.deep.equal(whole);
      expect(restored({ ...kept, alarms: [value] })).to.deep.equal(whole);
      board.update(stateAt(later, 'alarm', { key: 'a' }), later);
      for (const name of ['keptAt', 'dayFrom', 'machines', 'alarms']) restored({ ...kept, [name]: value });
      restored(value);
      board.update(stateAt(later, 'running', { key: 'c' }), later);
      expect(board.has('c')).to.equal(true);
    }
  });

  it('takes time in proportion to the alarms of a machine, and shows a bounded number of all', () => {
    const now = dayFrom + HOUR;
    const alarms = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, each) => ({
        id: `${prefix}${each}`,
        level: 'fault' as const,
        text: '',
        since: iso(now),
      }));
    const tell = (key: string, prefix: string, count: number) =>
      board.update(stateAt(now, 'alarm', { key, conditions: alarms(prefix, count) }), now);
    expect(tell('a', 'x', 9_000)).to.equal(0);
    expect(tell('b', 'x', 2_000)).to.equal(1_000);
    for (let round = 0; round < 10; round += 1) tell('a', `y${round}-`, 9_000);
    const active = board.whole(now).alarms?.filter(({ to }) => to === undefined) ?? [];
    expect(active).to.have.length(10_000);
    tell('a', 'x', 1);
    expect(tell('b', 'x', 2_000)).to.equal(0);
    expect(board.changes(now)?.alarms?.filter(({ to }) => to === undefined)).to.have.length(2_001);
  }).timeout(20_000);

  it('forgets machines that were silent for more than a day, with their alarms, where there is no room', () => {
    const now = dayFrom + HOUR;
    board.update(stateAt(now, 'alarm', { key: 'old' }), now);
    board.update(stateAt(now, 'running', { key: 'new' }), now + HOUR);
    expect(board.forgetSilent(now + 24 * HOUR)).to.deep.equal([]);
    expect(board.forgetSilent(now + 24 * HOUR + 1)).to.deep.equal(['old']);
    const whole = board.changes(now + 24 * HOUR + 1);
    expect(whole).to.include({ isWhole: true }).and.to.deep.include({ alarms: [] });
    expect(whole?.machines.map(({ key }) => key)).to.deep.equal(['new']);
  });

  it('has days by the wall clock, from the hour that is set', () => {
    expect(dayBegin(dayFrom, SIX)).to.equal(dayFrom);
    expect(dayBegin(dayFrom - 1, SIX)).to.equal(new Date(2026, 2, 9, 6).getTime());
    expect(dayBegin(dayFrom, 0)).to.equal(new Date(2026, 2, 10).getTime());
  });

  it('goes by the shifts of a plant where it has some: the one that runs or, between two, the time since the last', () => {
    const shift = (name: string, start: string, end: string) => ({
      ...{ name, start, end, breaks: [] },
      days: [1, 2, 3, 4, 5, 6, 7],
    });
    const shifts = [shift('early', '06:00', '14:00'), shift('night', '22:00', '06:00')];
    const calendar = new ShiftCalendar({ zone: 'UTC', shifts, exceptions: [] });
    const at = (time: string) => Date.parse(`2026-11-27T${time}Z`);
    board = new MachineBoard(shiftPeriods(calendar), at('05:00'));
    board.update(stateAt(at('05:00'), 'running', { since: iso(at('04:00')) }), at('05:00'));
    expect(board.whole(at('05:30'))).to.include({ shift: 'night', dayFrom: '2026-11-26T22:00:00.000Z' });

    board.update(stateAt(at('08:00'), 'idle'), at('08:00'));
    const early = board.whole(at('09:00'));
    expect(early).to.include({ shift: 'early', dayFrom: '2026-11-27T06:00:00.000Z' });
    expect(early.machines[0]?.day?.seconds).to.include({ running: 7_200, idle: 0 });

    const rest = board.whole(at('15:00'));
    expect(rest).to.include({ dayFrom: '2026-11-27T14:00:00.000Z' }).and.to.not.have.property('shift');
    expect(rest.machines[0]?.day?.strip).to.deep.equal([{ state: 'idle', from: 0 }]);
    expect(board.whole(at('22:00'))).to.include({ shift: 'night', dayFrom: '2026-11-27T22:00:00.000Z' });
  });

  it('goes by days where the shifts of a plant are over for long', () => {
    const calendar = new ShiftCalendar({ zone: 'Asia/Shanghai', shifts: [], exceptions: [] });
    board = new MachineBoard(shiftPeriods(calendar), dayFrom);
    expect(board.whole(Date.parse('2026-11-27T15:59Z'))).to.include({ dayFrom: '2026-11-26T16:00:00.000Z' });
    expect(board.whole(Date.parse('2026-11-27T16:00Z'))).to.include({ dayFrom: '2026-11-27T16:00:00.000Z' });
  });
});
