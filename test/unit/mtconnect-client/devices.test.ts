import { expect } from 'chai';
import { type MachineNews, MachineRecord } from '../../../lib/machine/machine-record';
import type { MachineState } from '../../../lib/machine/machine-state';
import { readAgentDocument } from '../../../lib/mtconnect-client/agent-document';
import { type DeviceModel, devicesOf } from '../../../lib/mtconnect-client/device-model';
import { DeviceTracker } from '../../../lib/mtconnect-client/device-tracker';
import type { AgentObservation } from '../../../lib/mtconnect-client/observations';

const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const ARRIVAL = { receivedAt: NOW, late: 0, isClockRight: true };
const IDENTITY = {
  key: 'k',
  machineId: 'm',
  name: 'm',
  path: [],
  source: { platform: 'mtconnect', account: 'a' },
};

async function device(content: string): Promise<DeviceModel> {
  const body = `<MTConnectDevices><Header instanceId="1"/><Devices><Agent id="a" uuid="agent" name="Agent"/><Device id="d" name="Mill" uuid="u-1">${content}</Device></Devices></MTConnectDevices>`;
  const { root } = await readAgentDocument(Buffer.from(body));
  const [first, ...others] = devicesOf(root);
  expect(others).to.deep.equal([]);
  if (!first) throw new Error('there is no device');
  return first;
}

let lastSequence = 0;

function seen(dataItemId: string, value: string | null, ms = 0): AgentObservation {
  lastSequence += 1;
  return {
    dataItemId,
    value,
    sequence: lastSequence,
    element: 'Any',
    timestamp: new Date(NOW + ms).toISOString(),
  };
}

function condition(
  dataItemId: string,
  level: 'NORMAL' | 'WARNING' | 'FAULT' | 'UNAVAILABLE',
  more: {
    nativeCode?: string;
    conditionId?: string;
    text?: string;
    ms?: number;
    nativeSeverity?: string;
  } = {},
): AgentObservation {
  const { text = '', ms = 0, ...others } = more;
  return { ...seen(dataItemId, text, ms), condition: { level, ...others } };
}

/** The state after these documents: the first is all that is known, the others what happens. */
async function stateOf(
  model: string,
  current: readonly AgentObservation[],
  ...samples: (readonly AgentObservation[])[]
): Promise<MachineState> {
  const tracker = new DeviceTracker(await device(model));
  const record = new MachineRecord(IDENTITY);
  let state = record.update(tracker.current(current, ARRIVAL));
  for (const sample of samples) {
    for (const news of tracker.sample(sample, ARRIVAL)) state = record.update(news) ?? state;
  }
  if (!state) throw new Error('there is no state');
  return state;
}

const item = (id: string, type: string, attributes = '', category = 'EVENT'): string =>
  `<DataItem id="${id}" type="${type}" category="${category}" ${attributes}/>`;
const sample = (id: string, type: string, attributes = ''): string => item(id, type, attributes, 'SAMPLE');

