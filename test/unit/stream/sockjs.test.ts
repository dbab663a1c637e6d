import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect } from 'chai';
import { MgmClient } from '../../../lib/mgm';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { decodeMessages, type StreamConnectionOptions, TransportChoice } from '../../../lib/stream';
import { SockJsTransport } from '../../../lib/stream/sockjs/sockjs-transport';
import { TestIssuer } from '../../support/certificates';
import { eventually } from '../../support/eventually';
import type { FollowTask } from '../../support/follow-child';
import { startProxy, TestServer } from '../../support/servers';
import { SocketServer, WatchedConnection } from './support';

describe('SockJS, the whole way (docs/platforms/mgm.md, "Live data": 二.4)', () => {
  let simulator: MgmSimulator;
  let watched: WatchedConnection | undefined;

  beforeEach(async () => {
    simulator = new MgmSimulator({ realtimeIntervalMs: 50, sockjsHeartbeatMs: 40 });
    await simulator.start();
  });

  afterEach(async () => {
    watched?.stop();
    await simulator.stop();
  });

  const token = async (): Promise<string> => {
    const { apiUrl: baseUrl } = simulator;
    const client = new MgmClient({ baseUrl, appKey: 'simulator', appSecret: 'simulator' });
    const { value } = await client.session.token();
    client.close();
    return value;
  };

  const connect = async (silenceMs: number): Promise<WatchedConnection> => {
    const session = await token();
    watched = new WatchedConnection(`${simulator.apiUrl}/real_time`, {
      transports: new TransportChoice([new SockJsTransport(silenceMs)]),
      address: async () => ({ url: `${simulator.apiUrl}/real_time`, query: { session_id: session } }),
    }).start();
    await watched.reaches('open');
    return watched;
  };

  it('sends, receives and lives by heartbeats alone', async () => {
    const { connection, messages, errors } = await connect(600);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect([errors.length, messages.length, connection.unsentBytes()]).to.deep.equal([0, 0, 0]);
    connection.send(JSON.stringify({ machine_id: simulator.machineIds[0], page: 'a' }));
    await eventually('live data', () => messages.some((message) => [...decodeMessages(message)][0]?.['id']));
  });

  it('knows how much is still on its way out', async () => {
    const { connection } = await connect(60_000);
    simulator.freezeSockets();
    for (let count = 0; count < 16; count += 1) connection.send('x'.repeat(1024 * 1024));
    expect(connection.unsentBytes()).to.be.above(1024 * 1024);
    connection.stop();
    expect(connection.unsentBytes()).to.equal(0);
  });

  it('comes back when its peer has gone silent', async () => {
    const { states, errors } = await connect(200);
    simulator.freezeSockets();
    await eventually('another socket', () => states.filter((state) => state === 'open').length === 2, 5_000);
    expect(errors[0]).to.include({ code: 'network:SILENT' });
  });

  it('leaves no socket when it is stopped', async () => {
    const { connection } = await connect(60_000);
    connection.stop();
    await eventually('the socket has gone', () => simulator.sockets.length === 0);
  });

  it('ends with code and reason of the server', async () => {
    const { connection } = await connect(60_000);
    simulator.endTokens();
    expect((await watched?.error())?.message).to.include('closed (3000 Go away!)');
    expect(connection.stateName).to.not.equal('open');
  });

  it('is the wrong transport where there is none, and not where the server closes', async () => {
    const nothing = await TestServer.start((response) => response.writeHead(404).end());
    const ends: (boolean | undefined)[] = [];
    const open = (origin: string) =>
      new Promise<void>((resolve) => {
        new SockJsTransport().open(
          { url: `${origin}/real_time`, query: {} },
          { timeoutMs: 3_000 },
          {
            onOpen: () => undefined,
            onMessage: () => undefined,
            onAlive: () => undefined,
            onClose: ({ wrongTransport }) => {
              ends.push(wrongTransport);
              resolve();
            },
          },
        );
      });
    await open(nothing.origin);
    await open(simulator.apiUrl);
    expect(ends).to.deep.equal([true, false]);
    await nothing.stop();
  });
});

