import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { eventually } from '../../support/eventually';
import { failureOf, freePort, startTcp, TestServer } from '../../support/servers';
import { TestClients } from './support';

const MEGABYTE = 1024 * 1024;

describe('A request (docs/behaviour.md, "Failures")', () => {
  const clients = new TestClients();
  let server: TestServer | undefined;

  const serve = async (...args: Parameters<typeof TestServer.start>): Promise<TestServer> => {
    server = await TestServer.start(...args);
    return server;
  };

  afterEach(async () => {
    clients.close();
    await server?.stop();
    server = undefined;
  });

  it('uses a connection again', async () => {
    const { origin } = await serve((response) => response.end('ok'));
    const transport = clients.transport(origin);
    for (let count = 0; count < 5; count += 1) await transport.send({ method: 'GET', path: '/' });
    expect(server?.accepted).to.equal(1);
  });

  it('shows no header but Host, Connection, Content-Type, Content-Length and Authorization', async () => {
    const { origin, seen } = await serve((response) => response.end('ok'));
    const transport = clients.transport(origin);
    const headers = { Authorization: 'Bearer abc' };
    await transport.send({
      method: 'POST',
      path: '/a',
      contentType: 'application/json',
      body: '{}',
      headers,
    });
    await transport.send({ method: 'GET', path: '/b', query: { name: 'a b&c', left: undefined, n: 0 } });
    const namesOf = (index: number) =>
      (seen[index]?.rawHeaders ?? []).filter((_each, at) => at % 2 === 0).sort();
    expect(namesOf(0)).to.deep.equal([
      'Authorization',
      'Connection',
      'Content-Length',
      'Content-Type',
      'Host',
    ]);
    expect(namesOf(1)).to.deep.equal(['Connection', 'Host']);
    expect(seen[1]?.url).to.equal('/b?name=a%20b%26c&n=0');
  });

  it('stays with its host, whatever the path looks like', async () => {
    const other = await TestServer.start((response) => response.end('other'));
    const { origin, seen } = await serve((response) => response.end('own'));
    const transport = clients.transport(`${origin}/v1`);
    for (const path of [`${other.origin}/x`, `//127.0.0.1:${other.port}/x`, '@evil.invalid/x']) {
      const { body } = await transport.send({ method: 'GET', path });
      expect(body.toString()).to.equal('own');
    }
    expect(seen.every(({ url }) => url.startsWith('/v1/'))).to.equal(true);
    expect(other.seen).to.have.length(0);
    await other.stop();
  });

  it('waits for memory that other answers take, which does not count as time of the platform', async () => {
    const large = Buffer.alloc(5 * MEGABYTE);
    const { origin } = await serve((response, { url }) => {
      // The first is still under way when the time limit of the second is over.
      response.write(large);
      if (url === '/slow') setTimeout(() => response.end(), 1_800);
      else response.end();
    });
    const slow = clients.transport(origin).send({ method: 'GET', path: '/slow' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const hurried = clients.transport(origin, { timeoutMs: 1_000 }).send({ method: 'GET', path: '/quick' });
    expect((await hurried).body).to.have.length(large.length);
    await slow;
  });

  it('ends at its time limit: no answer, and an answer that never ends', async () => {
    const timers: NodeJS.Timeout[] = [];
    const { origin } = await serve((response, { url }) => {
      if (url === '/drip') timers.push(setInterval(() => response.write('x'), 20));
    });
    const transport = clients.transport(origin, { timeoutMs: 150 });
    for (const path of ['/silent', '/drip']) {
      const error = await failureOf(transport.send({ method: 'GET', path }));
      expect(error).to.include({ code: 'timeout', kind: 'timeout', retryable: true });
      expect(error.message).to.include('150 ms');
    }
    timers.forEach(clearInterval);
  });

  it('is given up before and while it runs, and nothing stays open', async () => {
    const { origin } = await serve(() => undefined);
    const transport = clients.transport(origin);
    const before = AbortSignal.abort();
    expect((await failureOf(transport.send({ method: 'GET', path: '/' }, before))).code).to.equal('aborted');
    const abort = new AbortController();
    server?.server.once('request', () => abort.abort());
    const error = await failureOf(transport.send({ method: 'GET', path: '/' }, abort.signal));
    expect(error).to.include({ code: 'aborted', retryable: false });
    await eventually('nothing is open', () => server?.openSockets === 0);
  });

  it('refuses an answer beyond 8 MB, plain and as a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * MEGABYTE));
    const { origin } = await serve((response, { url }) => {
      if (url === '/bomb') response.setHeader('Content-Encoding', 'gzip').end(bomb);
      else response.end(Buffer.alloc(url === '/fits' ? 8 * MEGABYTE : 8 * MEGABYTE + 1));
    });
    const transport = clients.transport(origin);
    expect((await transport.send({ method: 'GET', path: '/fits' })).body).to.have.length(8 * MEGABYTE);
    const file = await transport.send({ method: 'GET', path: '/file', bringsFile: true });
    expect(file.body).to.have.length(8 * MEGABYTE + 1);
    for (const path of ['/plain', '/bomb']) {
      const error = await failureOf(transport.send({ method: 'GET', path }));
      expect(error).to.include({ code: 'network:answer-too-large', kind: 'platform', retryable: false });
      expect(error.message).to.include('8 MB');
    }
  });

  it('names what broke the connection', async () => {
    const { origin } = await serve((response, { url }) => {
      if (url === '/reset') response.destroy();
      else response.writeHead(200, { 'Content-Length': 100 }).write('x', () => response.destroy());
    });
    const babbling = await startTcp((socket) => socket.end('HELLO\r\n\r\n'));
    const closed = `http://127.0.0.1:${await freePort()}`;
    const babble = `http://127.0.0.1:${babbling.port}`;
    const cases: [base: string, path: string, code: string, text: string, notSent: boolean][] = [
      [closed, '/', 'network:ECONNREFUSED', 'nothing listens', true],
      ['http://nowhere.invalid', '/', 'network:ENOTFOUND', 'host name is unknown', true],
      [origin, '/reset', 'network:ECONNRESET', 'connection was cut', false],
      [origin, '/half', 'network:ECONNRESET', 'connection was cut', false],
      [babble, '/', 'network:HPE_INVALID_CONSTANT', 'not proper HTTP', false],
    ];
    for (const [base, path, code, text, notSent] of cases) {
      const error = await failureOf(clients.transport(base).send({ method: 'GET', path }));
      expect(error, code).to.include({ code, kind: 'network', retryable: true, notSent });
      expect(error.message).to.include(text).and.to.include(new URL(base).host);
    }
    await babbling.stop();
  });

  it('says so where an address cannot hold a value, and sends nothing', async () => {
    const { origin, seen } = await serve((response) => response.end('ok'));
    const request = { method: 'GET', path: '/', query: { name: 'half \ud800' } } as const;
    expect(await failureOf(clients.transport(origin).send(request))).to.include({ code: 'input:name' });
    expect(seen).to.have.length(0);
  });
});
