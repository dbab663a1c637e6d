import { expect } from 'chai';
import type { ProxySettings } from '../../lib/http';
import { TestIssuer } from '../support/certificates';
import { failureOf, freePort, TestServer } from '../support/servers';
import { changeCall, readCall, TestClients } from '../unit/http/support';
import { SocketServer, WatchedConnection } from '../unit/stream/support';
import { ProxyProgram } from './support/proxy-program';

/** The rules that squid is delivered with. */
const stockSquid = (port: number): string[] => [
  `http_port 127.0.0.1:${port}`,
  'acl SSL_ports port 443',
  'acl Safe_ports port 80 443 1025-65535',
  'http_access deny !Safe_ports',
  'http_access deny CONNECT !SSL_ports',
  'http_access allow localhost',
  'http_access deny all',
  'pid_filename none',
  'cache_log /dev/null',
  'access_log none',
  'pinger_enable off',
];

const strictTinyproxy = (port: number): string[] => [
  `Port ${port}`,
  'Listen 127.0.0.1',
  'MaxClients 20',
  'BasicAuth me right-password',
];

const right = { username: 'me', password: 'right-password' };

describe('Through real proxies (docs/behaviour.md, "Accounts": proxy)', function () {
  this.timeout(60_000);
  const clients = new TestClients();
  const issuer = new TestIssuer();
  const tls = { ca: issuer.ca };
  let platform: TestServer;
  let secure: TestServer;
  let squid: ProxyProgram;
  let tinyproxy: ProxyProgram;
  let haproxy: ProxyProgram;

  before(async () => {
    const pair = issuer.issue('IP:127.0.0.1');
    platform = await TestServer.start((response) => response.end('{"value":1}'));
    secure = await TestServer.start((response) => response.end('{"value":2}'), pair);
    squid = await ProxyProgram.start('squid', stockSquid);
    tinyproxy = await ProxyProgram.start('tinyproxy', strictTinyproxy);
    haproxy = await ProxyProgram.start(
      'haproxy',
      (port, certificateFile) => [
        'defaults',
        '  mode tcp',
        '  timeout connect 5s',
        '  timeout client 30s',
        '  timeout server 30s',
        'listen tls',
        `  bind 127.0.0.1:${port} ssl crt ${certificateFile}`,
        `  server tinyproxy ${tinyproxy.host}`,
      ],
      pair.key + pair.cert,
    );
  });

  after(async () => {
    clients.close();
    await Promise.all([haproxy, tinyproxy, squid, secure, platform].map((each) => each?.stop()));
  });

  beforeEach(() => {
    platform.seen.length = 0;
    secure.seen.length = 0;
  });

  const through = (origin: string, proxy: ProxySettings, withTls: object = { tls }) =>
    clients.client(origin, {}, { proxy, ...withTls });

  it('plain http passes the rules that squid is delivered with, changes too', async () => {
    const client = through(platform.origin, { url: `http://${squid.host}` });
    expect((await client.call(readCall('/data?a=%20b'))).data).to.deep.equal({ value: 1 });
    await client.call(changeCall('{"value":3}'));
    expect(platform.seen.map(({ method, url, body }) => `${method} ${url} ${body}`)).to.deep.equal([
      'GET /data?a=%20b ',
      'POST /data {"value":3}',
    ]);
    for (const { rawHeaders } of platform.seen) expect(String(rawHeaders)).to.match(/Via,1\.1 .*squid/i);
  });

  it('a tunnel to a port that squid forbids is told as a refusal of the proxy, sockets too', async () => {
    const settings = { url: `http://${squid.host}` };
    const error = await failureOf(through(secure.origin, settings).call(readCall()));
    const server = await SocketServer.start();
    const watched = new WatchedConnection(server.url, {}, { proxy: settings }).start();
    for (const each of [error, await watched.error()]) {
      expect(each).to.include({ code: 'network:PROXY_403', retryable: false });
      expect(each.message).to.include(`the proxy ${squid.host}`);
    }
    watched.stop();
    await server.stop();
    expect(secure.seen).to.have.length(0);
  });

  it("a platform that is dead is told by squid's own page, and counts as no refusal", async () => {
    const origin = `http://127.0.0.1:${await freePort()}`;
    const call = { ...readCall(), safety: 'change' } as const;
    const error = await failureOf(through(origin, { url: `http://${squid.host}` }).call(call));
    expect(error).to.include({ code: 'test:http-503', retryable: true, isForeign: true });
  });

  it('tinyproxy with a password carries http, https and sockets', async () => {
    const settings = { url: `http://${tinyproxy.host}`, ...right };
    expect((await through(platform.origin, settings).call(readCall())).data).to.deep.equal({ value: 1 });
    expect((await through(secure.origin, settings).call(readCall())).data).to.deep.equal({ value: 2 });
    expect(String(platform.seen[0]?.rawHeaders)).to.match(/Via,1\.1 .*tinyproxy/i);
    const server = await SocketServer.start();
    const watched = new WatchedConnection(server.url, {}, { proxy: settings }).start();
    await watched.reaches('open');
    watched.stop();
    await server.stop();
  });

  for (const [what, given, code] of [
    ['a wrong password, which it answers with 401', { username: 'me', password: 'wrong' }, 'PROXY_401'],
    ['no password', {}, 'PROXY_407'],
  ] as const) {
    it(`tinyproxy and ${what}: the proxy is named, and asked once`, async () => {
      for (const origin of [platform.origin, secure.origin]) {
        const settings = { url: `http://${tinyproxy.host}`, ...given };
        const error = await failureOf(through(origin, settings).call(readCall()));
        expect(error).to.include({ code: `network:${code}`, kind: 'network', attempts: 1 });
        expect(error.message).to.include(`the proxy ${tinyproxy.host}`);
      }
      expect([...platform.seen, ...secure.seen]).to.have.length(0);
    });
  }

  it("TLS to the proxy, by HAProxy, takes the account's CA; without it the proxy is named", async () => {
    const settings = { url: `https://${haproxy.host}`, ...right };
    for (const { origin } of [platform, secure]) {
      await through(origin, settings).call(readCall());
      const error = await failureOf(through(origin, settings, {}).call(readCall()));
      expect(error).to.include({ kind: 'network', retryable: false });
      expect(error.message).to.include(`the proxy ${haproxy.host}`).and.to.include('unknown CA');
    }
    expect([platform.seen.length, secure.seen.length]).to.deep.equal([1, 1]);
  });

  it('a proxy that has died is named, and not the platform', async () => {
    const dying = await ProxyProgram.start('tinyproxy', strictTinyproxy);
    const settings = { url: `http://${dying.host}`, ...right };
    const both = [platform.origin, secure.origin].map((origin) => through(origin, settings));
    for (const client of both) await client.call(readCall());
    await dying.stop();
    const calls = both.map((client) => failureOf(client.call({ ...readCall(), safety: 'change' })));
    for (const error of await Promise.all(calls)) {
      expect(error).to.include({ code: 'network:PROXY_ECONNREFUSED', notSent: true });
      expect(error.message).to.include(`the proxy ${dying.host}`);
    }
  });
});
