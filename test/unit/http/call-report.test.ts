import { expect } from 'chai';
import { PlatformError } from '../../../lib/errors';
import { type Protocol, type RateLimiter, Redactor } from '../../../lib/http';
import { failureOf, TestServer } from '../../support/servers';
import { protocol, readCall, TestClients } from './support';

describe('What a call reports (docs/behaviour.md, "Messages": msg.call)', () => {
  const clients = new TestClients();
  let server: TestServer;

  beforeEach(async () => {
    server = await TestServer.start((response) => response.writeHead(304).end());
  });

  afterEach(async () => {
    clients.close();
    await server.stop();
  });

  const reading = (read: Protocol['read']): Protocol => ({ ...protocol, read });

  it('is the platform’s code and text where it gave any, without secrets', async () => {
    const redactor = new Redactor();
    redactor.addSecret('canary');
    const told = reading(() => ({ data: 1, code: 200, message: 'fine, canary' }));
    const { call } = await clients.client(server.origin, { redactor, protocol: told }).call(readCall());
    redactor.close();
    expect(call).to.include({ code: 200, message: 'fine, ***', status: 304 });
    const silent = reading(() => ({ data: 1 }));
    const { call: bare } = await clients.client(server.origin, { protocol: silent }).call(readCall());
    expect(bare).to.have.all.keys('platform', 'operation', 'status', 'attempts', 'durationMs');
  });

  it('pauses the rateLimiter after too many calls, for as long as asked or a second, and after nothing else', async () => {
    const pauses: number[] = [];
    const rateLimiter: RateLimiter = {
      take: async () => () => undefined,
      pause: (ms) => void pauses.push(ms),
    };
    const failing = (kind: 'rate-limit' | 'not-found', retryAfterMs?: number) =>
      reading(() => {
        throw new PlatformError('no', { code: 'x:1', kind, retryable: false, retryAfterMs });
      });
    for (const each of [failing('rate-limit', 7_000), failing('rate-limit'), failing('not-found', 9_000)]) {
      await failureOf(clients.client(server.origin, { rateLimiter, protocol: each }).call(readCall()));
    }
    expect(pauses).to.deep.equal([7_000, 1_000]);
  });
});
