import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type Connection, createServer as createSockJs } from 'sockjs';
import { MgmClient } from '../../lib/mgm';
import { MgmSimulator } from '../../lib/simulator/mgm/mgm-simulator';
import { chooseTransports, TransportChoice } from '../../lib/stream';
import { SockJsTransport } from '../../lib/stream/sockjs/sockjs-transport';
import type { StreamTransport } from '../../lib/stream/transport';
import { eventually } from '../support/eventually';
import { WatchedConnection } from '../unit/stream/support';
import { Nginx } from './support/nginx';

const PREFIX = '/v1/real_time';

/** The server of the npm package `sockjs`, which answers each message with the same. */
class RealSockJs {
  readonly connections = new Set<Connection>();
  private constructor(
    private readonly http: Server,
    readonly origin: string,
  ) {}

  static async start(heartbeatMs = 25_000): Promise<RealSockJs> {
    const http = createServer();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const real = new RealSockJs(http, `http://127.0.0.1:${(http.address() as AddressInfo).port}`);
    const sockjs = createSockJs({
      prefix: PREFIX,
      heartbeat_delay: heartbeatMs,
      disconnect_delay: 500,
      log: () => undefined,
    });
    sockjs.on('connection', (connection) => {
      real.connections.add(connection);
      connection.on('data', (text) => connection.write(text));
      connection.on('close', () => real.connections.delete(connection));
    });
    sockjs.installHandlers(http);
    return real;
  }

  get protocols(): string[] {
    return [...this.connections].map(({ protocol }) => protocol);
  }

  async stop(): Promise<void> {
    for (const connection of this.connections) connection.close();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

const follow = (origin: string, transports: TransportChoice) =>
  new WatchedConnection(`${origin}${PREFIX}`, { transports }, { timeoutMs: 2_400 }).start();

describe('A real SockJS server (npm sockjs)', () => {
  let server: RealSockJs;
  let watched: WatchedConnection;

  afterEach(async () => {
    watched.stop();
    await server.stop();
  });

  async function echoes(): Promise<void> {
    await watched.reaches('open');
    watched.connection.send('{"id":"m","block":"主轴"}');
    await eventually('the echo', () => watched.messages.length === 1);
    expect(watched.messages).to.deep.equal(['{"id":"m","block":"主轴"}']);
  }

  for (const [setting, protocol] of [
    ['auto', 'websocket-raw'],
    ['websocket', 'websocket-raw'],
    ['sockjs', 'websocket'],
  ] as const) {
    it(`is spoken to with the transport "${setting}", and left without a trace`, async () => {
      server = await RealSockJs.start();
      watched = follow(server.origin, chooseTransports(setting));
      await echoes();
      expect(server.protocols).to.deep.equal([protocol]);
      watched.stop();
      await eventually('it is left', () => server.connections.size === 0);
    });
  }

  it('may only ping where others send heartbeats: a quiet machine is no silent one', async () => {
    server = await RealSockJs.start(150);
    // It is not asked for signs of life, so that only what it sends by itself counts.
    const sockjs = new SockJsTransport(600);
    const transport: StreamTransport = {
      name: 'sockjs',
      longestSilenceMs: 600,
      open: (...args) => Object.assign(sockjs.open(...args), { ping: () => undefined }),
    };
    const transports = new TransportChoice([transport]);
    watched = new WatchedConnection(`${server.origin}${PREFIX}`, { transports }).start();
    await watched.reaches('open');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(watched.errors).to.have.length(0);
    expect(server.connections.size).to.equal(1);
  });

  it('says goodbye with a code and a text', async () => {
    server = await RealSockJs.start();
    for (const setting of ['websocket', 'sockjs'] as const) {
      watched = follow(server.origin, chooseTransports(setting));
      await watched.reaches('open');
      for (const connection of server.connections) connection.close('3008', 'not lasted token');
      const { message } = await watched.error();
      // Its raw WebSockets know no code.
      expect(message).to.include(setting === 'sockjs' ? 'closed (3008 not lasted token)' : 'closed (');
      watched.stop();
    }
  });
});

describe('A real SockJS server behind nginx (help of mgm-account: what a reverse proxy needs)', () => {
  let server: RealSockJs;
  let nginx: Nginx;
  let transports: TransportChoice;
  let watched: WatchedConnection;

  async function echoesThrough(location: readonly string[], setting: 'auto' | 'sockjs'): Promise<string[]> {
    server = await RealSockJs.start();
    nginx = await Nginx.start(server.origin, location);
    transports = chooseTransports(setting);
    watched = follow(nginx.origin, transports);
    await watched.reaches('open');
    watched.connection.send('{"id":"m"}');
    await eventually('the echo', () => watched.messages.length === 1);
    return server.protocols;
  }

  afterEach(async () => {
    watched.stop();
    await nginx.stop();
    await server.stop();
  });

  for (const setting of ['auto', 'sockjs'] as const) {
    it(`that passes neither upgrades nor long answers on: "${setting}" polls`, async () => {
      const first = performance.now();
      const protocols = await echoesThrough([], setting);
      expect(protocols).to.include('xhr-polling');
      const firstMs = performance.now() - first;
      const began = performance.now();
      watched.stop();
      watched = follow(nginx.origin, transports);
      await watched.reaches('open');
      expect(performance.now() - began, 'whoever comes next knows it').to.be.below(firstMs / 2);
    });
  }

  it('that passes long answers on: "auto" streams', async () => {
    const location = ['proxy_http_version 1.1;', 'proxy_buffering off;'];
    expect(await echoesThrough(location, 'auto')).to.deep.equal(['xhr-streaming']);
  });

  it('that is set up as the help says: "auto" has its WebSocket', async () => {
    const location = [
      'proxy_http_version 1.1;',
      'proxy_set_header Upgrade $http_upgrade;',
      'proxy_set_header Connection "upgrade";',
      'proxy_read_timeout 60s;',
      'proxy_buffering off;',
    ];
    expect(await echoesThrough(location, 'auto')).to.deep.equal(['websocket-raw']);
  });
});

describe('The MGM cloud behind a plain nginx (docs/platforms/mgm.md, "Sending files")', () => {
  it('takes a file whole, though only polling gets through', async () => {
    const cloud = new MgmSimulator({ keepContent: true });
    await cloud.start();
    const nginx = await Nginx.start(cloud.origin);
    const client = new MgmClient({
      baseUrl: `${nginx.origin}/v1`,
      appKey: 'simulator',
      appSecret: 'simulator',
      timeoutMs: 2_400,
    });
    const content = Buffer.alloc(3_000_000, 'G01 X1.5 Y2.25\n');
    const [machineId = ''] = cloud.machineIds;
    const order = { machineId, cloudPath: '/', fileName: 'O1', storageType: '0' } as const;
    const result = await client.sendFile(order, { content });
    expect(result).to.include({ bytes: content.length, resumed: false });
    expect(cloud.transfers[0]?.content?.equals(content)).to.equal(true);
    expect(cloud.statistics.handshakes.map(({ transport }) => transport)).to.include('sockjs-xhr');
    client.close();
    await nginx.stop();
    await cloud.stop();
  });
});
