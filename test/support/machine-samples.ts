import fc from 'fast-check';
import type { MachineState } from '../../lib/machine/machine-state';
import { CONTROLLER_MODES, EXECUTIONS } from '../../lib/machine/machine-words';

const TIME = '2026-03-01T08:00:00.000Z';

/** A machine that runs and tells most of what a machine can tell. */
export function machineSample(more: Partial<MachineState> = {}): MachineState {
  return {
    key: 'mgm:plant:1',
    machineId: '1',
    name: 'Mill 1',
    path: ['Factory', 'Line 1'],
    source: { platform: 'mgm', account: 'plant' },
    time: TIME,
    receivedAt: TIME,
    state: 'running',
    since: TIME,
    reason: '1',
    availability: 'AVAILABLE',
    execution: 'ACTIVE',
    controllerMode: 'AUTOMATIC',
    emergencyStop: 'ARMED',
    overrides: { dryRun: false, singleBlock: null },
    program: { main: 'O1234', active: 'O9001', block: 'G01 X10', line: 12, label: 'N10' },
    tool: { number: '007', offset: '3' },
    feed: { actual: 1_200, commanded: 1_250, override: 100, rapidOverride: 50 },
    spindles: { S1: { speed: 3_000, commanded: 3_000, override: 90, load: 12.5 } },
    axes: {
      X: { kind: 'linear', position: 1.5, machine: 2.5, work: null, load: 3 },
      A: { kind: 'rotary', position: 90, load: 1 },
    },
    parts: { count: 7, total: 1_007 },
    timers: { powered: 10, working: 9, loaded: 8, cycle: 12.5, lastCycle: 60, remaining: 5 },
    energy: { total: 12 },
    conditions: [],
    changed: [],
    native: {},
    ...more,
  };
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom('<', ']]>', '&amp;', '\u0000', '\ud800', '\udc00x', '\ufffe', 'x'.repeat(10_000), '', ' '),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, 1e21, 1e-7, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY),
);
const orNull = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value);
const time = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const condition = fc.record(
  {
    id: text,
    level: fc.constantFrom('fault' as const, 'warning' as const),
    code: text,
    text,
    severity: text,
    since: time,
  },
  { requiredKeys: ['id', 'level', 'text', 'since'] },
);
const name = fc.oneof(fc.constantFrom('X', 'A', 'S1', '主轴', 'a b', 'a.b', '1'), text);

/** Messages of any content that the schema of `machine/state` allows, texts and numbers of any kind among them. */
export const anyMachineState: fc.Arbitrary<MachineState> = fc
  .record(
    {
      key: fc.constantFrom('a', 'b', 'mgm:plant:<1>', '3\u0000'),
      name: text,
      path: fc.array(text, { maxLength: 3 }),
      time,
      availability: fc.constantFrom('AVAILABLE' as const, 'UNAVAILABLE' as const),
      execution: orNull(fc.constantFrom(...EXECUTIONS)),
      controllerMode: orNull(fc.constantFrom(...CONTROLLER_MODES)),
      emergencyStop: orNull(fc.constantFrom('ARMED' as const, 'TRIGGERED' as const)),
      overrides: fc.record({ dryRun: orNull(fc.boolean()) }),
      program: fc.record(
        { main: orNull(text), block: orNull(text), line: orNull(number), label: orNull(text) },
        { requiredKeys: [] },
      ),
      tool: fc.record({ number: orNull(text), offset: orNull(text) }, { requiredKeys: [] }),
      feed: fc.record({ actual: orNull(number), override: orNull(number) }, { requiredKeys: [] }),
      parts: fc.record({ count: orNull(number), total: orNull(number) }, { requiredKeys: [] }),
      timers: fc.record({ cycle: orNull(number), remaining: orNull(number) }, { requiredKeys: [] }),
      energy: fc.dictionary(name, orNull(number), { maxKeys: 3 }),
      spindles: fc.dictionary(name, fc.record({ speed: orNull(number), load: orNull(number) }), {
        maxKeys: 2,
      }),
      axes: fc.dictionary(
        name,
        fc.record({
          kind: fc.constantFrom('linear' as const, 'rotary' as const),
          position: orNull(number),
          work: orNull(number),
        }),
        { maxKeys: 3 },
      ),
      conditions: orNull(fc.uniqueArray(condition, { maxLength: 4, selector: ({ id }) => id })),
    },
    { requiredKeys: ['key', 'name', 'path', 'time', 'availability'] },
  )
  .map((fields) => {
    const { execution, controllerMode, emergencyStop, ...rest } = machineSample();
    const { overrides, program, tool, feed, spindles, axes, parts, timers, energy, conditions, ...identity } =
      rest;
    return { ...identity, ...fields };
  });
