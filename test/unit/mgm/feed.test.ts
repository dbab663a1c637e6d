import { expect } from 'chai';
import fc from 'fast-check';
import type { WebSocket } from 'ws';
import type { ShopfloorError } from '../../../lib/errors';
import type { MgmMachineStatus } from '../../../lib/mgm';
import { MachineFeed } from '../../../lib/mgm/machine-feed';
import { eventually } from '../../support/eventually';
import { hurried } from '../../support/fake-clock';
import { OddPlatform, say } from './support';

const MACHINE = 'GADIAAAAAgABAAA=';

/** A follower that keeps what it is told. */
class Follower {
  readonly changes: Record<string, unknown>[] = [];
  readonly statuses: MgmMachineStatus[] = [];
  readonly raw: unknown[] = [];
  readonly errors: ShopfloorError[] = [];
  readonly states: string[] = [];

  onChange = (_id: string, changes: Record<string, unknown>) => void this.changes.push(changes);
  onStatus = (status: MgmMachineStatus) => void this.statuses.push(status);
  onRaw = (_id: string, message: unknown) => void this.raw.push(message);
  readonly unread: string[] = [];
  onUnread = (_id: string, error: ShopfloorError) => void this.unread.push(error.code);
  onConnection = (_id: string, state: string, error?: ShopfloorError) => {
    this.states.push(state);
    if (error) this.errors.push(error);
  };
}

