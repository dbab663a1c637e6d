import { expect } from 'chai';
import { SockJsTransport } from '../../../lib/stream/sockjs/sockjs-transport';
import type { StreamTransport } from '../../../lib/stream/transport';
import { TransportChoice } from '../../../lib/stream/transport-choice';
import { WebSocketTransport } from '../../../lib/stream/websocket-transport';
import { eventually } from '../../support/eventually';
import { freePort, startTcp } from '../../support/servers';
import { SocketServer, WatchedConnection } from './support';

/** Timers and TCP connections of this process as a client; servers of tests close theirs with them. */
const resources = () =>
  process.getActiveResourcesInfo().filter((each) => each === 'Timeout' || each === 'TCPSocketWrap').length;

/** What there is already; mocha's own timer is set when the test first waits. */
async function resourcesBefore(): Promise<number> {
  await Promise.resolve();
  return resources();
}

const transports: [name: string, transport: StreamTransport][] = [
  ['websocket', new WebSocketTransport()],
  ['sockjs', new SockJsTransport()],
];

describe('Stopping a socket (docs/behaviour.md, "Sockets": every timer and socket ends with its state)', () => {
  for (const [name, transport] of transports) {
    const choice = () => ({ transports: new TransportChoice([transport]) });

    async function leavesNothing(before: number, watched: WatchedConnection): Promise<void> {
      const told = watched.states.length;
      watched.stop();
      watched.connection.start();
      await eventually(
        `nothing is left: ${process.getActiveResourcesInfo()}`,
        () => resources() <= before,
        2_000,
      );
      expect(watched.states.slice(told)).to.deep.equal(['stopped']);
    }

    it(`${name}: before it was started`, () => {
      const watched = new WatchedConnection('http://127.0.0.1:9/stream', choice());
      watched.stop();
      watched.start();
      expect(watched.connection.stateName).to.equal('stopped');
      expect(watched.states).to.deep.equal(['stopped']);
    });

    it(`${name}: while it waits for its turn, or for its token`, async () => {
      const before = await resourcesBefore();
      let given: AbortSignal | undefined;
      const watched = new WatchedConnection('http://127.0.0.1:9/stream', {
        ...choice(),
        address: (signal) => {
          given = signal;
          return new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new Error('gone'))),
          );
        },
      }).start();
      await eventually('the token is asked for', () => given !== undefined);
      await leavesNothing(before, watched);
      expect(given?.aborted).to.equal(true);
    });

    it(`${name}: during the handshake`, async () => {
      const silent = await startTcp(() => undefined);
      const before = await resourcesBefore();
      const watched = new WatchedConnection(`http://127.0.0.1:${silent.port}/stream`, choice()).start();
      await watched.reaches('connecting');
      await eventually('the handshake has begun', () => silent.sockets.size > 0);
      await leavesNothing(before, watched);
      await eventually('no socket is left', () => silent.sockets.size === 0);
      await silent.stop();
    });

    it(`${name}: while it waits for the next attempt`, async () => {
      const url = `http://127.0.0.1:${await freePort()}/stream`;
      const before = await resourcesBefore();
      const slow = { backoff: { firstMs: 60_000, longestMs: 60_000 } };
      const watched = new WatchedConnection(url, { ...choice(), ...slow }).start();
      await watched.reaches('waiting');
      await leavesNothing(before, watched);
    });
  }

  it('websocket: while it is open', async () => {
    const server = await SocketServer.start();
    const before = await resourcesBefore();
    const watched = new WatchedConnection(server.url).start();
    await watched.reaches('open');
    watched.stop();
    await eventually('the socket has gone', () => server.sockets.size === 0 && resources() <= before);
    expect(watched.connection.send('late')).to.equal(false);
    expect(watched.connection.unsentBytes()).to.equal(0);
    await server.stop();
  });

  it('from within its own events ends it there', async () => {
    const server = await SocketServer.start();
    for (const state of ['preparing', 'connecting', 'open'] as const) {
      const watched: WatchedConnection = new WatchedConnection(server.url, {
        onState: (reached) => {
          watched.states.push(reached);
          if (reached === state) watched.stop();
        },
      });
      watched.start();
      await watched.reaches('stopped');
      await eventually('no socket is left', () => server.http.openSockets === 0);
      expect(watched.states.at(-1)).to.equal('stopped');
    }
    await server.stop();
  });
});
