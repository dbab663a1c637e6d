import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import { MachineState } from '../../../lib/machine/machine-state';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import type { ForcedState } from '../../../lib/simulator/bivrost/machine';
import type { BivrostOptions } from '../../../lib/simulator/bivrost/settings';
import { unloadFlow } from '../../support/flow';
import { loadGatewayFlow } from '../bivrost/gateway-flow';
import { at, BIVROST_FIELDS, BIVROST_STATUSES } from './model-rows';
import { StateInbox } from './state-inbox';

/** Machines keep their state unless a test changes it. */
const STILL = 1_000_000_000;
const MACHINE = '1010';

describe('BIVROST machines in the words of every machine (docs/platforms/bivrost.md, "Direct reads")', () => {
  let simulator: BivrostSimulator;
  let out: StateInbox;

  async function start(properties: object = {}, options: BivrostOptions = {}): Promise<void> {
    simulator = new BivrostSimulator({ phaseMs: STILL, taskIntervalMs: 100, restartMs: 100, ...options });
    await simulator.start();
    force({ status: 'MANUAL_REF' });
    const node = { type: 'bivrost-machine-in', version: 1, interval: 100, machines: MACHINE, ...properties };
    await loadGatewayFlow(simulator, node, { name: 'Halle 2' });
    out = new StateInbox('answered');
  }

  const force = (state: { status: string } & Omit<ForcedState, 'status'>) =>
    simulator.setState(MACHINE, state as ForcedState);

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  it('are told from their first word on with all that the model has, in few calls', async () => {
    await start();
    const state = await out.state(() => true);
    expect(out.messages[0]).to.include({ type: 'machine/state', topic: `bivrost:Halle 2:${MACHINE}` });
    expect(state).to.deep.include({
      machineId: MACHINE,
      name: '演示 1',
      source: { platform: 'bivrost', account: 'Halle 2' },
      state: 'setup',
      reason: 'MANUAL_REF',
      emergencyStop: 'ARMED',
      conditions: [],
    });
    expect(state).to.include.keys('program', 'tool', 'feed', 'spindles', 'axes', 'parts', 'timers', 'energy');
    expect(state.spindles?.['S1']).to.include.keys('speed', 'commanded', 'override', 'load');
    expect(state.axes?.['X']).to.include.keys('kind', 'position', 'machine', 'work', 'load');
    expect([...Value.Errors(MachineState, state)]).to.deep.equal([]);
    expect(simulator.statistics.countOf('cnc/readPosition')).to.equal(0);
  });

  it('have each status in the words of the table', async () => {
    await start();
    await out.state(() => true);
    for (const [reason, execution, controllerMode, state] of BIVROST_STATUSES) {
      force({ status: reason });
      const told = await out.state((each) => each.reason === reason);
      expect(told, reason).to.include({ availability: 'AVAILABLE', execution, controllerMode, state });
      expect(told.emergencyStop).to.equal(reason === 'EMERGENCY' ? 'TRIGGERED' : 'ARMED', reason);
      const isKnown = reason !== 'COFFEE';
      expect(told.overrides, reason).to.deep.equal({
        dryRun: isKnown ? reason === 'MANUAL_DRY_RUN' : null,
        singleBlock: isKnown ? reason === 'MANUAL_SINGLE_BLOCK' : null,
      });
      // The state of a machine that is overridden is not its mode: the next status follows a known one.
      out.clear();
    }
  }).timeout(30_000);

  it('have each field where the table says', async () => {
    await start();
    const state = await out.state(({ axes, energy, timers }) => Boolean(axes && energy && timers));
    const { native } = state;
    const listed: Record<string, number> = { mach: 1, abs: 1, axialLoad: 2, spindleLoad: 0 };
    for (const [type, fields, row] of BIVROST_FIELDS) {
      // The simulated machine has one spindle.
      const path = row.replace('S2', 'S1');
      const [field = '', second] = Object.keys(fields);
      const value = native[field];
      // The tasks of the simulated controllers do not tell everything.
      if (value === undefined) continue;
      const told = Array.isArray(value) ? value[listed[field] ?? 0] : value;
      const expected = second === undefined ? told : Number(value) * 60 + Number(native[second]) / 1_000;
      expect(at(state, path), `${type} ${field}`).to.equal(expected);
    }
  });

  it('are off where they are switched off, with nothing known', async () => {
    await start();
    await out.state(() => true);
    force({ status: 'OFF' });
    const told = await out.state(({ state }) => state === 'off');
    expect(told).to.include({
      availability: 'UNAVAILABLE',
      reason: 'OFF',
      execution: null,
      conditions: null,
    });
  });

  it('are unknown where the gateway does not reach them, since the last sign of life, and back', async () => {
    await start();
    await out.state(() => true);
    const before = Date.now();
    simulator.setOffline(MACHINE, true);
    const told = await out.state(({ reason }) => reason === 'disconnected');
    expect(told).to.include({ availability: 'UNAVAILABLE', state: 'unknown', execution: null });
    expect(Date.parse(told.since)).to.be.within(before - 1_000, Date.parse(told.receivedAt));
    simulator.setOffline(MACHINE, false);
    out.clear();
    await out.state(({ state }) => state === 'setup');
  });

  it('are unknown at once when they were never reached', async () => {
    await start({ machines: '1021' });
    const told = await out.state(() => true);
    expect(told).to.include({ state: 'unknown', reason: 'disconnected', availability: 'UNAVAILABLE' });
  });

  it('are unknown while the gateway is away, and what they were when it is back', async () => {
    await start();
    await out.state(() => true);
    await simulator.stop();
    const told = await out.state(({ reason }) => reason === 'disconnected', 20_000);
    expect(told).to.include({ state: 'unknown', availability: 'UNAVAILABLE' });
    out.clear();
    await simulator.start();
    const back = await out.state(({ availability }) => availability === 'AVAILABLE', 20_000);
    expect(back).to.include({ state: 'setup', reason: 'MANUAL_REF' });
  }).timeout(50_000);

  it('stay what they are while nothing changes: each look is a sign of life', async () => {
    await start({ stale: 1, reads: 'readCNCStatus' });
    await out.state(({ state }) => state === 'setup');
    out.clear();
    const looks = simulator.statistics.countOf('cnc/batchReadErrors');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(simulator.statistics.countOf('cnc/batchReadErrors')).to.be.above(looks + 5);
    // Told again now and then, so that whoever only hears changes knows that the machine is heard.
    expect(out.states.length).to.be.below(6);
    for (const { state, changed } of out.states) expect([state, changed]).to.deep.equal(['setup', []]);
  });

  it('have alarms of level ERR as faults, WRN as warnings, INF as none', async () => {
    await start();
    await out.state(() => true);
    const alarms = [
      { message: '2001 油压低', level: 'ERR' },
      { message: '1012 COOLANT LEVEL LOW', level: 'WRN' },
      { message: '2005 门未关闭', level: 'INF' },
      { message: 'DOOR OPEN', level: 'ERR' },
    ] as const;
    force({ status: 'WAIT_IDLE', alarms });
    const { conditions, state } = await out.state((each) => (each.conditions?.length ?? 0) > 0);
    expect(state).to.equal('alarm');
    expect(conditions?.map(({ id, level, code, text }) => [id, level, code, text])).to.deep.equal([
      ['2001', 'fault', '2001', '2001 油压低'],
      ['1012', 'warning', '1012', '1012 COOLANT LEVEL LOW'],
      [conditions?.[2]?.id, 'fault', undefined, 'DOOR OPEN'],
    ]);
    expect(conditions?.[2]?.id).to.match(/^[0-9a-f]{12}$/);
    out.clear();
    force({ status: 'AUTO_RUN', alarms });
    expect((await out.state(({ reason }) => reason === 'AUTO_RUN')).state).to.equal('running');
    out.clear();
    force({ status: 'WAIT_IDLE', alarms: [] });
    expect(
      await out.state(({ reason, conditions: now }) => reason === 'WAIT_IDLE' && now?.length === 0),
    ).to.include({ state: 'idle' });
  });

  it('are asked only what is chosen where something is chosen', async () => {
    await start({ reads: 'readCNCStatus, readCount' });
    const told = await out.state(() => true);
    expect(told).to.not.have.any.keys('axes', 'feed', 'timers');
    expect(told.parts).to.have.property('count').that.is.a('number');
  });

  it('are read themselves where no task collects', async () => {
    await start({}, { tasks: false });
    const told = await out.state(({ axes, parts }) => axes !== undefined && parts !== undefined);
    expect(told).to.include({ state: 'setup', availability: 'AVAILABLE' });
    expect(out.states[0]?.reason).to.equal('MANUAL_REF');
  });
});
