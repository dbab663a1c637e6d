import { expect } from 'chai';
import { AbortedError, NetworkError, PlatformError } from '../../../lib/errors';
import type { HttpRequest, HttpTransport, RateLimiter } from '../../../lib/http';
import type { Token } from '../../../lib/session';
import { hurried } from '../../support/fake-clock';
import { failureOf, freePort, startTcp, TestServer } from '../../support/servers';
import { changeCall, readCall, TestClients } from './support';

/** A session whose tokens are numbered; each refusal brings the next one. */
class NumberedTokens {
  number = 1;
  readonly refusals: string[] = [];

  async token(): Promise<Token> {
    return { value: `token-${this.number}`, obtainedAt: 0 };
  }

  refused(token: Token, problem: string): void {
    this.refusals.push(`${token.value} ${problem}`);
    if (token.value === `token-${this.number}`) this.number += 1;
  }
}

const authorizations = ({ seen }: TestServer) =>
  seen.map(({ rawHeaders }) => rawHeaders[rawHeaders.indexOf('Authorization') + 1]);

describe('A call (docs/behaviour.md, "Login and token" and "Repeats")', () => {
  const clients = new TestClients();
  let server: TestServer | undefined;

  const serve = async (...args: Parameters<typeof TestServer.start>): Promise<TestServer> => {
    server = await TestServer.start(...args);
    return server;
  };

  /** Answers each request with the next of these statuses, the last one for ever. */
  const serveStatuses = (...statuses: number[]) =>
    serve((response, _seen) =>
      response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200).end('{}'),
    );

  afterEach(async () => {
    clients.close();
    await server?.stop();
    server = undefined;
  });

  it('reports what it was like', async () => {
    const { origin } = await serve((response) => response.end('{"a":1}'));
    const { data, call } = await clients.client(origin).call(readCall());
    expect(data).to.deep.equal({ a: 1 });
    expect(call).to.deep.include({ platform: 'test', operation: 'getData', status: 200, attempts: 1 });
    expect(call.durationMs).to.be.within(0, 5_000);
  });

  it('repeats what was answered with 429, a change too: nothing was done', async () => {
    for (const call of [readCall(), changeCall()]) {
      const { origin, seen } = await serveStatuses(429, 200);
      expect((await clients.client(origin).call(call)).call.attempts).to.equal(2);
      expect(seen).to.have.length(2);
      await server?.stop();
    }
  });

  for (const status of [500, 502, 503]) {
    it(`repeats a read after ${status}, and not a change`, async () => {
      const { origin, seen } = await serveStatuses(status, 200);
      expect((await clients.client(origin).call(readCall())).call.attempts).to.equal(2);
      expect(seen).to.have.length(2);
      seen.length = 0;
      await server?.stop();
      const other = await serveStatuses(status, 200);
      const error = await failureOf(clients.client(other.origin).call(changeCall()));
      expect(error).to.include({ httpStatus: status, attempts: 1, platform: 'test', operation: 'setData' });
      expect(other.seen).to.have.length(1);
    });
  }

  it('repeats a read after a cut, and never sends a change twice', async () => {
    let cuts = 1;
    const { origin, seen } = await serve((response) => {
      cuts -= 1;
      if (cuts >= 0) response.destroy();
      else response.end('{}');
    });
    expect((await clients.client(origin).call(readCall())).call.attempts).to.equal(2);
    cuts = 1;
    seen.length = 0;
    const error = await failureOf(clients.client(origin).call(changeCall()));
    expect(error).to.be.instanceOf(NetworkError).and.to.include({ code: 'network:ECONNRESET', attempts: 1 });
    expect(seen).to.have.length(1);
  });

  it('repeats a change that surely was not sent: the server was down and comes up', async () => {
    const port = await freePort();
    const real = clients.transport(`http://127.0.0.1:${port}`);
    let requests = 0;
    const comeUp = () =>
      startTcp((socket) => {
        requests += 1;
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'));
      }, port);
    let late: ReturnType<typeof comeUp> | undefined;
    const transport = {
      send: (request: HttpRequest) =>
        real.send(request).catch(async (error: unknown) => {
          late ??= comeUp();
          await late;
          throw error;
        }),
    } as HttpTransport;
    const { call } = await clients.client(`http://127.0.0.1:${port}`, { transport }).call(changeCall());
    expect(call.attempts).to.equal(2);
    expect(requests).to.equal(1);
    await (await late)?.stop();
  });

  it('does not repeat what no repeat can mend', async () => {
    for (const status of [400, 403, 404, 409]) {
      const { origin, seen } = await serveStatuses(status);
      await failureOf(clients.client(origin).call(readCall()));
      expect(seen, `${status}`).to.have.length(1);
      await server?.stop();
    }
  });

  it(
    'obeys Retry-After, and gives up at once where that is too long',
    hurried(async () => {
      let wait = '1';
      const { origin, seen } = await serve((response) => {
        if (seen.length > 1 && wait === '1') response.end('{}');
        else response.writeHead(429, { 'Retry-After': wait }).end('{}');
      });
      const started = performance.now();
      await clients.client(origin).call(readCall());
      expect(performance.now() - started).to.be.within(990, 3_000);
      wait = '100';
      const error = await failureOf(clients.client(origin).call(readCall()));
      expect(error).to.include({ kind: 'rate-limit', retryable: true, attempts: 1, retryAfterMs: 100_000 });
    }),
  );

  it('stops waiting for a repeat when it is given up', async () => {
    const { origin } = await serveStatuses(500);
    const abort = new AbortController();
    server?.server.once('request', () => setTimeout(() => abort.abort(), 30));
    const error = await failureOf(clients.client(origin).call({ ...readCall(), signal: abort.signal }));
    expect(error).to.be.instanceOf(AbortedError);
  });

  it('repeats once after a refused token, and no more', async () => {
    const { origin } = await serveStatuses(401, 200, 401);
    const session = new NumberedTokens();
    const client = clients.client(origin, { session });
    await client.call(changeCall());
    expect(session.refusals).to.deep.equal(['token-1 invalid']);
    const error = await failureOf(client.call(readCall()));
    expect(error).to.include({ kind: 'auth', httpStatus: 401 });
    expect(server && authorizations(server)).to.deep.equal(
      ['token-1', 'token-2', 'token-2', 'token-3'].map((token) => `Bearer ${token}`),
    );
  });

  it('takes the token that is live when its turn comes', async () => {
    const { origin } = await serveStatuses(200);
    const session = new NumberedTokens();
    const rateLimiter: RateLimiter = {
      take: async () => {
        session.number = 7;
        return () => undefined;
      },
      pause: () => undefined,
    };
    await clients.client(origin, { session, rateLimiter }).call(readCall());
    expect(server && authorizations(server)).to.deep.equal(['Bearer token-7']);
  });

  it('refuses a redirect: the credentials do not reach the other host', async () => {
    const other = await TestServer.start((response) => response.end('{}'));
    for (const status of [300, 301, 302, 303, 307, 308, 399]) {
      const { origin } = await serve((response) =>
        response.writeHead(status, { Location: other.origin }).end(),
      );
      const error = await failureOf(
        clients.client(origin, { session: new NumberedTokens() }).call(readCall()),
      );
      expect(error).to.be.instanceOf(PlatformError);
      const details = { code: 'network:redirect', kind: 'platform', httpStatus: status, retryable: false };
      expect(error).to.include(details);
      expect(error.message).to.include('redirect').and.to.include('base URL');
      await server?.stop();
    }
    expect(other.seen).to.have.length(0);
    await other.stop();
  });

  it('answers that make no sense fail with their kind and are not repeated', async () => {
    for (const body of ['<html>Log in</html>', '{"a":', '']) {
      const { origin, seen } = await serve((response) => response.end(body));
      expect(await failureOf(clients.client(origin).call(readCall()))).to.include({ code: 'test:not-json' });
      expect(seen).to.have.length(1);
      await server?.stop();
    }
  });
});
