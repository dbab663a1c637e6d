import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { deferred } from '../../../lib/async/timing';
import { AbortedError, NetworkError, PlatformError } from '../../../lib/errors';
import { HandshakeGate, StreamConnection, TransportChoice } from '../../../lib/stream';
import type {
  StreamAddress,
  StreamEvents,
  StreamSocket,
  StreamTransport,
} from '../../../lib/stream/transport';
import { WebSocketTransport } from '../../../lib/stream/websocket-transport';
import { eventually } from '../../support/eventually';
import { failureOf } from '../../support/servers';
import { SocketServer, WatchedConnection } from './support';

/** A transport whose sockets do only what the test has them do. */
class ScriptedTransport implements StreamTransport {
  readonly name = 'websocket';
  readonly longestSilenceMs = 60_000;
  readonly sockets: { events: StreamEvents; terminated: number }[] = [];

  open(_address: StreamAddress, _settings: object, events: StreamEvents): StreamSocket {
    const socket = { events, terminated: 0 };
    this.sockets.push(socket);
    return {
      send: () => undefined,
      unsentBytes: () => 7,
      ping: () => undefined,
      terminate: () => {
        socket.terminated += 1;
      },
    };
  }
}

describe('A connection and sockets that are no longer its own', () => {
  let transport: ScriptedTransport;
  let watched: WatchedConnection;
  let opened: number;

  beforeEach(() => {
    transport = new ScriptedTransport();
    opened = 0;
    const transports = new TransportChoice([transport]);
    const onOpen = () => {
      opened += 1;
    };
    watched = new WatchedConnection('http://h/', { transports, onOpen });
  });

  afterEach(() => watched.stop());

  const socket = async (number: number) => {
    await eventually(`socket ${number}`, () => transport.sockets.length >= number);
    return transport.sockets[number - 1] as ScriptedTransport['sockets'][number];
  };

  it('ends one whose server sends more at once than can wait (SECURITY: memory of sockets)', async () => {
    watched.start();
    const { events } = await socket(1);
    events.onOpen();
    for (let count = 0; count < 100_000; count += 1) events.onMessage('');
    expect(watched.errors.map(({ code }) => code)).to.deep.equal(['network:FLOODED']);
    await socket(2);
  });

  it('hears nothing more of one that it has given up', async () => {
    watched.start();
    const first = await socket(1);
    first.events.onOpen();
    watched.connection.drop(new NetworkError('X', 'given up'));
    expect(first.terminated).to.equal(1);
    expect(watched.connection.unsentBytes()).to.equal(0);
    const second = await socket(2);
    first.events.onOpen();
    first.events.onMessage('late');
    first.events.onClose({ reason: 'late' });
    expect([watched.connection.stateName, watched.messages, opened]).to.deep.equal(['connecting', [], 1]);
    second.events.onOpen();
    expect([watched.connection.stateName, watched.connection.unsentBytes()]).to.deep.equal(['open', 7]);
    expect([first.terminated, second.terminated]).to.deep.equal([1, 0]);
  });

  it('gives up one that is still connecting, and nothing while it waits or is stopped', async () => {
    watched.start();
    const first = await socket(1);
    watched.connection.drop(new NetworkError('X', 'given up'));
    expect([watched.connection.stateName, first.terminated]).to.deep.equal(['waiting', 1]);
    watched.connection.drop(new NetworkError('Y', 'again'));
    watched.stop();
    watched.connection.drop(new NetworkError('Z', 'stopped'));
    expect(watched.connection.stateName).to.equal('stopped');
    expect(watched.errors.map(({ code }) => code)).to.deep.equal(['network:X']);
    watched.connection.start();
    expect(watched.connection.stateName).to.equal('stopped');
  });

  it('gives its turn back when it is stopped before its address is known', async () => {
    const gate = new HandshakeGate(1, 0);
    const address = deferred<StreamAddress>();
    let asked = false;
    const connection = new StreamConnection({
      settings: { timeoutMs: 1_000 },
      transports: new TransportChoice([transport]),
      gate,
      address: () => {
        asked = true;
        return address.promise;
      },
      onOpen: () => undefined,
      onMessage: () => undefined,
    });
    connection.start();
    await eventually('the address is asked for', () => asked);
    connection.stop();
    address.resolve({ url: 'http://h/', query: {} });
    (await gate.take(new AbortController().signal))();
    expect(transport.sockets).to.have.length(0);
  });

  it('waits as long as a platform asks, even where the failure would not pass by itself', async () => {
    const asks = (retryAfterMs?: number) =>
      new PlatformError('no', { code: 'x:1', kind: 'platform', retryable: false, retryAfterMs });
    watched.start();
    (await socket(1)).events.onClose({ reason: 'asked', cause: asks(30) });
    (await socket(2)).events.onClose({ reason: 'hopeless', cause: asks() });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(transport.sockets).to.have.length(2);
  });

  it('turns to another transport once, and waits when that is refused too', async () => {
    const choice = new TransportChoice([transport, transport]);
    watched = new WatchedConnection('http://h/', {
      transports: choice,
      backoff: { firstMs: 60_000, longestMs: 60_000 },
    }).start();
    (await socket(1)).events.onClose({ reason: 'HTTP 404', wrongTransport: true });
    (await socket(2)).events.onClose({ reason: 'HTTP 404', wrongTransport: true });
    expect(watched.errors.map(({ code }) => code)).to.deep.equal(['network:TRANSPORT', 'network:CLOSED']);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(transport.sockets).to.have.length(2);
  });

  it('may turn again after it was open', async () => {
    const choice = new TransportChoice([transport, transport]);
    watched = new WatchedConnection('http://h/', { transports: choice }).start();
    (await socket(1)).events.onClose({ reason: 'HTTP 404', wrongTransport: true });
    (await socket(2)).events.onOpen();
    transport.sockets[1]?.events.onClose({ reason: 'bye', wrongTransport: true });
    (await socket(3)).events.onClose({ reason: 'HTTP 404', wrongTransport: true });
    expect(watched.errors.map(({ code }) => code)).to.deep.equal([
      'network:TRANSPORT',
      'network:CLOSED',
      'network:TRANSPORT',
    ]);
  });

  it('is never further from its next attempt than six seconds', () => {
    const { backoff } = new StreamConnection({
      settings: { timeoutMs: 1_000 },
      transports: new TransportChoice([transport]),
      gate: new HandshakeGate(),
      address: async () => ({ url: 'http://h/', query: {} }),
      onOpen: () => undefined,
      onMessage: () => undefined,
    }) as unknown as { backoff: { next(): number } };
    const delays = Array.from({ length: 50 }, () => backoff.next());
    expect(delays[0]).to.be.within(500, 1_000);
    expect(Math.max(...delays)).to.be.within(5_000, 6_000);
  });
});