describe('The live data of a machine (docs/platforms/mgm.md, "Live data": 二.4.1)', () => {
  let platform: OddPlatform;
  let feed: MachineFeed;
  let follower: Follower;

  /** `onSocket` speaks on each socket; what clients say is kept by the returned list. */
  async function follow(
    onSocket: (socket: WebSocket, n: number) => void,
    more: { largestState?: number } = {},
  ): Promise<unknown[]> {
    platform = await OddPlatform.start({});
    const asked: unknown[] = [];
    let opened = 0;
    platform.server.onSocket = (socket) => {
      opened += 1;
      const n = opened;
      socket.once('message', (data) => {
        asked.push(JSON.parse(String(data)));
        onSocket(socket, n);
      });
    };
    feed = new MachineFeed(MACHINE, 'a', { ...platform.context(), ...more });
    follower = new Follower();
    feed.add(follower);
    return asked;
  }

  afterEach(async () => {
    feed.stop();
    await platform.stop();
  });

  it('asks for its machine, tells what changed and the status, and leaves other machines alone', async () => {
    const asked = await follow((socket) => {
      say(socket, { id: MACHINE, Xact: '1', Yact: '2' });
      say(socket, JSON.stringify({ id: MACHINE, Xact: '1', Yact: '3' }));
      say(socket, { id: 'another', Xact: '9' });
      say(socket, { machine_id: 'another', status: 1 });
      say(socket, { machine_id: MACHINE, status: 5, status_time: 't' });
    });
    await eventually('the status', () => follower.statuses.length > 0);
    expect(asked).to.deep.equal([{ machine_id: MACHINE, page: 'a' }]);
    expect(follower.changes).to.deep.equal([{ Xact: '1', Yact: '2' }, { Yact: '3' }]);
    expect(follower.statuses).to.deep.equal([
      { machineId: MACHINE, status: 5, statusName: 'disconnected', statusTime: 't' },
    ]);
    expect(follower.raw).to.have.length(5);
  });

  it('tells a follower who comes later all that is known', async () => {
    await follow((socket) => {
      say(socket, { id: MACHINE, Xact: '1' });
      say(socket, { machine_id: MACHINE, status: 1 });
    });
    await eventually('the status', () => follower.statuses.length > 0);
    const later = new Follower();
    feed.add(later);
    expect(later.changes).to.deep.equal([{ Xact: '1' }]);
    expect(later.statuses).to.have.length(1);
    expect(later.states).to.deep.equal(['open']);
    feed.remove(later);
    expect(feed.isFollowed).to.equal(true);
  });

  it(
    'with a refused token comes back at once with another',
    hurried(async () => {
      for (const code of [3003, 3005, 3007, 3008]) {
        await follow((socket, n) =>
          say(socket, n === 1 ? { code, message: 'token' } : { id: MACHINE, Xact: '1' }),
        );
        await eventually('data', () => follower.changes.length > 0, 1_000);
        expect(platform.refusals).to.have.length(1);
        feed.stop();
        await platform.stop();
      }
      await follow(() => undefined);
    }),
  );

  it('reads a list of messages in one frame, a byte order mark, and what JSON does not know', async () => {
    await follow((socket) => {
      say(socket, [{ id: MACHINE, Xact: '1' }, JSON.stringify({ id: MACHINE, Xact: '2' }), 5]);
      socket.send(`\ufeff{"id":"${MACHINE}","Xact":NaN,"Yact":-Infinity,"big":1798234567890123457}`);
    });
    await eventually('both frames', () => follower.changes.length === 3);
    expect(follower.changes).to.deep.equal([
      { Xact: '1' },
      { Xact: '2' },
      { Xact: null, Yact: null, big: '1798234567890123457' },
    ]);
    expect(follower.unread).to.deep.equal(['mgm:unreadable']);
  });

  it('tells each message that it does not take, and goes on', async () => {
    await follow((socket) => {
      for (const text of ['{"a":', '5', '', '['.repeat(300)]) socket.send(text);
      say(socket, { id: 'another', Xact: '1' });
      say(socket, { machine_id: 'another', status: 1 });
      say(socket, { id: MACHINE, Xact: '1', text: 'x'.repeat(200_000), Yact: '2' });
    });
    await eventually('data', () => follower.changes.length > 0);
    expect(follower.changes).to.deep.equal([{ Xact: '1', Yact: '2' }]);
    expect(follower.unread).to.deep.equal([
      ...Array(4).fill('mgm:unreadable'),
      'mgm:other-machine',
      'mgm:other-machine',
      'mgm:state-too-large',
    ]);
    expect(follower.statuses).to.have.length(0);
  });

  it('after a reconnect takes the full set for all there is', async () => {
    await follow((socket, n) => {
      say(socket, n === 1 ? { id: MACHINE, Xact: '1', S1load: '5' } : { id: MACHINE, Xact: '1', Yact: '2' });
      if (n === 1) socket.close();
      else say(socket, { id: MACHINE, Xact: '3' });
    });
    await eventually('all', () => follower.changes.length === 3);
    expect(follower.changes).to.deep.equal([
      { Xact: '1', S1load: '5' },
      { S1load: null, Yact: '2' },
      { Xact: '3' },
    ]);
  });

  for (const [what, notice] of [
    ['a text', 'access_token expired, please reconnect'],
    ['Chinese text', '登录已过期'],
    ['an object without a code', { message: 'token timeout' }],
    ['a code of HTTP', { code: 401, message: '' }],
    ['a code in data', { code: 200, data: { code: 3005 } }],
    ['a list', [{ msg: 'The session has expired' }]],
  ] as const) {
    it(
      `asks for another token where a notice is ${what}`,
      hurried(async () => {
        await follow((socket, n) => {
          if (n > 1) say(socket, { id: MACHINE, Xact: '1' });
          else if (typeof notice === 'string') socket.send(notice);
          else say(socket, notice);
        });
        await eventually('data', () => follower.changes.length > 0, 2_000);
        expect(platform.refusals).to.deep.equal(['expired']);
      }),
    );
  }

  it(
    'asks for another token after two sockets in a row that ended before any data',
    hurried(async () => {
      await follow((socket, n) => {
        if (n > 2) say(socket, { id: MACHINE, Xact: '1' });
        else socket.close();
      });
      await eventually('data', () => follower.changes.length > 0, 2_000);
      expect(platform.refusals).to.deep.equal(['expired']);
    }),
  );

  it('waits longer each time where nothing but objects come that are no data', async () => {
    let opened = 0;
    platform = await OddPlatform.start({});
    platform.server.onSocket = (socket) => {
      opened += 1;
      say(socket, { code: 200, message: 'ok' });
      setTimeout(() => socket.close(), 5);
    };
    feed = new MachineFeed(MACHINE, 'a', {
      ...platform.context(),
      backoff: { firstMs: 50, longestMs: 60_000 },
    });
    follower = new Follower();
    feed.add(follower);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(opened).to.be.within(2, 7);
  });

  it('goes on where a follower throws, whatever it is told', async () => {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error) => void warnings.push(message);
    process.on('warning', onWarning);
    await follow((socket, n) => {
      say(socket, { machine_id: MACHINE, status: 1 });
      say(socket, { id: MACHINE, Xact: String(n) });
      if (n === 1) setTimeout(() => socket.close(), 20);
    });
    const fail = () => {
      throw new TypeError('a fault of the follower');
    };
    feed.add({ onChange: fail, onStatus: fail, onRaw: fail, onConnection: () => undefined });
    const late = { onChange: fail, onStatus: fail, onRaw: fail, onConnection: fail };
    expect(() => feed.add(late)).to.throw('a fault');
    await eventually('both connections', () => follower.changes.length === 2);
    expect(follower.states.filter((state) => state === 'open')).to.have.length(2);
    expect(warnings).to.include('a fault of the follower');
    process.off('warning', onWarning);
  });

  it(
    'reads a close code that stands for a refused token',
    hurried(async () => {
      await follow((socket, n) => {
        if (n === 1) socket.close(3008);
        else say(socket, { id: MACHINE, Xact: '1' });
      });
      await eventually('data', () => follower.changes.length > 0, 1_000);
      expect(platform.refusals).to.deep.equal(['superseded']);
      expect(follower.errors[0]).to.include({ code: 'mgm:3008' });
    }),
  );

  it('tells what the platform refuses, without the token that it repeats', async () => {
    await follow((socket) => say(socket, { code: 3012, message: 'no machine for token-1' }));
    await eventually('the error', () => follower.errors.length > 0);
    expect(follower.errors[0]).to.include({ code: 'mgm:3012', platform: 'mgm', operation: 'real_time' });
    expect(follower.errors[0]?.message).to.include('no machine for ***');
    expect(follower.states.at(-1)).to.equal('waiting');
  });

  it('lives through whatever comes, and pollutes nothing', async function () {
    this.timeout(20_000);
    const name = fc.oneof(
      fc.constantFrom('Xact', 'id', 'status', 'machine_id', 'time', 'tool_id', '__proto__'),
      fc.string(),
    );
    const hostile = fc.constant({ toString: 1, valueOf: 1, toJSON: 1 });
    const message = fc.oneof(fc.dictionary(name, fc.oneof(fc.jsonValue(), hostile)), fc.jsonValue());
    const messages = fc
      .sample(message, 2_000)
      .map((each) => ({ ...(each as object), id: MACHINE, code: undefined }));
    await follow(
      (socket) => {
        for (const each of messages) say(socket, each);
        for (const text of ['', '{"a":', '\u0000', '['.repeat(50_000)]) socket.send(text);
        say(socket, { machine_id: MACHINE, status: { toString: 1 }, status_time: { toString: 1 } });
        say(socket, { id: MACHINE, last: 'one' });
      },
      { largestState: Number.POSITIVE_INFINITY },
    );
    await eventually('the last', () => follower.changes.some((each) => each['last'] === 'one'));
    expect(follower.errors).to.deep.equal([]);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });

  it('tells once of a frame what was left out of it, and how often', async () => {
    await follow((socket) => {
      socket.send(JSON.stringify([...Array(20_000).fill(1), ...Array(300).fill({ id: 'another' })]));
      say(socket, { id: MACHINE, Xact: '1' });
    });
    const told: string[] = [];
    feed.add({ ...follower, onUnread: (_id, error) => void told.push(error.message) });
    await eventually('the change', () => follower.changes.length > 0);
    expect(follower.unread).to.deep.equal(['mgm:unreadable', 'mgm:other-machine']);
    expect(told).to.have.length(2);
    expect(told[0]).to.match(/\(20000 times in one frame\)$/);
    expect(told[1]).to.match(/\(300 times in one frame\)$/);
  });

  it('reads no more of a frame when what it said has ended the connection', async () => {
    await follow((socket) =>
      socket.send(JSON.stringify(Array(1_000).fill({ code: 7_777, message: '\\'.repeat(2_000) }))),
    );
    await eventually('the failure', () => follower.errors.length > 0);
    expect(follower.raw).to.have.length(1);
    expect(follower.errors).to.have.length(1);
  });
});