/** A mill as agents of 1.3 tell it: every name in the attributes, millimetres a second. */
const MILL = `<DataItems>${item('av', 'AVAILABILITY')}${item('lp', 'SYSTEM', '', 'CONDITION')}</DataItems><Components>
  <Axes id="ax" name="Axes"><Components>
    <Linear id="x" name="X"><DataItems>${sample('xp', 'POSITION', 'subType="ACTUAL" units="MILLIMETER"')}${sample('xm', 'POSITION', 'subType="ACTUAL" units="MILLIMETER" coordinateSystem="MACHINE"')}${sample('xc', 'POSITION', 'subType="COMMANDED" units="MILLIMETER"')}${sample('xl', 'LOAD', 'units="PERCENT"')}${item('xt', 'POSITION', '', 'CONDITION')}</DataItems></Linear>
    <Rotary id="b" name="B"><DataItems>${sample('bp', 'ANGLE', 'subType="ACTUAL" units="DEGREE"')}</DataItems></Rotary>
    <Rotary id="c" name="C" nativeName="S"><DataItems>${sample('ss', 'ROTARY_VELOCITY', 'subType="ACTUAL" units="REVOLUTION/MINUTE"')}${sample('sl', 'LOAD', 'units="PERCENT"')}</DataItems></Rotary>
  </Components></Axes>
  <Controller id="co"><DataItems>${item('es', 'EMERGENCY_STOP')}</DataItems><Components><Path id="p"><DataItems>
    ${item('ex', 'EXECUTION')}${item('mo', 'CONTROLLER_MODE')}${item('dr', 'CONTROLLER_MODE_OVERRIDE', 'subType="DRY_RUN"')}${item('pr', 'PROGRAM')}${item('ln', 'LINE')}${item('tn', 'TOOL_NUMBER')}${item('ti', 'TOOL_ID')}
    ${sample('fa', 'PATH_FEEDRATE', 'subType="ACTUAL" units="MILLIMETER/SECOND"')}${item('fo', 'PATH_FEEDRATE_OVERRIDE', 'subType="PROGRAMMED"')}${item('so', 'ROTARY_VELOCITY_OVERRIDE')}${item('pc', 'PART_COUNT', 'subType="ALL"')}
  </DataItems></Path></Components></Controller></Components>`;

const RUNNING = [
  seen('av', 'AVAILABLE', -3_600_000),
  seen('ex', 'ACTIVE', -60_000),
  seen('mo', 'AUTOMATIC', -3_000_000),
  seen('es', 'ARMED', -3_000_000),
];

describe('the model of a device (docs/platforms/mtconnect.md, "Devices")', () => {
  it('has the uuid as its id and no agent among the machines', async () => {
    expect(await device('')).to.include({ uuid: 'u-1', name: 'Mill' });
  });

  it('knows coordinate systems by reference, as agents since 1.5 tell them', async () => {
    const { dataItems } = await device(
      `<Configuration><CoordinateSystems><CoordinateSystem id="w" type="OBJECT"/><CoordinateSystem id="m" type="MACHINE"/></CoordinateSystems></Configuration><Components><Axes id="a"><Components><Linear id="x" name="X"><DataItems>${sample('x1', 'POSITION', 'coordinateSystemIdRef="w"')}${sample('x2', 'POSITION', 'coordinateSystemIdRef="m"')}</DataItems></Linear></Components></Axes></Components>`,
    );
    expect(dataItems.get('x1')?.coordinates).to.equal('WORK');
    expect(dataItems.get('x2')?.coordinates).to.equal('MACHINE');
  });
});