describe('Silence', () => {
  it('is told as such', async () => {
    const server = await SocketServer.start();
    const transports = new TransportChoice([new WebSocketTransport(60)]);
    server.onSocket = (socket) => socket.pause();
    const watched = new WatchedConnection(server.url, { transports }).start();
    const error = await watched.error();
    expect(error).to.include({ code: 'network:SILENT', retryable: true });
    expect(error.message).to.include('went silent');
    watched.stop();
    await server.stop();
  });

  it('is none where the server pings', async () => {
    const server = await SocketServer.start();
    const transports = new TransportChoice([new WebSocketTransport(500)]);
    const pings: NodeJS.Timeout[] = [];
    server.onSocket = (socket) => {
      socket.removeAllListeners('ping');
      Object.assign(socket, { pong: () => undefined });
      pings.push(setInterval(() => socket.ping(), 20));
    };
    const watched = new WatchedConnection(server.url, { transports }).start();
    await watched.reaches('open');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    for (const each of pings) clearInterval(each);
    expect(watched.errors).to.have.length(0);
    watched.stop();
    await server.stop();
  });
});

describe('A handshake that the server refuses', () => {
  const refusedWith = async (head: string) => {
    const server = await SocketServer.start();
    server.http.server.removeAllListeners('upgrade');
    server.http.server.on('upgrade', (_request, socket) => socket.end(`${head}Content-Length: 0\r\n\r\n`));
    const watched = new WatchedConnection(server.url).start();
    const error = await watched.error();
    watched.stop();
    await server.stop();
    return error;
  };

  it('is told with its status, and with the time that the server asked to wait', async () => {
    const plain = await refusedWith('HTTP/1.1 503 No\r\n');
    expect(plain).to.include({ code: 'network:http-503', httpStatus: 503 });
    expect((plain as PlatformError).retryAfterMs).to.equal(undefined);
    expect(plain.message).to.equal('The server refused the socket (HTTP 503)');
    expect(await refusedWith('HTTP/1.1 429 No\r\nRetry-After: 7\r\n')).to.include({ retryAfterMs: 7_000 });
  });

  it('or a connection that it ends is told by its code and text', async () => {
    const server = await SocketServer.start();
    server.onSocket = (socket) => socket.close(4321, 'bye');
    const watched = new WatchedConnection(server.url).start();
    expect((await watched.error()).message).to.include('closed (4321 bye)');
    watched.stop();
    await server.stop();
  });
});

describe('The turn of a handshake', () => {
  it('is given up without a trace, whatever the moment', async () => {
    const gate = new HandshakeGate(1, 0);
    const { signal: first } = new AbortController();
    const giveBack = await gate.take(first);
    expect(getEventListeners(first, 'abort')).to.have.length(0);
    const waiting = new AbortController();
    const second = gate.take(waiting.signal);
    expect(getEventListeners(waiting.signal, 'abort')).to.have.length(1);
    waiting.abort();
    for (const given of [second, gate.take(AbortSignal.abort())]) {
      const error = await failureOf(given);
      expect(error).to.be.instanceOf(AbortedError);
      expect(error.message).to.equal('Given up before connecting');
    }
    giveBack();
    giveBack();
    const third = await gate.take(first);
    let fourth = false;
    void gate.take(first).then(() => {
      fourth = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fourth).to.equal(false);
    third();
  });
});