describe('SockJS with TLS settings and proxy (docs/behaviour.md, "Accounts")', () => {
  for (const carrier of ['WebSocket', 'polling'] as const) {
    it(`trusts a private CA, through a proxy with credentials, by ${carrier}`, async () => {
      const issuer = new TestIssuer();
      const info = JSON.stringify({ websocket: carrier === 'WebSocket' });
      let polls = 0;
      const server = await SocketServer.start((response, { url }) => {
        if (url.includes('/info')) response.end(info);
        else if (url.includes('/xhr_streaming?')) response.writeHead(404).end();
        else if (url.includes('/xhr?') && polls++ === 0) response.end('o\n');
      }, issuer.issue('IP:127.0.0.1'));
      server.onSocket = (socket) => socket.send('o');
      const proxy = await startProxy('user:password');
      const settings = {
        tls: { ca: issuer.ca },
        proxy: { url: proxy.url, username: 'user', password: 'password' },
      };
      const transports = () => new TransportChoice([new SockJsTransport()]);
      const watched = new WatchedConnection(server.url, { transports: transports() }, settings).start();
      await watched.reaches('open');
      expect(proxy.tunnels.length).to.be.above(0);
      watched.stop();
      const strange = new WatchedConnection(server.url, { transports: transports() }).start();
      expect((await strange.error()).message).to.include('unknown CA');
      strange.stop();
      await proxy.stop();
      await server.stop();
    });
  }
});