describe('what is observed of a device (docs/platforms/mtconnect.md, "Fields")', () => {
  it('goes into the fields of a machine, in their units', async () => {
    const state = await stateOf(MILL, [
      ...RUNNING,
      seen('xp', '1.5'),
      seen('xm', '-200.25'),
      seen('xc', '9'),
      seen('xl', '42'),
      seen('bp', '90'),
      seen('ss', '1200'),
      seen('sl', '7'),
      seen('fa', '16.666666666666668'),
      seen('fo', '80'),
      seen('so', '110'),
      seen('pr', 'O1234'),
      seen('ln', '17'),
      seen('tn', '007'),
      seen('ti', 'old'),
      seen('pc', '12'),
    ]);
    expect(state.axes).to.deep.equal({
      X: { kind: 'linear', position: 1.5, machine: -200.25, load: 42 },
      B: { kind: 'rotary', position: 90 },
    });
    expect(state.spindles).to.deep.equal({ S1: { speed: 1200, load: 7, override: 110 } });
    expect(state.feed).to.deep.equal({ actual: 1_000, override: 80 });
    expect(state.program).to.deep.equal({ main: 'O1234', line: 17 });
    expect(state.tool).to.deep.equal({ number: '007' });
    expect(state.parts).to.deep.equal({ count: 12 });
    expect(state.native).to.include({ xp: '1.5', ti: 'old' });
  });

  it('is null where it is not known, and takes the older data item where the better one is not', async () => {
    const state = await stateOf(MILL, [
      ...RUNNING,
      seen('fa', null),
      seen('tn', null),
      seen('ti', 'T4'),
      seen('ln', 'x'),
    ]);
    expect(state.feed?.actual).to.equal(null);
    expect(state.tool?.number).to.equal('T4');
    expect(state.program).to.deep.equal({ main: null, line: null });
  });

  it('is left out where the unit is none of the quantity', async () => {
    const feed = `<Components><Path id="p"><DataItems>${sample('f', 'PATH_FEEDRATE', 'subType="ACTUAL" units="MILLIMETER/REVOLUTION"')}${item('e', 'EXECUTION')}</DataItems></Path></Components>`;
    expect(await stateOf(feed, [seen('e', 'READY'), seen('f', '3')])).not.to.have.property('feed');
  });

  it('of a device of 1.0: a spindle component, power in place of availability, overrides as subtypes', async () => {
    const old = `<Components><Axes id="ax" name="Axes"><DataItems>${sample('fo', 'PATH_FEEDRATE', 'subType="OVERRIDE" units="PERCENT"')}</DataItems><Components><Spindle id="s" name="S"><DataItems>${sample('ss', 'SPINDLE_SPEED', 'subType="ACTUAL" units="REVOLUTION/MINUTE"')}${sample('so', 'SPINDLE_SPEED', 'subType="OVERRIDE" units="PERCENT"')}</DataItems></Spindle></Components></Axes><Controller id="c"><DataItems>${item('ex', 'EXECUTION')}</DataItems></Controller><Power id="p" name="power"><DataItems>${item('pw', 'POWER_STATUS')}</DataItems></Power></Components>`;
    const on = await stateOf(old, [
      seen('pw', 'ON'),
      seen('ex', 'ACTIVE'),
      seen('ss', '500'),
      seen('so', '95'),
      seen('fo', '70'),
    ]);
    expect(on).to.include({ state: 'running', availability: 'AVAILABLE' });
    expect(on.spindles).to.deep.equal({ S1: { speed: 500, override: 95 } });
    expect(on.feed).to.deep.equal({ override: 70 });
    expect(await stateOf(old, [seen('pw', 'OFF'), seen('ex', null)])).to.include({
      state: 'off',
      reason: 'OFF',
    });
  });

  it('tells a counter that is not set back as the total, and energy by its name', async () => {
    const model = `<Components><Path id="p"><DataItems>${item('ex', 'EXECUTION')}${item('all', 'PART_COUNT', 'subType="ALL"')}${item('done', 'PART_COUNT', 'subType="COMPLETE"')}${sample('en', 'ELECTRICAL_ENERGY', 'name="machine" units="WATT_SECOND"')}</DataItems></Path></Components>`;
    const state = await stateOf(model, [
      seen('ex', 'READY'),
      seen('all', '4'),
      seen('done', '9004'),
      seen('en', '7200'),
    ]);
    expect(state.parts).to.deep.equal({ count: 4, total: 9004 });
    expect(state.energy).to.deep.equal({ machine: 2 });
  });

  it('of several paths: one that is active makes the machine active', async () => {
    const two = `<Components><Controller id="c"><Components><Path id="p1"><DataItems>${item('e1', 'EXECUTION')}</DataItems></Path><Path id="p2"><DataItems>${item('e2', 'EXECUTION')}</DataItems></Path></Components></Controller></Components>`;
    expect((await stateOf(two, [seen('e1', 'READY'), seen('e2', 'ACTIVE')])).execution).to.equal('ACTIVE');
    expect((await stateOf(two, [seen('e1', null), seen('e2', 'READY')])).execution).to.equal('READY');
  });
});

