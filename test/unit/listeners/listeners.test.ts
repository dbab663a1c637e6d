import { expect } from 'chai';
import { isolated, tell } from '../../../lib/async/listeners';
import { BivrostClient } from '../../../lib/bivrost';
import { AbortedError } from '../../../lib/errors';
import { MgmClient } from '../../../lib/mgm';
import { QuectelClient } from '../../../lib/quectel';
import { holdSecret } from '../../../lib/redaction';
import { MemoryTokenStore, Session } from '../../../lib/session';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import { eventually } from '../../support/eventually';

const fail = (): never => {
  throw new Error('the listener is broken');
};
const reject = async (): Promise<void> => fail();

describe('Listeners that fail', () => {
  const warnings: Error[] = [];
  let others: NodeJS.WarningListener[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning);

  beforeEach(() => {
    warnings.length = 0;
    // Those that print them.
    others = process.listeners('warning');
    process.removeAllListeners('warning').on('warning', onWarning);
  });

  afterEach(() => {
    process.off('warning', onWarning);
    for (const other of others) process.on('warning', other);
  });

  const warned = () =>
    eventually('a warning of the process', () => warnings.length > 0).then(() => {
      expect(warnings[0]).to.include({ name: 'ShopfloorWarning' });
      expect(warnings[0]?.message).to.equal('A listener failed: the listener is broken');
    });

  it('show no secret in the warning, nor in the place that it names', async () => {
    const release = holdSecret('tok-S3cretTokenValue-0123456789');
    const listener = isolated({
      hear: () => {
        throw new AbortedError('given up', new Error('for tok-S3cretTokenValue-0123456789\u001b[31m'));
      },
    });
    listener.hear();
    await eventually('a warning of the process', () => warnings.length > 0);
    release();
    const [{ detail = '' } = {}] = warnings as (Error & { detail?: string })[];
    expect(detail).to.match(/^Error: for \*\*\*\n +at /);
  });

  it('are told as a warning of the process, whether they throw or reject, and keep nobody else from hearing', async () => {
    const session = new Session({
      key: 'key',
      tokenProvider: { login: async () => ({ value: 'token', obtainedAt: 0 }) },
      store: new MemoryTokenStore(),
    });
    const heard: string[] = [];
    session
      .on('change', fail)
      .on('change', reject)
      .on('change', ({ name }) => heard.push(name));
    session.once('change', fail);
    expect((await session.token()).value).to.equal('token');
    expect(heard).to.deep.equal(['logging-in', 'live']);
    expect(session.listenerCount('change')).to.equal(3);
    await warned();
    // Not one for each time.
    expect(warnings).to.have.length(1);
    session.close();
  });

  it('keep what they are called with, and are called on their own object', () => {
    class Counter {
      count = 0;
      add(by: number): void {
        this.count += by;
      }
    }
    const counter = new Counter();
    const listener = isolated(counter);
    listener.add(2);
    tell({ rawListeners: () => [(by: number) => counter.add(by)] }, 'change', 3);
    expect([counter.count, listener.count]).to.deep.equal([5, 5]);
  });

  it('to the live data of an MGM machine, and to a transfer, end neither', async () => {
    const simulator = new MgmSimulator();
    await simulator.start();
    const client = new MgmClient({ baseUrl: simulator.apiUrl, appKey: 'simulator', appSecret: 'simulator' });
    const [machineId = ''] = simulator.machineIds;
    const broken = { onChange: fail, onStatus: reject, onRaw: fail, onConnection: fail };
    const subscription = client.follow({ machineId }, broken);
    let changes = 0;
    const whole = {
      ...broken,
      onChange: () => {
        changes += 1;
      },
    };
    client.follow({ machineId }, whole);
    await eventually('live data', () => changes > 1);
    const order = { machineId, cloudPath: '/', fileName: 'O1.NC', storageType: '0' } as const;
    await client.sendFile(order, { content: Buffer.alloc(300_000) }, { onProgress: fail });
    subscription.close();
    await warned();
    client.close();
    await simulator.stop();
  });

  it('to the machines of a BIVROST gateway end no watch', async () => {
    const simulator = new BivrostSimulator({ machines: 2 });
    await simulator.start();
    const account = { username: 'simulator', password: 'simulator' };
    const client = new BivrostClient({ baseUrl: simulator.origin, ...account });
    let looks = 0;
    const counts = () => {
      looks += 1;
      fail();
    };
    const broken = { onChange: fail, onRaw: reject, onCounts: counts, onFailure: fail, onRecovery: fail };
    client.follow({ intervalMs: 100 }, broken);
    await eventually('three looks', () => looks > 2);
    await warned();
    client.close();
    await simulator.stop();
  });

  it('to a Quectel queue end no connection', async () => {
    const simulator = new QuectelSimulator({ reportIntervalMs: 0 });
    await simulator.start();
    const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
    const client = new QuectelClient({ baseUrl: simulator.origin, ...keys });
    const states: string[] = [];
    let unreadable = 0;
    client.follow(
      { queue: 'shopfloor' },
      {
        onMessage: fail,
        onUnreadable: (error) => {
          unreadable += 1;
          expect(error).to.include({ platform: 'quectel', operation: 'message' });
          fail();
        },
        onState: (state) => {
          states.push(state);
          fail();
        },
      },
    );
    await eventually('an open connection', () => states.includes('open'));
    for (const text of ['no JSON', '[]']) simulator.push('000000026106', 'shopfloor', text);
    await eventually('both messages', () => unreadable === 2);
    expect(states.at(-1)).to.equal('open');
    await warned();
    client.close();
    await simulator.stop();
  });
});

describe('Following after the close of a client', () => {
  const aborted = (follow: () => unknown) => {
    expect(follow).to.throw(AbortedError, 'The client was closed');
  };

  it('is refused, and what was followed before ends with it', async () => {
    const simulator = new BivrostSimulator({ machines: 1 });
    await simulator.start();
    const address = { baseUrl: simulator.origin };
    const mgm = new MgmClient({ ...address, appKey: 'a', appSecret: 'secret-of-it' });
    const quectel = new QuectelClient({ ...address, accessKey: 'a', accessSecret: 'secret-of-it' });
    const bivrost = new BivrostClient({ ...address, username: 'simulator', password: 'simulator' });
    const nothing = () => undefined;
    const events = {
      onChange: nothing,
      onRaw: nothing,
      onCounts: nothing,
      onFailure: nothing,
      onRecovery: nothing,
    };
    bivrost.follow({ intervalMs: 100 }, events);
    await eventually('a look', () => simulator.traffic.requests > 2);
    for (const client of [mgm, quectel, bivrost]) client.close();
    const follower = { onChange: nothing, onStatus: nothing, onRaw: nothing, onConnection: nothing };
    aborted(() => mgm.follow({ machineId: 'machine' }, follower));
    aborted(() => quectel.follow({ queue: 'a.1.b' }, { onMessage: nothing, onUnreadable: nothing }));
    aborted(() => bivrost.follow({ intervalMs: 100 }, events));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { requests } = simulator.traffic;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(simulator.traffic.requests).to.equal(requests);
    await simulator.stop();
  });
});
