import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import { MachineState } from '../../../lib/machine/machine-state';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import { eventually, Inbox, inTab, loadFlow, statusesOf, unloadFlow } from '../../support/flow';
import { at, MGM_FIELDS, MGM_STATUSES } from './model-rows';
import { StateInbox } from './state-inbox';

const credentials = { account: { appKey: 'simulator', appSecret: 'simulator' } };
const types = [registerAccount, registerRealtime];

function flowOf(account: object, realtime: object) {
  return inTab([
    { id: 'account', type: 'mgm-account', name: 'Halle 1', ...account },
    {
      id: 'realtime',
      type: 'mgm-realtime-in',
      version: 1,
      account: 'account',
      ...realtime,
      wires: [['out'], ['second']],
    },
    { id: 'out', type: 'helper', wires: [] },
    { id: 'second', type: 'helper', wires: [] },
  ]);
}

describe('MGM machines in the words of every machine (docs/platforms/mgm.md, "Live data")', () => {
  let simulator: MgmSimulator;
  let machineId: string;
  let out: StateInbox;

  async function start(realtime: object = {}): Promise<void> {
    simulator = new MgmSimulator({ realtimeIntervalMs: 3_600_000 });
    await simulator.start();
    machineId = simulator.machineIds[0] ?? '';
    simulator.setStatus(machineId, 1);
    const account = { environment: 'custom', baseUrl: simulator.apiUrl };
    await loadFlow(types, flowOf(account, { machines: machineId, ...realtime }), credentials);
    out = new StateInbox('out');
    await out.state(({ axes }) => axes !== undefined);
  }

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  it('are identified by account and id, with name and path, and fit the schema', async () => {
    await start();
    const first = out.states.at(-1);
    expect(first).to.deep.include({
      key: `mgm:Halle 1:${machineId}`,
      machineId,
      source: { platform: 'mgm', account: 'Halle 1' },
    });
    expect(first?.name).to.not.equal(machineId);
    expect(first?.path).to.have.length.above(1);
    expect(out.messages[0]).to.include({ type: 'machine/state', topic: `mgm:Halle 1:${machineId}` });
    for (const state of out.states) expect([...Value.Errors(MachineState, state)]).to.deep.equal([]);
  });

  for (const [status, availability, execution, state, conditions] of MGM_STATUSES) {
    it(`status ${status} is ${availability}, ${execution}, ${state}, conditions ${conditions}`, async () => {
      await start();
      simulator.setStatus(machineId, 4, {
        alarm_code: '1',
        alarm_info: 'x',
        alarm_level: '1',
        alarm_type: 'A',
      });
      await out.state((each) => each.state === 'alarm');
      const before = Date.now();
      simulator.setStatus(machineId, status);
      const told = await out.state((each) => each.reason === String(status) && each.since >= iso(before));
      expect(told).to.include({ availability, execution, state });
      if (conditions === 'not known') expect(told.conditions).to.equal(null);
      else expect(told.conditions).to.have.length(conditions === 'as before' ? 1 : 0);
    });
  }

  it('status 4 is an alarm: a fault with code, text and severity, since the status', async () => {
    await start();
    const alarm = { alarm_code: '1004', alarm_info: '主轴过载', alarm_level: '2', alarm_type: 'SPINDLE' };
    simulator.setStatus(machineId, 4, alarm);
    const told = await out.state(({ state }) => state === 'alarm');
    expect(told).to.include({ availability: 'AVAILABLE', execution: 'INTERRUPTED', reason: '4' });
    expect(told.conditions).to.deep.equal([
      { id: '1004', level: 'fault', code: '1004', text: '主轴过载', severity: '2', since: told.since },
    ]);
    expect(told.native).to.include({ status: 4, alarm_code: '1004' });
  });

  it('an alarm without a code is known by its text', async () => {
    await start();
    const alarm = { alarm_code: '', alarm_info: '门未关', alarm_level: '', alarm_type: '' };
    simulator.setStatus(machineId, 4, alarm);
    const [condition] = (await out.state(({ state }) => state === 'alarm')).conditions ?? [];
    expect(condition?.id).to.match(/^[0-9a-f]{12}$/);
  });

  for (const [field, value, path, expected] of MGM_FIELDS) {
    // The simulated platform sends texts, as the document says.
    if (typeof value !== 'string') continue;
    it(`${field} "${value}" is ${path} ${expected}`, async () => {
      await start();
      out.clear();
      simulator.emitNow(machineId, { [field]: value });
      const told = await out.state(({ changed }) => changed.includes(path));
      expect(told.changed).to.deep.equal([path]);
      expect(at(told, path)).to.equal(expected);
      expect(told.native).to.include({ [field]: value });
      expect(told.state).to.equal('running');
    });
  }

  it('keep what nobody knows in native only', async () => {
    await start();
    simulator.emitNow(machineId, { newField: '1', Xact: '77.000' });
    const told = await out.state(({ native }) => native['newField'] === '1');
    expect(told.changed).to.deep.equal(['axes.X.position']);
  });

  it('are unknown after a silence, since the last sign of life, and back with the next word', async () => {
    await start({ stale: 1 });
    const told = await out.state(({ reason }) => reason === 'stale');
    expect(told).to.include({ state: 'unknown', availability: 'UNAVAILABLE', execution: null });
    expect(told.since).to.equal(out.states.at(-2)?.receivedAt);
    expect(told.axes?.['X']).to.deep.equal({ kind: 'linear', position: null, load: null });
    simulator.emitNow(machineId, { Xact: '78.000' });
    const back = await out.state(({ axes }) => axes?.['X']?.position === 78);
    expect(back).to.include({ state: 'running', availability: 'AVAILABLE' });
    expect(back.since).to.equal(out.states[0]?.since);
  });

  it('are unknown when their socket is lost, since the last sign of life, and back with it', async () => {
    await start();
    const lastHeard = out.states.at(-1)?.receivedAt;
    simulator.dropSockets();
    const lost = await out.state(({ reason }) => reason === 'disconnected');
    expect(lost).to.include({ state: 'unknown', availability: 'UNAVAILABLE', since: lastHeard });
    const count = out.states.length;
    await out.state((each) => out.states.indexOf(each) >= count && each.state === 'running');
  });

  it('an interval holds back numbers, and no change of state', async () => {
    await start({ interval: 60_000 });
    simulator.emitNow(machineId, { Xact: '1.000' });
    simulator.emitNow(machineId, { Yact: '2.000' });
    simulator.setStatus(machineId, 0);
    const told = await out.state(({ state }) => state === 'idle');
    expect(told.changed).to.include.members(['axes.X.position', 'axes.Y.position', 'state', 'execution']);
    expect(out.states.some(({ axes, state }) => state === 'running' && axes?.['Y']?.position === 2)).to.equal(
      false,
    );
  });

  it('new nodes tell this without being asked; other outputs have statuses apart, with names', async () => {
    await start();
    await unloadFlow();
    await simulator.stop();
    simulator = new MgmSimulator({ realtimeIntervalMs: 3_600_000 });
    await simulator.start();
    const account = { environment: 'custom', baseUrl: simulator.apiUrl };
    await loadFlow(types, flowOf(account, { machines: machineId, output: 'state' }), credentials);
    const [fields, statuses] = [new Inbox('out'), new Inbox('second')];
    const [state, status] = [await fields.first(), await statuses.first()];
    expect(state['type']).to.equal('mgm/machine-state');
    expect(status['type']).to.equal('mgm/machine-status');
    for (const { payload } of [state, status]) {
      expect(payload).to.have.property('name').that.is.a('string');
      expect(payload).to.have.property('path').that.is.an('array');
    }
  });
});

describe('Machines of the built-in simulator (docs/nodes.md, mgm-realtime-in)', () => {
  afterEach(() => unloadFlow());

  it('say in message and status that they are no factory', async () => {
    const machines = new MgmSimulator().machineIds[0];
    await loadFlow(types, flowOf({ environment: 'simulator' }, { machines }));
    const statuses = statusesOf('realtime');
    const out = new StateInbox('out');
    const { source } = await out.state(() => true);
    expect(source).to.deep.equal({ platform: 'mgm', account: 'Halle 1', simulated: true });
    await eventually('the status says so', () =>
      statuses.some(({ text = '' }) => /^simulated: 1\/1|status\.simulatedText/.test(text)),
    );
  });
});

const iso = (ms: number) => new Date(ms).toISOString();
