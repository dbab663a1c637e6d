import { expect } from 'chai';
import fc from 'fast-check';
import type { WebSocket } from 'ws';
import type { ShopfloorError } from '../../../lib/errors';
import type { MgmMachineStatus } from '../../../lib/mgm';
import { MachineFeed } from '../../../lib/mgm/machine-feed';
import { eventually } from '../../support/eventually';
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
  onConnection = (_id: string, state: string, error?: ShopfloorError) => {
    this.states.push(state);
    if (error) this.errors.push(error);
  };
}

describe('The live data of a machine (mgm.source.md, 二.4.1; mgm.md)', () => {
  let platform: OddPlatform;
  let feed: MachineFeed;
  let follower: Follower;

  /** `onSocket` speaks on each socket; what clients say is kept by the returned list. */
  async function follow(onSocket: (socket: WebSocket, n: number) => void): Promise<unknown[]> {
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
    feed = new MachineFeed(MACHINE, 'a', platform.context());
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

  it('with a refused token comes back at once with another', async () => {
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
  });

  it('reads a close code that stands for a refused token', async () => {
    await follow((socket, n) => {
      if (n === 1) socket.close(3008);
      else say(socket, { id: MACHINE, Xact: '1' });
    });
    await eventually('data', () => follower.changes.length > 0, 1_000);
    expect(platform.refusals).to.deep.equal(['superseded']);
    expect(follower.errors[0]).to.include({ code: 'mgm:3008' });
  });

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
    await follow((socket) => {
      for (const each of messages) say(socket, each);
      for (const text of ['', '{"a":', '\u0000', '['.repeat(50_000)]) socket.send(text);
      say(socket, { machine_id: MACHINE, status: { toString: 1 }, status_time: { toString: 1 } });
      say(socket, { id: MACHINE, last: 'one' });
    });
    await eventually('the last', () => follower.changes.some((each) => each['last'] === 'one'));
    expect(follower.errors).to.deep.equal([]);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });
});