describe('A SockJS server (SockJS protocol 0.3.3)', () => {
  let server: SocketServer;
  let watched: WatchedConnection;

  /** Follows a server whose polls are answered one after another; the last one waits. */
  async function poll(answers: string[], options: Partial<StreamConnectionOptions> = {}): Promise<void> {
    const left = [...answers];
    server = await SocketServer.start((response, { url }) => {
      if (url.includes('/info')) response.end('{"websocket":false}');
      else if (url.includes('/xhr_streaming')) response.writeHead(404).end();
      else {
        const answer = left.shift();
        if (answer !== undefined) response.end(answer);
      }
    });
    watched = new WatchedConnection(server.url, {
      transports: new TransportChoice([new SockJsTransport()]),
      backoff: { firstMs: 60_000, longestMs: 60_000 },
      ...options,
    }).start();
  }

  afterEach(async () => {
    watched.stop();
    await server.stop();
  });

  it('is asked for its info once, and never elsewhere than was chosen', async () => {
    const elsewhere = await SocketServer.start();
    server = await SocketServer.start((response) =>
      response.end(JSON.stringify({ websocket: true, base_url: `${elsewhere.http.origin}/stream` })),
    );
    watched = new WatchedConnection(server.url, {
      transports: new TransportChoice([new SockJsTransport()]),
    }).start();
    const error = await watched.error();
    expect(error).to.include({ code: 'sockjs:bad-info', retryable: false });
    expect(error.message).to.include('names another host');
    expect(server.http.seen.map(({ url }) => url.replace(/\?.*/, ''))).to.deep.equal(['/stream/info']);
    expect(elsewhere.http.accepted).to.equal(0);
    await elsewhere.stop();
  });

  it('may close with a code and no text, on every carrier', async () => {
    for (const farewell of ['c[3008]\n', 'c[3008,""]\n', 'c[3008,null]\n']) {
      const goodbyes: unknown[] = [];
      await poll(['o\n', farewell], { readGoodbye: (goodbye) => void goodbyes.push(goodbye) });
      expect((await watched.error()).message).to.include('closed (3008)');
      expect(goodbyes).to.deep.equal([{ code: 3008, reason: '' }]);
      watched.stop();
      await server.stop();
    }
    const goodbyes: unknown[] = [];
    server = await SocketServer.start((response) => response.end('{"websocket":true}'));
    server.onSocket = (socket) => {
      for (const frame of ['o', 'c[3008]']) socket.send(frame);
    };
    watched = new WatchedConnection(server.url, {
      transports: new TransportChoice([new SockJsTransport()]),
      readGoodbye: (goodbye) => void goodbyes.push(goodbye),
    }).start();
    await watched.error();
    expect(goodbyes).to.deep.equal([{ code: 3008, reason: '' }]);
  });

  it('is polled by those who come later where long answers do not get through', async () => {
    const transports = new TransportChoice([new SockJsTransport()]);
    await poll(['o\n'], { transports });
    await watched.reaches('open');
    const paths = () => server.http.seen.map(({ url }) => url.replace(/^.*\/|\?.*/g, ''));
    expect(paths()).to.include('xhr_streaming');
    // What the first has begun must not be counted with the second.
    await eventually('its next poll', () => paths().filter((path) => path === 'xhr').length === 2);
    watched.stop();
    server.http.seen.length = 0;
    watched = new WatchedConnection(server.url, { transports }).start();
    await eventually('polling', () => paths().length > 1);
    expect(paths()).to.deep.equal(['info', 'xhr']);
  });

  it('is polled alone after every carrier has failed (code 2000), and by all of them after that', async () => {
    const transport = new SockJsTransport();
    const asked: string[][] = [];
    server = await SocketServer.start((response, { url }) => {
      if (url.includes('/info')) response.end('{"websocket":false}');
      else response.writeHead(404).end();
    });
    for (let round = 0; round < 3; round += 1) {
      server.http.seen.length = 0;
      watched = new WatchedConnection(server.url, { transports: new TransportChoice([transport]) }).start();
      expect((await watched.error()).message).to.include('closed (2000');
      watched.stop();
      asked.push(server.http.seen.map(({ url }) => url.replace(/^.*\/|\?.*/g, '')));
    }
    expect(asked).to.deep.equal([
      ['info', 'xhr_streaming', 'xhr'],
      ['info', 'xhr'],
      ['info', 'xhr_streaming', 'xhr'],
    ]);
  });

  it('gets its messages whole: what a message is has no part in it, nor what cannot be read', async () => {
    const long = 'x'.repeat(300_000);
    await poll(['o\n', `a[{"id":1},"text",null]\n\nh\na["${long}"]\n`, 'm{"a":1}\na[oops\n']);
    await eventually('all messages', () => watched.messages.length === 6);
    expect(watched.messages).to.deep.equal([{ id: 1 }, 'text', null, long, { a: 1 }, 'a[oops']);
  });

  it('is asked to keep its token out of what sockjs-client writes for DEBUG', async () => {
    const simulator = new MgmSimulator();
    await simulator.start();
    const child = fork(path.join(__dirname, '../../support/follow-child.js'), {
      env: { ...process.env, DEBUG: '*' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const written: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece: Buffer) => written.push(piece));
    const servers = [{ name: 'simulator', baseUrl: simulator.apiUrl, transport: 'sockjs' as const }];
    child.send({ forMs: 1_500, servers } satisfies FollowTask);
    await once(child, 'exit');
    const text = Buffer.concat(written).toString();
    expect(text).to.include('sockjs-client:main');
    expect(simulator.tokens).to.have.length.above(0);
    for (const token of simulator.tokens) expect(text).not.to.include(token);
    await poll([]);
    await simulator.stop();
  });
});

describe('A message on a stream', () => {
  it('is read through two layers of JSON text and no more', () => {
    const value = { a: 1 };
    const once = JSON.stringify(value);
    const twice = JSON.stringify(once);
    for (const data of [value, once, twice]) expect([...decodeMessages(data)]).to.deep.equal([value]);
    for (const data of [JSON.stringify(twice), '{']) {
      expect([...decodeMessages(data)]).to.deep.equal([undefined]);
    }
  });
});
