import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import fc from 'fast-check';
import { MemoryBudget } from '../../../lib/json/memory-budget';
import { describeFields } from '../../../lib/mgm';
import { readMachineStatus } from '../../../lib/mgm/machine-status';
import { MachineTracker } from '../../../lib/mgm/machine-tracker';
import { MgmMachineState, MgmMachineStatus } from '../../../lib/mgm/messages';

const NAMES = [
  'Fovr',
  'S1load',
  'S2speed',
  'S1speedOvr',
  'Xact',
  'Xload',
  'Xunit',
  'B2act',
  'block',
  'line',
  'time',
  'tool_id',
  'program',
  'path_feedrate',
];
const HOSTILE = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'id',
  'machine_id',
  '',
];
const name = fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom(...HOSTILE), fc.string());
const value = fc.oneof(
  fc.constantFrom<unknown>(
    '1.5',
    '-6273.725',
    '',
    ' ',
    'NaN',
    'Infinity',
    '0x10',
    'T1 ',
    '\u0000',
    '\ud800',
    null,
    true,
    0,
    -1.5,
    1e308,
  ),
  fc.string(),
  fc.jsonValue() as fc.Arbitrary<unknown>,
  fc.constant({ toString: 1, valueOf: 1 }),
);
/** A message as it comes out of `JSON.parse`: every name is an own one. */
const message = fc
  .array(fc.tuple(name, value), { maxLength: 12 })
  .map(
    (entries) =>
      JSON.parse(
        `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each)}`).join()}}`,
      ) as Record<string, unknown>,
  );

const isClean = () => {
  expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  expect(Object.keys(Object.prototype)).to.deep.equal([]);
};

describe('The state of a machine (docs/platforms/mgm.md, "Live data"; docs/messages.md, "mgm/machine-state")', () => {
  it('is typed as the document shows it, numbers as numbers', () => {
    const fields = {
      Fovr: '300.000',
      S1load: '0.000',
      S1speed: '1200.000',
      S1speedOvr: '100.000',
      Xact: '259.212',
      Xload: '1.000',
      Xunit: 'mm',
      Zact: '-6273.725',
      block: 'T1 ',
      line: '0',
      path_feedrate: '150.000',
      program: '1004.1004',
      time: '2018-09-17T06:30:30.156Z',
      tool_id: '1',
      unheard_of: 'kept',
    };
    const { fields: kept, ...state } = describeFields('m', fields, ['Fovr']);
    expect(kept).to.deep.equal(fields);
    expect(state).to.deep.equal({
      machineId: 'm',
      changed: ['Fovr'],
      time: '2018-09-17T06:30:30.156Z',
      program: '1004.1004',
      block: 'T1 ',
      line: 0,
      toolId: '1',
      feed: { rate: 150, override: 300 },
      spindles: { 1: { speed: 1200, override: 100, load: 0 } },
      axes: { X: { position: 259.212, load: 1, unit: 'mm' }, Z: { position: -6273.725 } },
    });
  });

  it('takes for a number only what is written as one; a tool is a label', () => {
    const toolOf = (tool_id: unknown) => describeFields('m', { tool_id }, []).toolId;
    expect(['007', '1E2', '0x10', 12].map(toolOf)).to.deep.equal(['007', '1E2', '0x10', '12']);
    for (const text of ['0x10', '1E2', '1e-5', '0b1', '1_000', '١', '--1', '1.2.3', '.', 'Infinity']) {
      const fields = { Xact: text, S1load: text, Fovr: text, line: text };
      const { fields: _kept, ...state } = describeFields('m', fields, []);
      expect(state, text).to.deep.equal({ machineId: 'm', changed: [] });
    }
    for (const [text, number] of [
      ['-0.500', -0.5],
      ['+7', 7],
      [' 007 ', 7],
      ['.5', 0.5],
      ['5.', 5],
    ] as const) {
      expect(describeFields('m', { Xact: text }, []).axes?.['X']?.position, text).to.equal(number);
    }
  });

  it('leaves out of the typed part what is no number where one should be', () => {
    const fields = { Xact: 'NaN', S1load: '', Fovr: null, line: 'x', tool_id: 'T1A', program: null };
    const { fields: _kept, ...state } = describeFields('m', fields, []);
    expect(state).to.deep.equal({ machineId: 'm', changed: [], toolId: 'T1A' });
  });

  it('has its shape whatever came, and pollutes nothing', () => {
    fc.assert(
      fc.property(message, (fields) => {
        const state = describeFields('m', fields, Object.keys(fields));
        expect(Value.Check(MgmMachineState, state)).to.equal(true);
        isClean();
      }),
    );
  });
});

describe('What changed (docs/platforms/mgm.md, "Live data": the first message is the full set, later ones are changes)', () => {
  const identifying = new Set(['id', 'machine_id', '__proto__', 'constructor', 'prototype']);
  const described = (fields: Record<string, unknown>) =>
    Object.entries(fields).filter(([field]) => !identifying.has(field));

  it('is what differs from before, and all of it', () => {
    const tracker = new MachineTracker();
    expect(tracker.isEmpty).to.equal(true);
    expect(tracker.apply({ id: 'm', a: '1', b: '2' })).to.deep.equal({ a: '1', b: '2' });
    expect(tracker.apply({ id: 'm', a: '1', b: '3', c: '4' })).to.deep.equal({ b: '3', c: '4' });
    expect(tracker.apply({ id: 'm', a: '1' })).to.deep.equal({});
    expect(tracker.fields()).to.deep.equal({ a: '1', b: '3', c: '4' });
  });

  it('adds up to the same state however the messages are split', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.infiniteStream(fc.boolean()), (messages, split) => {
        const whole = new MachineTracker();
        const pieces = new MachineTracker();
        const merged: Record<string, unknown> = {};
        for (const each of messages) {
          whole.apply(each);
          const first = described(each).filter(() => split.next().value === true);
          const rest = described(each).filter((entry) => !first.includes(entry));
          for (const part of [first, rest]) Object.assign(merged, pieces.apply(Object.fromEntries(part)));
        }
        expect(pieces.fields()).to.deep.equal(whole.fields());
        expect(merged).to.deep.equal(whole.fields());
        expect(whole.isEmpty).to.equal(Object.keys(whole.fields()).length === 0);
        isClean();
      }),
    );
  });

  it('leave out what finds no room beside those of the other machines (docs/behaviour.md, shopfloorLargestStates)', () => {
    const budget = new MemoryBudget(20_000);
    const [one, other] = [new MachineTracker(15_000, budget), new MachineTracker(15_000, budget)];
    const text = 'x'.repeat(12_000);
    expect(one.apply({ text })).to.deep.equal({ text });
    expect(other.apply({ text, count: 1 })).to.deep.equal({ count: 1 });
    expect([other.leftOut, other.isBudgetSpent]).to.deep.equal([1, true]);
    one.clear();
    expect(other.apply({ text })).to.deep.equal({ text });
  });

  it('keeps a bounded part of it, and nothing that is not so any more', () => {
    const tracker = new MachineTracker(10_000);
    tracker.apply({ Xact: '1' });
    for (let count = 0; count < 10_000; count += 1) tracker.apply({ [`field_${count}`]: 'x' });
    expect(Object.keys(tracker.fields()).length).to.be.within(100, 160);
    expect(tracker.leftOut).to.be.above(9_000);
    expect(tracker.apply({ Xact: 'x'.repeat(20_000) })).to.deep.equal({ Xact: null });
    expect(tracker.apply({ Xact: '2' })).to.deep.equal({ Xact: '2' });
    expect(new MachineTracker(10_000).apply({ deep: { a: Array(1_000).fill({}) } })).to.deep.equal({});
    tracker.expectFullSet();
    tracker.apply({ Yact: '1' });
    expect(tracker.fields()).to.deep.equal({ Yact: '1' });
  });

  it('hands out copies: who changes one changes nothing of what is kept', () => {
    const tracker = new MachineTracker();
    const changes = tracker.apply({ a: '1' });
    changes['a'] = 'changed';
    tracker.fields()['a'] = 'changed';
    expect(tracker.fields()).to.deep.equal({ a: '1' });
  });
});

describe('The status of a machine (docs/platforms/mgm.md, "Live data"; docs/messages.md, "mgm/machine-status")', () => {
  const time = '2018-09-17T01:52:52.894000Z';

  it('is named', () => {
    const names = ['stopped', 'machining', 'offline', 'deploy', 'alarm', 'disconnected', 'unknown'];
    for (const [status, statusName] of names.entries()) {
      const { alarm, ...read } = readMachineStatus({ status, status_time: time, machine_id: 'm' }) ?? {};
      expect(read).to.deep.equal({ machineId: 'm', status, statusName, statusTime: time });
      expect(alarm === undefined).to.equal(status !== 4);
    }
  });

  it('brings its alarm along', () => {
    const alarm = { alarm_code: 1001, alarm_info: 'X over travel', alarm_level: '2', alarm_type: null };
    expect(readMachineStatus({ status: '4', machine_id: 'm', ...alarm })?.alarm).to.deep.equal({
      code: '1001',
      info: 'X over travel',
      level: '2',
      type: '',
    });
  });

  it('holds texts of an alarm as far as a controller has them, and says that there was more', () => {
    const long = '过载'.repeat(100_000);
    const alarm = { alarm_code: long, alarm_info: long, alarm_level: long, alarm_type: long };
    const read = readMachineStatus({ status: 4, status_time: long, machine_id: 'm', ...alarm });
    for (const text of [read?.statusTime, ...Object.values(read?.alarm ?? {})]) {
      expect(text).to.have.length.lessThan(5_000);
      expect(text).to.match(/^过载.*…$/);
    }
  });

  it('is none without a machine and a whole number', () => {
    for (const status of [undefined, null, '', ' ', true, [], [1], {}, 1.5, 'stopped']) {
      expect(readMachineStatus({ machine_id: 'm', status }), JSON.stringify(status)).to.equal(undefined);
    }
    for (const machine_id of [undefined, null, 5, {}])
      expect(readMachineStatus({ machine_id, status: 1 })).to.equal(undefined);
  });

  it('has its shape whatever came', () => {
    fc.assert(
      fc.property(message, fc.jsonValue(), (fields, status) => {
        const read = readMachineStatus({ ...fields, machine_id: 'm', status });
        expect(read === undefined || Value.Check(MgmMachineStatus, read)).to.equal(true);
      }),
    );
  });
});
