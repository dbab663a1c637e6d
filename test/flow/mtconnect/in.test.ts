import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import { MachineState } from '../../../lib/machine';
import { MtconnectObservations } from '../../../lib/mtconnect-client/message-schemas';
import registerPlant from '../../../nodes/machine/plant';
import registerMtconnectIn from '../../../nodes/mtconnect/mtconnect-in';
import { type AgentHabits, SecondAgent } from '../../second-reader/mtconnect/agent';
import { eventually, Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { StateInbox } from '../machine/state-inbox';

const MILL = `<Device id="d" name="Mill" uuid="u-1"><DataItems><DataItem id="av" type="AVAILABILITY" category="EVENT"/><DataItem id="c" type="SYSTEM" category="CONDITION"/></DataItems><Components><Controller id="co"><Components><Path id="p" name="path"><DataItems><DataItem id="ex" type="EXECUTION" category="EVENT"/><DataItem id="pc" type="PART_COUNT" category="EVENT"/></DataItems></Path></Components></Controller></Components></Device>`;

describe('mtconnect-in', () => {
  let agent: SecondAgent;
  let url: string;

  const start = async (habits: AgentHabits = {}): Promise<void> => {
    agent = new SecondAgent(MILL, habits);
    agent.put(
      { dataItemId: 'av', value: 'AVAILABLE' },
      { dataItemId: 'ex', value: 'ACTIVE' },
      { dataItemId: 'pc', value: '3' },
      { dataItemId: 'c', value: '', level: 'Normal' },
    );
    url = await agent.start();
  };

  afterEach(async () => {
    await unloadFlow();
    await agent.stop();
  });

  async function follow(
    node: object = {},
  ): Promise<{ out: StateInbox; caught: Inbox; statuses: ReturnType<typeof statusesOf> }> {
    await loadFlow(
      [registerMtconnectIn, registerPlant],
      inTab([
        {
          id: 'works',
          type: 'plant',
          machines: [
            { id: 'M-7', name: 'Big mill', path: ['Hall 1'], account: '', machineId: 'u-1', cycles: [] },
          ],
        },
        {
          id: 'in',
          type: 'mtconnect-in',
          version: 0,
          name: 'Cell',
          url,
          interval: 50,
          wires: [['out']],
          ...node,
        },
        { id: 'out', type: 'helper', wires: [] },
        { id: 'catch', type: 'catch', wires: [['caught']] },
        { id: 'caught', type: 'helper', wires: [] },
      ]),
    );
    return { out: new StateInbox('out'), caught: new Inbox('caught'), statuses: statusesOf('in') };
  }

  for (const version of ['1.3', '2.4'] as const) {
    it(`tells machine/state of the devices of an agent of ${version} (docs/platforms/mtconnect.md, "States")`, async () => {
      await start({ version });
      const { out } = await follow();
      const running = await out.state(({ state }) => state === 'running');
      expect(running).to.include({
        key: 'mtconnect:Cell:u-1',
        machineId: 'u-1',
        name: 'Mill',
        execution: 'ACTIVE',
      });
      expect(running.source).to.deep.equal({ platform: 'mtconnect', account: 'Cell' });
      expect(running.parts).to.deep.equal({ count: 3 });
      expect(running.conditions).to.deep.equal([]);
      agent.put(
        { dataItemId: 'c', value: 'no oil', level: 'Fault', code: '700' },
        { dataItemId: 'ex', value: 'INTERRUPTED' },
      );
      const alarm = await out.state(({ state }) => state === 'alarm');
      expect(alarm.conditions?.[0]).to.include({ id: 'c:700', code: '700', text: 'no oil', level: 'fault' });
      for (const state of out.states) expect([...Value.Errors(MachineState, state)]).to.deep.equal([]);
    });
  }

  it('takes name, path and key of the plant', async () => {
    await start();
    const { out } = await follow({ plant: 'works' });
    expect(await out.state(({ state }) => state === 'running')).to.deep.include({
      key: 'M-7',
      name: 'Big mill',
      path: ['Hall 1'],
    });
  });

  it('tells observations as received (docs/messages.md, "mtconnect/observations")', async () => {
    await start();
    const { out } = await follow({ output: 'raw' });
    const [first] = await out.until((all) => all.length > 0);
    expect(first).to.include({ topic: 'u-1', type: 'mtconnect/observations' });
    agent.put(
      { dataItemId: 'pc', value: '4' },
      { dataItemId: 'c', value: 'hot', level: 'Warning', code: '9' },
    );
    const all = await out.until((messages) => messages.length > 1);
    const payloads = all.map(({ payload }) => payload as MtconnectObservations);
    for (const payload of payloads)
      expect([...Value.Errors(MtconnectObservations, payload)]).to.deep.equal([]);
    expect(payloads[0]).to.include({ machineId: 'u-1', name: 'Mill', isCurrent: true });
    expect(payloads[1]?.isCurrent).to.equal(false);
    expect(payloads[1]?.observations[0]).to.include({
      dataItemId: 'pc',
      type: 'PART_COUNT',
      component: 'Path',
      componentName: 'path',
      value: '4',
    });
    expect(payloads[1]?.observations[1]).to.include({
      dataItemId: 'c',
      level: 'WARNING',
      nativeCode: '9',
      value: 'hot',
    });
  });

  it('shows how many devices are available, and is green over none that is not (docs/statuses.md, "mtconnect-in")', async () => {
    await start();
    const { out, statuses } = await follow();
    await out.state(({ state }) => state === 'running');
    await eventually('green', () => statuses.at(-1)?.fill === 'green' && statuses.at(-1)?.text === '1/1');
    agent.put({ dataItemId: 'av', value: 'UNAVAILABLE' });
    await out.state(({ availability }) => availability === 'UNAVAILABLE');
    await eventually('yellow', () => statuses.at(-1)?.fill === 'yellow' && statuses.at(-1)?.text === '0/1');
  });

  it('knows nothing of machines whose agent is gone, says so once, and tells them anew when it is back', async () => {
    await start();
    const { out, caught, statuses } = await follow();
    await out.state(({ state }) => state === 'running');
    agent.trouble = (_, response) => response.socket?.destroy() !== undefined;
    agent.cutStreams();
    const lost = await out.state(({ state }) => state === 'unknown');
    expect(lost).to.include({ reason: 'disconnected', availability: 'UNAVAILABLE', execution: null });
    expect(statuses.at(-1)).to.include({ fill: 'red', text: 'status.failed.network' });
    const failure = await caught.first();
    expect(failure['failure']).to.include({ platform: 'mtconnect', kind: 'network' });
    agent.trouble = () => false;
    out.clear();
    await out.state(({ state }) => state === 'running');
    await eventually('green', () => statuses.at(-1)?.fill === 'green');
  });

  for (const [what, properties, code] of [
    ['an address that is none', { url: 'mill:5000' }, 'input:url'],
    ['no address', { url: '' }, 'input:url'],
    ['an address with a password', { url: 'http://me:secret@127.0.0.1' }, 'input:url'],
    ['an interval that is none', { interval: 1 }, 'input:interval'],
    [
      'devices of a message, which it does not get',
      { devices: 'payload', devicesType: 'msg' },
      'input:devices',
    ],
    ['devices that the agent does not have', { devices: 'Press' }, 'mtconnect:NO_DEVICE'],
  ] as const) {
    it(`reports ${what} (docs/behaviour.md, "Failures")`, async () => {
      await start();
      const { caught } = await follow(properties);
      const { failure } = (await caught.first()) as { failure?: { code?: string; message?: string } };
      expect(failure?.code).to.equal(code);
      expect(failure?.message).not.to.include('secret');
    });
  }

  it('says what answers where it is no agent', async () => {
    await start();
    agent.trouble = (_, response) => {
      response.end('<!doctype html><title>Login</title>');
      return true;
    };
    const { caught } = await follow();
    const { failure } = (await caught.first()) as { failure?: { code?: string; message?: string } };
    expect(failure).to.include({ code: 'mtconnect:not-mtconnect' });
    expect(failure?.message).to.include('web page');
  });

  it('leaves no stream open when it is removed', async () => {
    await start();
    const { out } = await follow();
    await out.state(({ state }) => state === 'running');
    await eventually('a stream', () => agent.openStreams === 1);
    await nodeById('in').close(true);
    await eventually('no stream', () => agent.openStreams === 0);
  });
});
