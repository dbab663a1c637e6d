import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { AgentClient } from '../../../lib/mtconnect-client/agent-client';
import { type AgentEvents, AgentFollower } from '../../../lib/mtconnect-client/agent-follower';
import { type AgentHabits, SecondAgent } from '../../second-reader/mtconnect/agent';
import { fakeClock, realTurns } from '../../support/fake-clock';

const DEVICE = `<Device id="d" name="Mill" uuid="u-1"><DataItems><DataItem id="av" type="AVAILABILITY" category="EVENT"/><DataItem id="ex" type="EXECUTION" category="EVENT"/><DataItem id="c" type="SYSTEM" category="CONDITION"/></DataItems></Device>`;
const OTHER = '<Device id="e" name="Lathe" uuid="u-2"/>';

describe('following an agent (docs/platforms/mtconnect.md, "Streams")', () => {
  let clock: Clock;
  let agent: SecondAgent;
  let client: AgentClient;
  let follower: AgentFollower;
  let run: Promise<void>;
  let log: string[];

  beforeEach(() => {
    clock = fakeClock();
    log = [];
  });

  afterEach(async () => {
    follower.close();
    await run;
    client.close();
    await agent.stop();
    clock.uninstall();
  });

  const note = (line: string): void => {
    log.push(line);
  };

  async function begin(habits: AgentHabits = {}, devices: string[] = [], content = DEVICE): Promise<void> {
    agent = new SecondAgent(content, habits);
    agent.put({ dataItemId: 'av', value: 'AVAILABLE' }, { dataItemId: 'ex', value: 'READY' });
    client = new AgentClient({ url: await agent.start(), timeoutMs: 5_000 });
    follow(devices);
    await until(() => log.includes('alive'));
  }

  function follow(devices: string[]): void {
    const events: AgentEvents = {
      onDevices: (all) => note(`devices ${all.map(({ name }) => name).join()}`),
      onCurrent: (_, observations) => note(`current ${observations.map(({ value }) => value).join()}`),
      onSample: (_, observations) => note(`sample ${observations.map(({ value }) => value).join()}`),
      onAlive: () => note('alive'),
      onLost: () => note('lost'),
      onFailure: ({ code }) => note(`failure ${code}`),
      onRecovery: () => note('recovered'),
      onMissing: (names) => note(`missing ${names.join()}`),
      onGap: (missed) => note(`gap ${missed}`),
      onClockOff: (offBy) => note(`clock ${Math.round(offBy / 60_000)}`),
    };
    follower = new AgentFollower(client, { devices, intervalMs: 100 }, events);
    run = follower.run();
  }

  /** Lets time pass until it is so. */
  async function until(isSo: () => boolean, stepMs = 50, most = 2_000): Promise<void> {
    for (let turn = 0; turn < most; turn += 1) {
      if (isSo()) return;
      await realTurns(1);
      await clock.tickAsync(stepMs);
    }
    throw new Error(`it never was so: ${log.slice(-20).join(' | ')}`);
  }

  const said = (line: string) => () => log.includes(line);
  const said2 = (line: string) => () => log.filter((each) => each === line).length >= 2;

  for (const habits of [
    { version: '1.3' },
    { version: '1.7', prefix: 'm' },
    { version: '2.4', noLengths: true },
    { version: '2.6' },
  ] as const) {
    it(`tells what is so and then what happens, by agents ${JSON.stringify(habits)}`, async () => {
      await begin(habits);
      agent.put({ dataItemId: 'ex', value: 'ACTIVE' });
      agent.put({ dataItemId: 'ex', value: 'READY' });
      await until(said('sample ACTIVE,READY'));
      expect(log.slice(0, 2)).to.deep.equal(['devices Mill', 'current AVAILABLE,READY']);
      expect(log.join()).not.to.match(/failure|lost|gap/);
    });
  }

  it('asks for one device alone where one is followed, by its name, though it was chosen by its uuid', async () => {
    await begin({}, ['u-1'], DEVICE + OTHER);
    await until(() => agent.openStreams === 1);
    expect(log[0]).to.equal('devices Mill');
    expect(agent.asked[1]).to.equal('/Mill/current');
    expect(agent.asked[2]).to.match(/^\/Mill\/sample\?from=3&count=1000&interval=100&heartbeat=10000$/);
  });

  it('says once which devices the agent does not have, and follows the others', async () => {
    await begin({}, ['Mill', 'Press']);
    expect(log).to.include('missing Press');
  });

  it('fails where the agent has none of the devices, and begins when it has them', async () => {
    agent = new SecondAgent(OTHER);
    client = new AgentClient({ url: await agent.start(), timeoutMs: 5_000 });
    follow(['Mill']);
    await until(said('failure mtconnect:NO_DEVICE'));
    agent.devices = DEVICE;
    agent.put({ dataItemId: 'ex', value: 'READY' });
    await until(said('current READY'), 500);
    expect(log.filter((line) => line.startsWith('failure'))).to.have.length(1);
    expect(log).to.include('recovered');
  });

  it('goes on where it was after a break, and nothing counts as lost', async () => {
    await begin();
    await until(() => agent.openStreams === 1);
    agent.cutStreams();
    agent.put({ dataItemId: 'ex', value: 'ACTIVE' });
    await until(said('sample ACTIVE'));
    expect(log).to.include('recovered').and.not.to.include('lost');
    expect(log.filter((line) => line.startsWith('current'))).to.have.length(1);
  });

  it('loses an agent that does not come back at once, and tells all anew when it does', async () => {
    await begin();
    await until(() => agent.openStreams === 1);
    let refusals = 0;
    agent.trouble = (_, response) => {
      refusals += 1;
      response.socket?.destroy();
      return true;
    };
    agent.cutStreams();
    await until(said('lost'));
    agent.put({ dataItemId: 'ex', value: 'ACTIVE' });
    await until(() => refusals > 4, 500);
    agent.trouble = () => false;
    await until(said('current AVAILABLE,ACTIVE'), 500);
    expect(log.filter((line) => line === 'lost')).to.have.length(1);
    expect(log.filter((line) => line.startsWith('failure')).length).to.be.at.most(2);
  });

  it('notices that an agent has begun anew, and reads models and values again', async () => {
    await begin();
    await until(() => agent.openStreams === 1);
    agent.put({ dataItemId: 'ex', value: 'ACTIVE' });
    await until(said('sample ACTIVE'));
    agent.restart();
    await until(said('current AVAILABLE,ACTIVE'));
    expect(log.filter((line) => line === 'devices Mill')).to.have.length(2);
    agent.put({ dataItemId: 'ex', value: 'STOPPED' });
    await until(said('sample STOPPED'));
  });

  it('reads the models again when they have changed', async () => {
    await begin({ version: '2.4' });
    await until(() => agent.openStreams === 1);
    agent.modelTime = '2026-01-01T00:00:00Z';
    agent.put({ dataItemId: 'ex', value: 'ACTIVE' });
    await until(() => log.includes('sample ACTIVE') || log.includes('current AVAILABLE,ACTIVE'));
    agent.modelTime = '2026-01-01T00:00:01Z';
    agent.put({ dataItemId: 'ex', value: 'READY' });
    await until(said2('devices Mill'));
    await until(said2('current AVAILABLE,READY'));
  });

  it('asks what is so now when its place has gone out of the buffer', async () => {
    await begin({ bufferSize: 8 });
    await until(() => agent.openStreams === 1);
    agent.trouble = (url, response) => {
      if (!url.includes('sample')) return false;
      agent.trouble = () => false;
      for (let round = 0; round < 20; round += 1) agent.put({ dataItemId: 'ex', value: `S${round}` });
      response.socket?.destroy();
      return true;
    };
    agent.cutStreams();
    await until(said('current AVAILABLE,S19'), 200);
    agent.put({ dataItemId: 'ex', value: 'READY' });
    await until(said('sample READY'));
  });

  it('asks what is so now when an observation is missing in the stream, or the numbers go back', async () => {
    await begin();
    await until(() => agent.openStreams === 1);
    agent.inject(agent.part(agent.streamsDocument([], agent.nextSequence + 5, agent.nextSequence + 5)));
    await until(said('gap 5'));
    await until(said2('current AVAILABLE,READY'));
    agent.inject(agent.part(agent.streamsDocument([], 1)));
    await until(said('gap 0'));
  });

  it('does not tell twice what comes twice', async () => {
    await begin();
    await until(() => agent.openStreams === 1);
    agent.put({ dataItemId: 'ex', value: 'ACTIVE' });
    await until(said('sample ACTIVE'));
    const again = { dataItemId: 'ex', value: 'ACTIVE', sequence: 3, timestamp: new Date().toISOString() };
    agent.inject(agent.part(agent.streamsDocument([again])));
    agent.put({ dataItemId: 'ex', value: 'READY' });
    await until(said('sample READY'));
    expect(log.filter((line) => line === 'sample ACTIVE')).to.have.length(1);
  });

  it('polls an agent that answers one document in place of a stream, and asks for the stream again after ten minutes', async () => {
    await begin({ neverStreams: true });
    agent.put({ dataItemId: 'ex', value: 'ACTIVE' });
    await until(said('sample ACTIVE'));
    agent.put({ dataItemId: 'ex', value: 'READY' });
    await until(said('sample READY'));
    expect(log.join()).not.to.match(/failure|lost/);
    const streams = () => agent.asked.filter((url) => url.includes('interval=')).length;
    expect(streams()).to.equal(1);
    await until(() => streams() === 2, 5_000);
  });

  it('polls behind a proxy that holds streams back', async () => {
    await begin({ holdsStreams: true });
    agent.put({ dataItemId: 'ex', value: 'ACTIVE' });
    await until(said('sample ACTIVE'), 500);
    expect(log).not.to.include('lost');
  });

  it('loses an agent whose documents do not come within twice the heartbeat, however steadily its bytes do', async () => {
    await begin();
    await until(() => agent.openStreams === 1);
    const start = agent.part(agent.streamsDocument([])).slice(0, 200);
    agent.trouble = (url, response) => {
      if (!url.includes('interval=')) return false;
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace;boundary=5a1f' });
      response.write(agent.part(agent.streamsDocument([])));
      response.write(start);
      const drip = setInterval(() => response.write(' '), 1_000);
      response.on('close', () => clearInterval(drip));
      return true;
    };
    agent.cutStreams();
    await until(said('lost'), 200);
    expect(log).to.include('failure timeout');
    agent.trouble = () => false;
    await until(said2('current AVAILABLE,READY'), 200);
  });

  for (const [what, bytes] of [
    ['half a document', '<MTConnectStreams><Header instanceId="1000"/><Streams></MTConnectStreams>'],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY b "c">]><MTConnectStreams>&b;</MTConnectStreams>'],
    ['a deep document', `${'<a>'.repeat(1_000)}</MTConnectStreams>`],
    ['another document', '<MTConnectDevices><Header instanceId="1000"/></MTConnectDevices>'],
  ] as const) {
    it(`survives ${what} in the stream`, async () => {
      await begin();
      await until(() => agent.openStreams === 1);
      agent.inject(agent.part(bytes));
      await until(() => log.some((line) => line.startsWith('failure mtconnect:')));
      agent.put({ dataItemId: 'ex', value: 'ACTIVE' });
      await until(() => log.includes('sample ACTIVE') || log.includes('current AVAILABLE,ACTIVE'), 200);
      expect(log).to.include('recovered');
    });
  }

  it('does not ask without pause where each answer has another instanceId', async () => {
    agent = new SecondAgent(DEVICE);
    agent.put({ dataItemId: 'ex', value: 'READY' });
    client = new AgentClient({ url: await agent.start(), timeoutMs: 5_000 });
    agent.trouble = () => {
      agent.instanceId += 1;
      return false;
    };
    follow([]);
    await until(said('failure mtconnect:unexpected-answer'));
    const asked = agent.asked.length;
    for (let turn = 0; turn < 50; turn += 1) {
      await realTurns(1);
      await clock.tickAsync(100);
    }
    expect(agent.asked.length - asked).to.be.below(20);
  });

  it('says once that the clock of the agent is off', async () => {
    agent = new SecondAgent(DEVICE);
    agent.put({ dataItemId: 'ex', value: 'READY' });
    const url = await agent.start();
    client = new AgentClient({ url, timeoutMs: 5_000 });
    agent.trouble = (path, response) => {
      if (!path.includes('current')) return false;
      response.end(
        agent.streamsDocument([]).replace(/creationTime="[^"]*"/, 'creationTime="2001-01-01T00:00:00Z"'),
      );
      return true;
    };
    follow([]);
    await until(() => log.some((line) => line.startsWith('clock -')));
  });

  it('ends at once when it is closed', async () => {
    await begin();
    await until(() => agent.openStreams === 1);
    follower.close();
    await run;
    await until(() => agent.openStreams === 0);
  });
});
