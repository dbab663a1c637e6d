import { expect } from 'chai';
import { TransportChoice } from '../../../lib/stream';
import { SockJsTransport } from '../../../lib/stream/sockjs/sockjs-transport';
import { WebSocketTransport } from '../../../lib/stream/websocket-transport';
import { TestIssuer } from '../../support/certificates';
import { eventually } from '../../support/eventually';
import { freePort, startProxy, startTcp, TestServer } from '../../support/servers';
import { SocketServer, WatchedConnection } from './support';

describe('A WebSocket with TLS settings and proxy (docs/behaviour.md, "Sockets": TLS settings and proxy count)', () => {
  let watched: WatchedConnection | undefined;

  afterEach(() => watched?.stop());

  const connect = (...args: ConstructorParameters<typeof WatchedConnection>): WatchedConnection => {
    watched = new WatchedConnection(...args);
    return watched.start();
  };

  it('trusts a private CA, also through a proxy with credentials; without it the cause is named', async () => {
    const issuer = new TestIssuer();
    const server = await SocketServer.start(undefined, issuer.issue('IP:127.0.0.1'));
    const proxy = await startProxy('user:password');
    const tls = { ca: issuer.ca };
    connect(server.url, {}, { tls });
    await watched?.reaches('open');
    watched?.stop();
    const settings = { url: proxy.url, username: 'user', password: 'password' };
    connect(server.url, {}, { tls, proxy: settings });
    await watched?.reaches('open');
    expect(proxy.tunnels).to.have.length(1);
    watched?.stop();
    connect(server.url);
    const error = await watched?.error();
    expect(error).to.include({ kind: 'network', retryable: false });
    expect(error?.message).to.include('unknown CA');
    watched?.stop();
    await proxy.stop();
    await server.stop();
  });

  for (const [what, names, days, code] of [
    ['has expired', 'IP:127.0.0.1', -1, 'CERT_HAS_EXPIRED'],
    ['is for another host', 'DNS:elsewhere.example', 1, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const) {
    it(`says that the server's certificate ${what}, and does not hurry to ask again`, async () => {
      const issuer = new TestIssuer();
      const server = await SocketServer.start(undefined, issuer.issue(names, days));
      connect(server.url, {}, { tls: { ca: issuer.ca } });
      expect(await watched?.error()).to.include({ code: `network:${code}`, retryable: false });
      await watched?.reaches('waiting');
      expect(server.opened).to.equal(0);
      watched?.stop();
      await server.stop();
    });
  }

  it('answers the last of pings that come at once (RFC 6455, section 5.5.3)', async () => {
    const server = await SocketServer.start();
    const pongs: string[] = [];
    server.onSocket = (socket) => {
      socket.on('pong', (data) => pongs.push(data.toString()));
      for (let count = 1; count <= 1_000; count += 1) socket.ping(String(count));
    };
    connect(server.url);
    await eventually('the answer to the last ping', () => pongs.at(-1) === '1000');
    expect(pongs.length).to.be.below(500);
    await server.stop();
  });

  it('names a proxy that wants other credentials', async () => {
    const server = await SocketServer.start();
    const proxy = await startProxy('user:password');
    connect(server.url, {}, { proxy: { url: proxy.url } });
    expect(await watched?.error()).to.include({ code: 'network:PROXY_407', retryable: false });
    await proxy.stop();
    await server.stop();
  });

  it('names a proxy that is dead, and not the platform', async () => {
    const dead = `127.0.0.1:${await freePort()}`;
    for (const url of ['http://127.0.0.1:9/stream', 'https://127.0.0.1:9/stream']) {
      connect(url, {}, { proxy: { url: `http://${dead}` } });
      const error = await watched?.error();
      expect(error).to.include({ code: 'network:PROXY_ECONNREFUSED' });
      expect(error?.message).to.include(`the proxy ${dead}`);
      watched?.stop();
    }
  });

  it('tells a plain address at a port of TLS, and one of TLS at a plain port, in words', async () => {
    const certificates = new TestIssuer();
    const secure = await TestServer.start((response) => response.end(), certificates.issue('IP:127.0.0.1'));
    const plain = await TestServer.start((response) => response.end());
    const page = '<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>';
    const saying = await TestServer.start((response) => response.writeHead(400).end(page));
    saying.server.on('upgrade', (_request, socket) => {
      socket.end(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${page.length}\r\n\r\n${page}`);
    });
    for (const [url, words] of [
      [secure.origin.replace('https', 'http'), 'https in place of http'],
      [plain.origin.replace('http', 'https'), 'is http meant instead of https'],
      [saying.origin, 'https:// in place of http://'],
    ] as const) {
      for (const transport of [new WebSocketTransport(), new SockJsTransport()]) {
        connect(url, { transports: new TransportChoice([transport]) });
        const error = await watched?.error();
        expect(error?.message, transport.name).to.include(words).and.not.include('hang up');
        watched?.stop();
      }
    }
    for (const server of [secure, plain, saying]) await server.stop();
  });

  it('leaves no socket at a proxy that never answers', async () => {
    const silent = await startTcp(() => undefined);
    connect(
      'http://127.0.0.1:9/stream',
      {},
      { proxy: { url: `http://127.0.0.1:${silent.port}` }, timeoutMs: 100 },
    );
    expect(await watched?.error()).to.include({ code: 'timeout' });
    watched?.stop();
    await eventually('no socket is left', () => silent.sockets.size === 0);
    await silent.stop();
  });

  it('refuses messages beyond 4 MB and comes back', async () => {
    const server = await SocketServer.start();
    connect(server.url);
    (await server.socket()).send(Buffer.alloc(4 * 1024 * 1024 + 1));
    expect(await watched?.error()).to.include({ kind: 'network', retryable: true });
    await eventually('opened again', () => server.opened === 2);
    watched?.stop();
    await server.stop();
  });

  it('a byte that is no UTF-8 costs its character, not the connection: machines send what their controls hold', async () => {
    const server = await SocketServer.start();
    connect(server.url);
    const socket = await server.socket();
    socket.send(Buffer.from([0x22, 0xc1, 0xe3, 0xbc, 0xfe, 0x22]), { binary: false });
    socket.send('"next"');
    await eventually('both messages', () => watched?.messages.length === 2);
    expect(watched?.messages[0]).to.match(/^"\uFFFD+"$/);
    expect(watched?.messages[1]).to.equal('"next"');
    expect(server.opened).to.equal(1);
    await server.stop();
  });

  it('knows how much is still on its way out', async () => {
    const server = await SocketServer.start();
    connect(server.url);
    (await server.socket()).pause();
    await watched?.reaches('open');
    const piece = 'x'.repeat(1024 * 1024);
    for (let count = 0; count < 32; count += 1) watched?.connection.send(piece);
    expect(watched?.connection.unsentBytes()).to.be.above(1024 * 1024);
    (await server.socket()).resume();
    await eventually('all is out', () => watched?.connection.unsentBytes() === 0);
    watched?.stop();
    await server.stop();
  });
});