describe('the state of a device (docs/platforms/mtconnect.md, "States")', () => {
  for (const [execution, mode, state, reason] of [
    ['ACTIVE', 'AUTOMATIC', 'running', 'ACTIVE'],
    ['ACTIVE', null, 'running', 'ACTIVE'],
    ['ACTIVE', 'MANUAL_DATA_INPUT', 'setup', 'MANUAL_DATA_INPUT'],
    ['READY', 'AUTOMATIC', 'idle', 'READY'],
    ['READY', 'MANUAL', 'setup', 'MANUAL'],
    ['READY', 'EDIT', 'setup', 'EDIT'],
    ['STOPPED', 'AUTOMATIC', 'idle', 'STOPPED'],
    ['PROGRAM_COMPLETED', 'AUTOMATIC', 'idle', 'PROGRAM_COMPLETED'],
    ['FEED_HOLD', 'AUTOMATIC', 'stopped', 'FEED_HOLD'],
    ['INTERRUPTED', 'AUTOMATIC', 'stopped', 'INTERRUPTED'],
    ['WAIT', 'AUTOMATIC', 'stopped', 'WAIT'],
    ['PROGRAM_OPTIONAL_STOP', 'AUTOMATIC', 'stopped', 'OPTIONAL_STOP'],
    [null, 'SEMI_AUTOMATIC', 'setup', 'SEMI_AUTOMATIC'],
    [null, 'AUTOMATIC', 'unknown', 'AVAILABLE'],
    ['x:WARMING', null, 'unknown', 'AVAILABLE'],
  ] as const) {
    it(`is ${state} for ${execution} in ${mode}`, async () => {
      const made = await stateOf(MILL, [seen('av', 'AVAILABLE'), seen('ex', execution), seen('mo', mode)]);
      expect(made).to.include({ state, reason, availability: 'AVAILABLE' });
    });
  }

  it('is unknown and without any observation while the device is unavailable', async () => {
    const made = await stateOf(MILL, [...RUNNING, seen('pc', '3')], [seen('av', 'UNAVAILABLE')]);
    expect(made).to.include({
      state: 'unknown',
      availability: 'UNAVAILABLE',
      reason: 'UNAVAILABLE',
      execution: null,
    });
    expect(made.parts).to.deep.equal({ count: null });
  });

  it('is alarm in an emergency stop, and by a fault unless the machine is active', async () => {
    expect(await stateOf(MILL, [...RUNNING, seen('es', 'TRIGGERED')])).to.include({
      state: 'alarm',
      reason: 'TRIGGERED',
    });
    const fault = condition('lp', 'FAULT', { nativeCode: '5' });
    expect((await stateOf(MILL, [...RUNNING, fault])).state).to.equal('running');
    const stopped = await stateOf(MILL, [...RUNNING, fault], [seen('ex', 'INTERRUPTED')]);
    expect(stopped).to.include({ state: 'alarm', reason: 'FAULT' });
  });

  it('is setup in a dry run', async () => {
    expect((await stateOf(MILL, [...RUNNING, seen('dr', 'ON')])).state).to.equal('setup');
  });
});

