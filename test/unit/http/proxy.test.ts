import { type Duplex, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { expect } from 'chai';
import type { ProxySettings } from '../../../lib/http';
import { proxyFor } from '../../../lib/http';
import { TestIssuer } from '../../support/certificates';
import { eventually } from '../../support/eventually';
import { failureOf, freePort, startProxy, startTcp, TestServer, thrownBy } from '../../support/servers';
import { readCall, TestClients } from './support';

const get = { method: 'GET', path: '/' } as const;

describe('An HTTP proxy (docs/behaviour.md, "Accounts": proxy)', () => {
  const clients = new TestClients();
  let server: TestServer;
  let proxy: Awaited<ReturnType<typeof startProxy>>;

  const ask = async (
    settings: ProxySettings,
    origin = server.origin,
    limits: { timeoutMs?: number } = {},
  ): Promise<string> =>
    String((await clients.transport(origin, { proxy: settings, ...limits }).send(get)).body);

  beforeEach(async () => {
    server = await TestServer.start((response) => response.end('ok'));
  });

  afterEach(async () => {
    clients.close();
    await proxy?.stop();
    await server.stop();
  });

  it('is asked for a plain resource itself, by its whole address (RFC 9112, section 3.2.2)', async () => {
    proxy = await startProxy();
    expect(await ask({ url: proxy.url })).to.equal('ok');
    expect(proxy.requests).to.deep.equal([`${server.origin}/`]);
    expect(proxy.tunnels).to.have.length(0);
    const [{ rawHeaders } = { rawHeaders: [] }] = server.seen;
    expect(rawHeaders).to.include(`127.0.0.1:${server.port}`);
  });

  it('is told the whole of an IPv6 address too (RFC 9112, section 3.2)', async () => {
    const seeing = await TestServer.start((response) => response.end('ok'));
    expect(await ask({ url: seeing.origin }, 'http://[::1]:8080')).to.equal('ok');
    const [asked] = seeing.seen;
    expect(asked?.url).to.equal('http://[::1]:8080/');
    expect(asked?.rawHeaders).to.include('[::1]:8080');
    await seeing.stop();
  });

  for (const kind of ['http', 'https'] as const) {
    it(`opens tunnels to IPv6 addresses, which have their brackets, as a proxy of ${kind} (RFC 9110, section 7.1)`, async () => {
      const certificates = new TestIssuer();
      const seen: (string | undefined)[] = [];
      const tunnelling = await TestServer.start(
        (response) => response.end(),
        kind === 'https' ? certificates.issue('IP:127.0.0.1') : undefined,
      );
      tunnelling.server.on('connect', ({ url }, socket) => {
        seen.push(url);
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
      const settings = { proxy: { url: tunnelling.origin }, tls: { ca: certificates.ca } };
      for (const origin of ['https://[::1]:8443', 'https://[fd00::5]']) {
        await failureOf(clients.transport(origin, settings).send({ ...get }));
      }
      expect(new Set(seen)).to.deep.equal(new Set(['[::1]:8443', '[fd00::5]:443']));
      await tunnelling.stop();
    });
  }

  it('that is addressed in the wrong scheme is told as that, and named', async () => {
    const certificates = new TestIssuer();
    const secure = await TestServer.start((response) => response.end(), certificates.issue('IP:127.0.0.1'));
    const plain = await TestServer.start((response) => response.end());
    for (const origin of ['http://127.0.0.1:9', 'https://127.0.0.1:9']) {
      const wantsTls = await failureOf(ask({ url: secure.origin.replace('https', 'http') }, origin));
      expect(wantsTls.message)
        .to.include(new URL(secure.origin).host)
        .and.to.include('https in place of http');
      const isPlain = await failureOf(ask({ url: plain.origin.replace('http', 'https') }, origin));
      expect(isPlain.message)
        .to.include(`the proxy ${new URL(plain.origin).host}`)
        .and.to.include('is http meant instead of https');
    }
    await secure.stop();
    await plain.stop();
  });

  it('may itself have an IPv6 address', async () => {
    const url = `http://[::1]:${await freePort()}`;
    for (const origin of [server.origin, 'https://127.0.0.1:9']) {
      const error = await failureOf(ask({ url }, origin));
      // A machine without IPv6 has no such address.
      expect(error.code).to.match(/^network:PROXY_(ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH|EAFNOSUPPORT)$/);
      expect(error.message).to.include(`the proxy ${new URL(url).host}`);
    }
  });

  it('gets queries, bodies and streams as they are, for changes too', async () => {
    proxy = await startProxy('user:password');
    const transport = clients.transport(`${server.origin}/v1`, {
      proxy: { url: proxy.url, username: 'user', password: 'password' },
    });
    const put = { method: 'PUT', path: '/a%20b', query: { q: 'ä b' }, onFreshConnection: true } as const;
    await transport.send({ ...put, body: Readable.from(['one ', 'two']) });
    const { body } = await transport.stream(get);
    expect(await text(body)).to.equal('ok');
    expect(server.seen.map(({ method, url, body }) => `${method} ${url} ${body}`)).to.deep.equal([
      'PUT /v1/a%20b?q=%C3%A4%20b one two',
      'GET /v1/ ',
    ]);
    expect(String(server.seen[0]?.rawHeaders)).not.to.include('Proxy-Authorization');
  });

  for (const [kind, wanted] of [
    ['plain http', 'requests'],
    ['https', 'tunnels'],
  ] as const) {
    it(`with TLS may have a certificate of the account's CA, for ${kind}; one of another CA is told as the proxy's`, async () => {
      const issuer = new TestIssuer();
      proxy = await startProxy('user:password', issuer.issue('IP:127.0.0.1'));
      const pair = kind === 'https' ? issuer.issue('IP:127.0.0.1') : undefined;
      const target = await TestServer.start((response) => response.end('ok'), pair);
      const settings = { url: proxy.url, username: 'user', password: 'password' };
      const tls = { ca: issuer.ca };
      const trusting = clients.transport(target.origin, { proxy: settings, tls });
      expect(String((await trusting.send(get)).body)).to.equal('ok');
      expect(proxy[wanted]).to.have.length(1);
      const error = await failureOf(clients.transport(target.origin, { proxy: settings }).send(get));
      expect(error).to.include({ retryable: false, notSent: true });
      expect(error.message)
        .to.include(`the proxy ${new URL(proxy.url).host}`)
        .and.to.include('unknown CA');
      await target.stop();
    });
  }

  it('carries TLS through, checked end to end', async () => {
    const issuer = new TestIssuer();
    const secure = await TestServer.start((response) => response.end('ok'), issuer.issue('IP:127.0.0.1'));
    proxy = await startProxy();
    const settings = { proxy: { url: proxy.url } };
    const trusting = clients.transport(secure.origin, { ...settings, tls: { ca: issuer.ca } });
    expect(String((await trusting.send(get)).body)).to.equal('ok');
    const error = await failureOf(clients.transport(secure.origin, settings).send(get));
    expect(error.message).to.include('unknown CA');
    await secure.stop();
  });

  it('gets the credentials that are set, whatever signs they hold', async () => {
    proxy = await startProxy('us er:p@ss:wörd/%41');
    expect(await ask({ url: proxy.url, username: 'us er', password: 'p@ss:wörd/%41' })).to.equal('ok');
  });

  it('is passed by for networks and addresses in the list of exceptions, IPv6 too', () => {
    const isDirect = (origin: string, entry: string) =>
      proxyFor(new URL(origin), { url: 'http://proxy.example', noProxy: [entry] }) === undefined;
    for (const [origin, entry] of [
      ['http://10.1.2.3', '10.0.0.0/8'],
      ['http://192.168.1.77:8080', ' 192.168.1.64/26 '],
      ['http://192.168.1.77', '192.168.1.77/32'],
      ['http://[fd00::1]:8080', 'fd00::/8'],
      ['http://[fd00::1]', 'FD00:0:0::1'],
      ['http://[fd00::1]', '[fd00::1]'],
      ['https://[fd00::1]', '[fd00::1]:443'],
    ] as const) {
      expect(isDirect(origin, entry), `${origin} ${entry}`).to.equal(true);
    }
    for (const [origin, entry] of [
      ['http://11.1.2.3', '10.0.0.0/8'],
      ['http://10.1.2.3', '10.0.0.0/33'],
      ['http://10.1.2.3', '10.0.0.0/'],
      ['http://10.1.2.3', 'fd00::/8'],
      ['http://[fe80::1]', 'fd00::/8'],
      ['http://ten.example', '10.0.0.0/8'],
      ['http://10.1.2.3', '0.0.0.0/0x'],
    ] as const) {
      expect(isDirect(origin, entry), `${origin} ${entry}`).to.equal(false);
    }
  });

  it('that is dead, unknown or of another kind is named, and not the platform', async () => {
    const dead = `127.0.0.1:${await freePort()}`;
    proxy = await startProxy();
    const plain = new URL(proxy.url).host;
    for (const [url, code, host] of [
      [`http://${dead}`, 'network:PROXY_ECONNREFUSED', dead],
      ['http://no-such-proxy.invalid:3128', 'network:PROXY_ENOTFOUND', 'no-such-proxy.invalid:3128'],
      [`https://${plain}`, 'network:PROXY_EPROTO', plain],
    ] as const) {
      const error = await failureOf(ask({ url, password: 'canary-password' }));
      if (!error.code.endsWith('EAI_AGAIN')) expect(error.code).to.equal(code);
      const tunnelled = await failureOf(ask({ url, password: 'canary-password' }, 'https://127.0.0.1:9'));
      for (const each of [error, tunnelled]) {
        expect(each.code).to.equal(error.code);
        expect(each.message).to.include(`the proxy ${host}`).and.not.to.include('127.0.0.1:9:');
        expect(each.message).not.to.include(`127.0.0.1:${server.port}`);
        expect(inspect(each, { depth: 10 })).not.to.include('canary-password');
      }
    }
  });

  it('that answers a wrong password with 401, as tinyproxy does, is named and asked once', async () => {
    let asked = 0;
    const strict = await TestServer.startRaw((_request, response) => {
      asked += 1;
      response
        .writeHead(401, { Server: 'tinyproxy/1.11.1', 'WWW-Authenticate': 'Basic' })
        .end('<html></html>');
    });
    strict.server.on('connect', (_request, socket: Duplex) => {
      asked += 1;
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    });
    for (const origin of [server.origin, 'https://127.0.0.1:9']) {
      asked = 0;
      const client = clients.client(origin, {}, { proxy: { url: strict.origin } });
      const error = await failureOf(client.call(readCall()));
      expect(error).to.include({ code: 'network:PROXY_401', retryable: false, notSent: true });
      expect(asked).to.equal(1);
    }
    await strict.stop();
  });

  it('passes on what the platform refuses: that is no word of the proxy', async () => {
    proxy = await startProxy();
    for (const status of [401, 403, 404, 502]) {
      const refusing = await TestServer.start((response) => response.writeHead(status).end('{}'));
      const client = clients.client(refusing.origin, {}, { proxy: { url: proxy.url } });
      const call = client.call({ ...readCall(), safety: 'change' });
      expect(await failureOf(call)).to.include({ code: `test:${status}` });
      await refusing.stop();
    }
  });

  it('that wants other credentials is named, and asked once', async () => {
    proxy = await startProxy('user:password');
    for (const wrong of [{}, { username: 'user', password: 'canary-password' }]) {
      const error = await failureOf(ask({ url: proxy.url, ...wrong }));
      expect(error).to.include({ code: 'network:PROXY_407', kind: 'network', retryable: false });
      expect(error.message).to.include('proxy');
      expect(inspect(error, { depth: 10 })).not.to.include('canary-password');
    }
    expect(server.seen).to.have.length(0);
  });

  it('that is not there means that nothing was sent', async () => {
    const error = await failureOf(ask({ url: `http://127.0.0.1:${await freePort()}` }));
    expect(error).to.include({ code: 'network:PROXY_ECONNREFUSED', notSent: true });
  });

  it('that never answers keeps no socket of a call that has ended', async () => {
    const silent = await startTcp(() => undefined);
    const error = await failureOf(
      ask({ url: `http://127.0.0.1:${silent.port}` }, server.origin, { timeoutMs: 300 }),
    );
    expect(error).to.include({ code: 'timeout' });
    await eventually('no socket to the proxy', () => silent.sockets.size === 0);
    await silent.stop();
  });

  it('is left out for the hosts that are set', async () => {
    proxy = await startProxy();
    expect(await ask({ url: proxy.url, noProxy: ['127.0.0.1'] })).to.equal('ok');
    expect([...proxy.tunnels, ...proxy.requests]).to.have.length(0);
  });

  it('whose address is none is refused, and the address not shown', () => {
    for (const url of [
      'proxy.example:8080',
      '10.0.0.1:8080',
      'socks5://user:canary-password@host',
      'xhttp://h',
      'httpsx://h',
      '',
    ]) {
      const error = thrownBy(() => clients.transport(server.origin, { proxy: { url } }));
      expect(error).to.include({ code: 'input:proxy', kind: 'input' });
      expect(error.message).to.equal("The proxy's URL is not an http(s) address");
    }
  });
});

describe('Hosts without proxy', () => {
  it('are those that any entry covers', () => {
    const noProxy = ['b.example', 'a.example'];
    expect(proxyFor(new URL('http://a.example/'), { url: 'http://p.example', noProxy })).to.equal(undefined);
  });

  const cases: [target: string, entry: string, direct: boolean][] = [
    ['http://a.example/x', 'a.example', true],
    ['http://a.example/x', ' A.Example ', true],
    ['http://a.example/x', 'example', false],
    ['http://a.example/x', '.example', true],
    ['http://a.example/x', '*.example', true],
    ['http://example/x', '.example', true],
    ['http://anexample/x', '.example', false],
    ['http://a.example:81/x', 'a.example:81', true],
    ['http://a.example:81/x', 'a.example:80', false],
    ['https://a.example/x', 'a.example:443', true],
    ['wss://a.example/x', 'a.example:443', true],
    ['http://a.example/x', 'a.example:80', true],
    ['http://a.example/x', '*', true],
    ['http://a.example/x', '', false],
    ['http://a.example/x', 'a.*example', false],
    ['ws://a.example/x', 'a.example:80', true],
  ];
  for (const [target, entry, direct] of cases) {
    it(`"${entry}" ${direct ? 'covers' : 'does not cover'} ${target}`, () => {
      const proxy = proxyFor(new URL(target), { url: 'http://proxy.example:3128', noProxy: [entry] });
      expect(proxy === undefined).to.equal(direct);
    });
  }
});
