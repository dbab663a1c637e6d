import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import { MachineState } from '../../../lib/machine/machine-state';
import registerMap from '../../../nodes/machine/machine-map';
import { MAP_TEMPLATES } from '../../../nodes/machine/map-templates';
import { eventually, type Inbox, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { ShownStatuses } from '../../support/shown-statuses';
import { startLoneNode } from './lone-node';
import type { StateInbox } from './state-inbox';

interface Row {
  field: string;
  value: string;
  valueType?: string;
  map?: Record<string, string>;
  factor?: number;
}

describe('machine-map: the state of a machine from any message (docs/nodes.md, machine-map)', () => {
  let out: StateInbox;
  let caught: Inbox;

  async function start(rows: Row[], more: object = {}): Promise<void> {
    const node = { machineId: 'payload.id', machineIdType: 'msg', source: 'Hall', rows, ...more };
    ({ out, caught } = await startLoneNode(registerMap, { id: 'map', type: 'machine-map', ...node }));
  }

  const send = async (payload: unknown, more: object = {}): Promise<MachineState> => {
    out.clear();
    nodeById('map').receive({ payload, ...more } as NodeMessage);
    return out.state(() => true);
  };
  const failure = async (payload: unknown): Promise<Record<string, unknown>> => {
    nodeById('map').receive({ payload } as NodeMessage);
    return (await caught.first())['failure'] as Record<string, unknown>;
  };

  afterEach(() => unloadFlow());

  it('reads values by their kinds, and fits the schema', async () => {
    await start([
      { field: 'name', value: 'payload.title' },
      { field: 'path', value: 'payload.place' },
      { field: 'state', value: 'payload.s', map: { 1: 'running', 0: 'idle' } },
      { field: 'program.main', value: 'payload.program' },
      { field: 'tool.number', value: 'payload.tool' },
      { field: 'spindles.S1.speed', value: 'payload.rpm' },
      { field: 'axes.X.position', value: 'payload.x', factor: 25.4 },
      { field: 'overrides.dryRun', value: 'payload.dry' },
      { field: 'parts.count', value: '$number(payload.n) + 1', valueType: 'jsonata' },
      { field: 'timers.cycle', value: '12', valueType: 'num' },
      { field: 'execution', value: 'payload.execution' },
    ]);
    const state = await send({
      id: 'A7',
      title: 'Mill 7',
      place: 'Plant/Line 2',
      s: 1,
      program: 1001,
      tool: '007',
      rpm: '3200.5',
      x: 2,
      dry: 'true',
      n: '41',
      execution: 'active',
    });
    expect([...Value.Errors(MachineState, state)]).to.deep.equal([]);
    expect(state).to.deep.include({
      key: 'other:Hall:A7',
      machineId: 'A7',
      name: 'Mill 7',
      path: ['Plant', 'Line 2'],
      source: { platform: 'other', account: 'Hall' },
      state: 'running',
      reason: '1',
      availability: 'AVAILABLE',
      execution: 'ACTIVE',
      program: { main: '1001' },
      tool: { number: '007' },
      spindles: { S1: { speed: 3200.5 } },
      axes: { X: { kind: 'linear', position: 50.8 } },
      overrides: { dryRun: true },
      parts: { count: 42 },
      timers: { cycle: 12 },
    });
    expect(out.messages[0]).to.include({ type: 'machine/state', topic: 'other:Hall:A7' });
  });

  it('adds up over messages: a part leaves the others as they were', async () => {
    await start([
      { field: 'state', value: 'payload.state' },
      { field: 'parts.count', value: 'payload.n' },
    ]);
    await send({ id: 'a', state: 'running' });
    const second = await send({ id: 'a', n: 5 });
    expect(second).to.deep.include({ state: 'running', parts: { count: 5 }, changed: ['parts.count'] });
    expect((await send({ id: 'b', n: 1 })).state).to.equal('unknown');
    expect((await send({ id: 'a', n: 5 })).changed).to.deep.equal([]);
  });

  it('takes null and "" of a message for words that nothing is known now, never for silence', async () => {
    await start([
      { field: 'state', value: 'payload.state' },
      { field: 'parts.count', value: 'payload.n' },
    ]);
    for (const gone of [null, '']) {
      await send({ id: 'a', state: 'running', n: 5 });
      expect(await send({ id: 'a', n: gone })).to.deep.include({ state: 'running', parts: { count: null } });
    }
  });

  it('makes null of a value of another kind, and unknown of a state that nobody knows', async () => {
    await start([
      { field: 'state', value: 'payload.state' },
      { field: 'parts.count', value: 'payload.n' },
      { field: 'execution', value: 'payload.execution' },
    ]);
    const told = await send({ id: 'a', state: 'COFFEE', n: 'many', execution: 7 });
    expect(told).to.deep.include({
      state: 'unknown',
      reason: 'COFFEE',
      parts: { count: null },
      execution: null,
    });
  });

  it('takes all other values as the table says, and a state from the execution', async () => {
    await start([{ field: 'execution', value: 'payload.e', map: { cut: 'ACTIVE', '*': 'READY' } }]);
    expect(await send({ id: 'a', e: 'cut' })).to.include({ state: 'running', reason: 'cut' });
    expect(await send({ id: 'a', e: 'rest' })).to.include({ state: 'idle', reason: 'rest' });
  });

  it('has nothing known of a machine that is off or away', async () => {
    await start([
      { field: 'availability', value: 'payload.online', map: { true: 'AVAILABLE', false: 'UNAVAILABLE' } },
      { field: 'state', value: 'payload.state' },
      { field: 'parts.count', value: 'payload.n' },
    ]);
    await send({ id: 'a', state: 'running', n: 3 });
    expect(await send({ id: 'a', online: false })).to.deep.include({
      state: 'unknown',
      availability: 'UNAVAILABLE',
      parts: { count: null },
    });
    expect(await send({ id: 'a', state: 'off' })).to.include({ state: 'off', availability: 'UNAVAILABLE' });
  });

  it('reads alarms as texts, objects and lists, and none where there is none', async () => {
    await start([{ field: 'conditions', value: 'payload.alarm' }]);
    const conditions = async (alarm: unknown) => (await send({ id: 'a', alarm })).conditions ?? [];
    expect((await conditions('Door open'))[0]).to.include({ level: 'fault', text: 'Door open' });
    const [both] = await conditions([{ code: 401, text: 'Servo', level: 'WARN' }, { code: 402 }]);
    expect(both).to.include({ id: '401', code: '401', level: 'warning', text: 'Servo' });
    for (const none of ['', 0, null, [], false]) expect(await conditions(none)).to.deep.equal([]);
  });

  it('tells each machine of a list, in order', async () => {
    await start([{ field: 'state', value: 'payload.state' }], { list: 'payload.machines', listType: 'msg' });
    nodeById('map').receive({
      payload: { machines: ['a', 'b', 'c'].map((id) => ({ id, state: 'idle' })) },
    } as NodeMessage);
    await out.until((all) => all.length === 3);
    expect(out.states.map(({ machineId }) => machineId)).to.deep.equal(['a', 'b', 'c']);
  });

  it('shows how many machines it tells of, and is not green over none', async () => {
    await start([{ field: 'state', value: 'payload.state' }], { list: 'payload.machines', listType: 'msg' });
    const statuses = statusesOf('map');
    const shown = async (ids: string[]): Promise<unknown> => {
      nodeById('map').receive({
        payload: { machines: ids.map((id) => ({ id, state: 'idle' })) },
      } as NodeMessage);
      await eventually('a status', () => statuses.length > 0);
      return statuses.splice(0).at(-1);
    };
    expect(await shown([])).to.include({ fill: 'yellow', text: 'status.noMachines' });
    expect(await shown(['a', 'b'])).to.include({ fill: 'green', text: '2' });
    expect(await shown([''])).to.include({ fill: 'red', text: 'status.failed.input' });
  });

  it('is not green over a message in which no row of the table finds a value', async () => {
    await start([
      { field: 'state', value: 'payload.state' },
      { field: 'parts.count', value: 'payload.parts' },
    ]);
    const statuses = statusesOf('map');
    const shown = async (payload: object): Promise<unknown> => {
      await send(payload);
      await eventually('a status', () => statuses.length > 0);
      return statuses.splice(0).at(-1);
    };
    expect(await shown({ id: 'a', elsewhere: 1 })).to.include({ fill: 'yellow', text: 'status.noValues' });
    expect(await shown({ id: 'a', parts: 1 })).to.include({ fill: 'green', text: '1' });
    expect(await shown({ id: 'b' })).to.include({ fill: 'yellow', text: 'status.noValues' });
  });

  it('is not green while a machine has been silent for longer than is allowed', async () => {
    await start([{ field: 'state', value: 'payload.state' }], { stale: 1 });
    const statuses = statusesOf('map');
    await send({ id: 'a', state: 'running' });
    await eventually('green', () => statuses.at(-1)?.fill === 'green');
    await out.state(({ reason }) => reason === 'stale');
    expect(statuses.at(-1)).to.include({ fill: 'yellow', text: '0/1' });
    await send({ id: 'b', state: 'idle' });
    await eventually('the other', () => statuses.at(-1)?.text === '1/2');
    expect(statuses.at(-1)).to.include({ fill: 'yellow' });
    await send({ id: 'a', state: 'idle' });
    await eventually('green', () => statuses.at(-1)?.fill === 'green');
    expect(statuses.at(-1)).to.include({ text: '2' });
  });

  const shown = new ShownStatuses('machine-map', () => 'map');

  it('shows each status as long as it is true', async () => {
    await start([{ field: 'state', value: 'payload.state' }], { list: 'payload', listType: 'msg', stale: 1 });
    const tell = (payload: object[]): void => nodeById('map').receive({ payload } as NodeMessage);
    tell([]);
    await shown.shows('status.noMachines');
    tell([{ id: 'a', state: 'idle' }]);
    await shown.shows('`12`');
    tell([{ id: 'a' }]);
    await shown.shows('status.noValues');
    tell([{ id: '' }]);
    await shown.shows('status.failed.input');
    tell([{ id: 'a', state: 'idle' }]);
    await shown.shows('`12`');
    await shown.shows('`11/12`');
    tell([{ id: 'a', state: 'idle' }]);
    await shown.shows('`12`');
  });

  it('reaches no prototype, neither in what it reads nor in what it writes', async () => {
    await start([
      { field: 'program.main', value: 'payload.constructor.name' },
      { field: 'program.block', value: 'payload.__proto__.toString' },
      { field: 'energy.total', value: 'payload.e' },
    ]);
    const state = await send(JSON.parse('{"id":"a","e":1,"__proto__":{"toString":"x"}}'));
    expect(state.program?.main).to.equal(undefined);
    expect(Object.hasOwn(Object.prototype, 'total')).to.equal(false);
    await unloadFlow();
    for (const field of ['axes.__proto__.position', 'energy.constructor', '__proto__.x', 'nowhere']) {
      await start([{ field, value: 'payload.e' }]);
      expect(await failure({ id: 'a', e: 1 }), field).to.include({ kind: 'input', code: 'input:rows' });
      await unloadFlow();
    }
  });

  it('names what a message lacks', async () => {
    await start([{ field: 'state', value: 'payload.state' }]);
    expect(await failure({ state: 'idle' })).to.include({ code: 'input:machineId' });
  });

  it('names an expression that cannot be read', async () => {
    await start([{ field: 'state', value: 'payload.(', valueType: 'jsonata' }]);
    expect(await failure({ id: 'a' })).to.include({ kind: 'input', code: 'input:state' });
  });

  it('is unknown after a silence where that is asked for', async () => {
    await start([{ field: 'state', value: 'payload.state' }], { stale: 1 });
    const { receivedAt } = await send({ id: 'a', state: 'running' });
    const lost = await out.state(({ reason }) => reason === 'stale');
    expect(lost).to.include({ state: 'unknown', since: receivedAt });
  });

  it('carries on that a message is of a simulator, and takes the platform from it', async () => {
    await start([{ field: 'state', value: 'payload.state' }]);
    const call = { platform: 'dhgj', simulated: true };
    const { source } = await send({ id: 'a', state: 'idle' }, { call });
    expect(source).to.deep.equal({ platform: 'dhgj', account: 'Hall', simulated: true });
  });

  const messages: Record<string, { msg: object; expected: object }> = {
    quectel: {
      msg: {
        payload: {
          type: 'MATTR',
          subtype: 'REPORT',
          deviceKey: 'D1',
          createdAt: Date.now(),
          data: { kv: { mode: 1, spindle_speed: 4_000, spindle_load: 41.5 } },
        },
      },
      expected: { key: 'quectel:Hall:D1', state: 'running', spindles: { S1: { speed: 4_000, load: 41.5 } } },
    },
    oms: {
      msg: { device_id: 'dev-1', payload: [{ id: 1, name: 'status', value: 'running', time: 'x' }] },
      expected: { key: 'oms:Hall:dev-1', state: 'running' },
    },
    dhgj: {
      msg: { payload: { machineId: 'M001', status: 'alarm', spindleSpeed: 0, output: 12 } },
      expected: { key: 'dhgj:Hall:M001', state: 'alarm', parts: { count: 12 } },
    },
    mqtt: {
      msg: { topic: 'hall/m3', payload: { state: 'setup', count: 7, alarm: '' } },
      expected: { key: 'mqtt:Hall:hall/m3', state: 'setup', parts: { count: 7 }, conditions: [] },
    },
    http: {
      msg: { payload: { machines: [{ id: 9, name: 'Nine', line: 'Plant/B', status: 1, count: 3 }] } },
      expected: { key: 'http:Hall:9', name: 'Nine', path: ['Plant', 'B'], state: 'running' },
    },
  };
  for (const [name, template] of Object.entries(MAP_TEMPLATES)) {
    it(`has a template for ${name}`, async () => {
      const { rows, ...properties } = template;
      await start([...rows], properties);
      const { msg, expected } = messages[name] ?? { msg: {}, expected: {} };
      out.clear();
      nodeById('map').receive(msg as NodeMessage);
      expect(await out.state(() => true)).to.deep.include(expected);
    });
  }
});