describe('conditions (docs/platforms/mtconnect.md, "Conditions")', () => {
  it('are active until their code is normal, or all of the data item is', async () => {
    const both = [
      condition('lp', 'FAULT', { nativeCode: '100', text: 'oil', nativeSeverity: '2' }),
      condition('lp', 'WARNING', { nativeCode: '200', text: 'filter' }),
    ];
    const active = await stateOf(MILL, [...RUNNING, ...both]);
    expect(active.conditions).to.deep.equal([
      {
        id: 'lp:100',
        level: 'fault',
        code: '100',
        text: 'oil',
        severity: '2',
        since: '2026-03-01T10:00:00.000Z',
      },
      { id: 'lp:200', level: 'warning', code: '200', text: 'filter', since: '2026-03-01T10:00:00.000Z' },
    ]);
    const one = await stateOf(
      MILL,
      [...RUNNING, ...both],
      [condition('lp', 'NORMAL', { nativeCode: '100' })],
    );
    expect(one.conditions?.map(({ id }) => id)).to.deep.equal(['lp:200']);
    expect(
      (await stateOf(MILL, [...RUNNING, ...both], [condition('lp', 'NORMAL')])).conditions,
    ).to.deep.equal([]);
  });

  it('keep when they began while their level or text changes', async () => {
    const made = await stateOf(
      MILL,
      [...RUNNING, condition('lp', 'WARNING', { nativeCode: '1', text: 'a', ms: -90_000 })],
      [condition('lp', 'FAULT', { nativeCode: '1', text: 'b', ms: 5 })],
    );
    expect(made.conditions).to.deep.equal([
      { id: 'lp:1', level: 'fault', code: '1', text: 'b', since: '2026-03-01T09:58:30.000Z' },
    ]);
  });

  it('have the id that the agent gives them, unless another data item has the same', async () => {
    const made = await stateOf(MILL, [
      ...RUNNING,
      condition('lp', 'FAULT', { conditionId: 'A7', nativeCode: '1' }),
      condition('xt', 'FAULT', { conditionId: 'A7', nativeCode: '1' }),
    ]);
    expect(made.conditions?.map(({ id }) => id)).to.deep.equal(['A7', 'xt:A7']);
  });

  it('are null while none of them is known, and an empty list while none is active', async () => {
    const none = await stateOf(MILL, [
      ...RUNNING,
      condition('lp', 'UNAVAILABLE'),
      condition('xt', 'UNAVAILABLE'),
    ]);
    expect(none.conditions).to.equal(null);
    const some = await stateOf(MILL, [...RUNNING, condition('lp', 'NORMAL'), condition('xt', 'UNAVAILABLE')]);
    expect(some.conditions).to.deep.equal([]);
  });

  it('are bounded, however many codes an agent makes', async () => {
    const tracker = new DeviceTracker(await device(MILL));
    let news: MachineNews | undefined;
    for (let round = 0; round < 5; round += 1) {
      const many = Array.from({ length: 1_000 }, (_, code) =>
        condition('lp', 'FAULT', { nativeCode: `${round}-${code}` }),
      );
      news = tracker.current(many, ARRIVAL);
      for (const each of tracker.sample(many, ARRIVAL)) news = each;
    }
    const told = news?.observations?.find(({ path }) => path[0] === 'conditions')?.value;
    expect(told).to.have.length(1_000);
  });
});

describe('times (docs/platforms/mtconnect.md, "Times")', () => {
  it('say since when a state holds, at the start', async () => {
    expect((await stateOf(MILL, RUNNING)).since).to.equal('2026-03-01T09:59:00.000Z');
  });

  it('are not believed where the clock of the agent is off', async () => {
    const tracker = new DeviceTracker(await device(MILL));
    expect(tracker.current(RUNNING, { ...ARRIVAL, isClockRight: false })).not.to.have.property('since');
  });

  it('are those of the source for what happens, each of its own', async () => {
    const tracker = new DeviceTracker(await device(MILL));
    tracker.current(RUNNING, ARRIVAL);
    const news = tracker.sample(
      [seen('ex', 'READY', -2_000), seen('mo', 'MANUAL', -2_000), seen('ex', 'ACTIVE', -1_000)],
      ARRIVAL,
    );
    expect(news.map(({ time, status }) => [time - NOW, status?.state])).to.deep.equal([
      [-2_000, 'setup'],
      [-1_000, 'setup'],
    ]);
  });

  it('are believed as far back as there was no connection', async () => {
    const tracker = new DeviceTracker(await device(MILL));
    tracker.current(RUNNING, ARRIVAL);
    const old = [seen('ex', 'READY', -1_800_000)];
    expect(tracker.sample(old, { ...ARRIVAL, late: 1_900_000 })[0]?.time).to.equal(NOW - 1_800_000);
    expect(tracker.sample(old, ARRIVAL)[0]?.time).to.equal(NOW);
    expect(tracker.offBy).to.equal(-1_800_000);
  });

  it('do not make a state begin anew that is told again after a break', async () => {
    const tracker = new DeviceTracker(await device(MILL));
    const record = new MachineRecord(IDENTITY);
    record.update(tracker.current(RUNNING, ARRIVAL));
    const again = record.update(
      tracker.current([...RUNNING, seen('es', 'ARMED', 500), seen('pc', '4')], ARRIVAL),
    );
    expect(again?.since).to.equal('2026-03-01T09:59:00.000Z');
  });
});
