import { expect } from 'chai';
import { NetworkError, PlatformError } from '../../../lib/errors';
import { eventually } from '../../support/eventually';
import { hurried } from '../../support/fake-clock';
import { freePort, startTcp } from '../../support/servers';
import { SocketServer, WatchedConnection } from './support';

const lost = (details = {}) =>
  new PlatformError('given up', { code: 'x:1', kind: 'platform', retryable: true, ...details });

describe('A socket that is meant to stay open (docs/behaviour.md, "Sockets": one state at a time)', () => {
  let server: SocketServer;
  let watched: WatchedConnection | undefined;

  const connect = (...args: ConstructorParameters<typeof WatchedConnection>): WatchedConnection => {
    watched = new WatchedConnection(...args);
    return watched.start();
  };

  beforeEach(async () => {
    server = await SocketServer.start();
  });

  afterEach(async () => {
    watched?.stop();
    await server.stop();
  });

  it('opens, carries messages both ways, and goes through its states in order', async () => {
    const { connection, messages, states } = connect(server.url);
    const socket = await server.socket();
    const received: string[] = [];
    socket.on('message', (data) => received.push(String(data)));
    await watched?.reaches('open');
    expect(connection.send('up')).to.equal(true);
    socket.send('down');
    await eventually('both messages', () => messages.length + received.length === 2);
    expect([messages, received]).to.deep.equal([['down'], ['up']]);
    expect(states).to.deep.equal(['preparing', 'connecting', 'open']);
  });

  it('comes back after the server closed it, was cut or was not there', async () => {
    const { states } = connect(server.url);
    (await server.socket()).close();
    await eventually('opened again', () => server.opened === 2);
    server.http.cutAll();
    await eventually('opened again', () => server.opened === 3);
    await watched?.reaches('open');
    expect(states.filter((state) => state === 'waiting')).to.have.length(2);
    expect(watched?.errors.map(({ kind, retryable }) => `${kind} ${retryable}`)).to.deep.equal([
      'network true',
      'network true',
    ]);
  });

  it('does not wait for ever for a server that never answers the handshake', async () => {
    const silent = await startTcp(() => undefined);
    const { errors } = connect(`http://127.0.0.1:${silent.port}/stream`, {}, { timeoutMs: 80 });
    expect(await watched?.error(1)).to.include({ code: 'timeout', kind: 'timeout', retryable: true });
    expect(errors[0]?.message).to.include('80 ms');
    watched?.stop();
    await eventually('no socket is left', () => silent.sockets.size === 0);
    await silent.stop();
  });

  it('a refused handshake has the kind of its status, and one that cannot pass is not tried again soon', async () => {
    const cases: [status: number, kind: string, soon: boolean][] = [
      [403, 'permission', false],
      [404, 'not-found', false],
      [302, 'platform', false],
      [401, 'auth', true],
      [503, 'platform', true],
    ];
    for (const [status, kind, soon] of cases) {
      let attempts = 0;
      server.http.server.removeAllListeners('upgrade');
      server.http.server.on('upgrade', (_request, socket) => {
        attempts += 1;
        socket.end(`HTTP/1.1 ${status} No\r\nLocation: http://other.invalid/\r\nContent-Length: 0\r\n\r\n`);
      });
      const each = new WatchedConnection(server.url, { hopelessDelayMs: 60_000 }).start();
      expect(await each.error(), `${status}`).to.include({ kind, httpStatus: status });
      await new Promise((resolve) => setTimeout(resolve, 100));
      each.stop();
      expect(attempts > 1, `${status} again`).to.equal(soon);
    }
  });

  it('notices a peer that has gone silent', async () => {
    const { errors } = connect(server.url, { longestSilenceMs: 100 });
    const socket = await server.socket();
    socket.pause();
    expect(await watched?.error()).to.include({ code: 'network:SILENT', kind: 'network', retryable: true });
    await eventually('opened again', () => server.opened === 2);
    expect(errors).to.have.length(1);
  });

  it('keeps a peer that answers pings, though it says nothing else', async () => {
    connect(server.url, { longestSilenceMs: 400 });
    await watched?.reaches('open');
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(watched?.errors).to.have.length(0);
    expect(server.opened).to.equal(1);
  });

  it(
    'waits longer after each failure, and short again after the peer has done its work',
    hurried(async () => {
      const delays: number[] = [];
      const port = await freePort();
      let failedAt = 0;
      watched = new WatchedConnection(`http://127.0.0.1:${port}/stream`, {
        backoff: { firstMs: 100, longestMs: 800 },
        onState: (state) => {
          if (state === 'waiting') failedAt = performance.now();
          if (state === 'preparing' && failedAt > 0) delays.push(performance.now() - failedAt);
        },
      }).start();
      await eventually('four attempts', () => delays.length === 4);
      const ceilings = [100, 200, 400, 800];
      for (const [index, ceiling] of ceilings.entries()) {
        expect(delays[index], `delay ${index}`).to.be.within(ceiling / 2 - 2, ceiling + 250);
      }
      watched.connection.confirm();
      await eventually('another two', () => delays.length === 6);
      expect(delays[5]).to.be.within(48, 350);
    }),
  );

  it('presents refused credentials less and less often', async () => {
    const delays: number[] = [];
    let failedAt = 0;
    server.http.server.removeAllListeners('upgrade');
    server.http.server.on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
    });
    watched = new WatchedConnection(server.url, {
      hopelessDelayMs: 100,
      backoff: { firstMs: 1, longestMs: 1 },
      onState: (state) => {
        if (state === 'waiting') failedAt = performance.now();
        if (state === 'preparing' && failedAt > 0) delays.push(performance.now() - failedAt);
      },
    }).start();
    await eventually('three attempts', () => delays.length === 3);
    for (const [index, delay] of [100, 200, 400].entries()) expect(delays[index]).to.be.at.least(delay - 2);
  });

  it(
    'waits as long as the platform asked, and a minute after what does not pass by itself',
    hurried(async () => {
      for (const [details, atLeast] of [
        [{ retryAfterMs: 150 }, 150],
        [{ retryable: false }, 200],
        [{ retryable: false, tokenProblem: 'invalid' }, 0],
      ] as const) {
        const each = new WatchedConnection(server.url, { hopelessDelayMs: 200 }).start();
        await each.reaches('open');
        const start = performance.now();
        each.connection.drop(lost(details));
        await each.reaches('waiting');
        await each.reaches('open');
        expect(performance.now() - start).to.be.within(atLeast, atLeast + 150);
        each.stop();
      }
    }),
  );

  it('asks for its address anew before every attempt, and comes back when that fails', async () => {
    let asked = 0;
    connect(server.url, {
      address: async () => {
        asked += 1;
        if (asked === 1) throw new NetworkError('ECONNRESET', 'no token');
        return { url: server.url, query: {} };
      },
    });
    await watched?.reaches('open');
    expect(asked).to.equal(2);
    expect(watched?.errors[0]?.message).to.equal('no token');
  });

  it('a handler of its messages that throws ends this connection, and not the process', async () => {
    const { errors } = connect(server.url, {
      onMessage: () => {
        throw new TypeError('no such field');
      },
    });
    (await server.socket()).send('first');
    expect(await watched?.error()).to.include({ code: 'internal', message: 'no such field' });
    await eventually('the socket has gone', () => server.sockets.size === 0);
    expect(errors).to.have.length(1);
  });

  it('says so where a value has no place in an address', async () => {
    const address = async () => ({ url: server.url, query: { file_name: 'half \ud800' } });
    connect(server.url, { address });
    expect(await watched?.error()).to.include({ code: 'input:file_name', kind: 'input' });
  });
});
