import { expect } from 'chai';
import { delay, TaskGroup, unlessAborted } from '../../../lib/async/timing';
import { DhgjClient } from '../../../lib/dhgj';
import { AbortedError, abortedBy } from '../../../lib/errors';
import { SlidingWindowLimiter } from '../../../lib/http';
import { MgmClient } from '../../../lib/mgm';
import { failureOf, TestServer } from '../../support/servers';

describe('What is given up (docs/behaviour.md, "Failures": kind `aborted`)', () => {
  it('is of a kind of its own, and not retryable', () => {
    expect(new AbortedError('no more')).to.include({ code: 'aborted', kind: 'aborted', retryable: false });
  });

  it('tells the reason in words, and has it as its cause', () => {
    const abort = (reason?: unknown) => abortedBy(AbortSignal.abort(reason), 'Given up');
    const reason = new TypeError('the shift is over');
    expect(abort(reason)).to.include({ message: 'Given up: the shift is over', cause: reason });
    expect(abort('lunch')).to.include({ message: 'Given up: lunch', cause: 'lunch' });
    expect(abort({ own: 1 })).to.deep.include({ message: 'Given up', cause: { own: 1 } });
    expect(abort())
      .to.include({ message: 'Given up' })
      .and.to.have.nested.property('cause.name', 'AbortError');
    expect(
      abortedBy(AbortSignal.abort(new DOMException('too late', 'TimeoutError')), 'Given up').message,
    ).to.equal('Given up: too late');
  });

  describe('keeps its reason', () => {
    const reason = new Error('the shift is over');
    let abort: AbortController;
    let server: TestServer;

    beforeEach(async () => {
      abort = new AbortController();
      server = await TestServer.start((response, { url }) => {
        if (url.includes('token')) response.end('{"access_token":"token-of-a-client","expires_in":100}');
        else setImmediate(() => abort.abort(reason));
      });
    });

    afterEach(() => server.stop());

    const expectReason = (error: Error): void => {
      expect(error.cause).to.equal(reason);
      expect(error.message).to.match(/: the shift is over$/);
    };

    it('while it waits', async () => {
      const never = new Promise<void>(() => undefined);
      const waits = [delay(60_000, abort.signal), unlessAborted(never, abort.signal)];
      const rateLimiter = new SlidingWindowLimiter({ calls: 1, windowMs: 60_000, concurrent: 1 });
      await rateLimiter.take();
      const failures = [...waits, rateLimiter.take(abort.signal)].map((each) => failureOf(each));
      const group = new TaskGroup();
      failures.push(failureOf(group.run((signal) => delay(60_000, signal), abort.signal)));
      abort.abort(reason);
      for (const failure of failures) expectReason(await failure);
      expectReason(await failureOf(delay(1, abort.signal)));
      expectReason(await failureOf(rateLimiter.take(abort.signal)));
      expectReason(await failureOf(group.run((signal) => delay(60_000, signal), abort.signal)));
    });

    it('in the middle of a call', async () => {
      const account = { clientId: 'client', clientSecret: 'secret-of-it' };
      const client = new DhgjClient({ baseUrl: server.origin, ...account });
      const { signal } = abort;
      expectReason(await failureOf(client.request('/machines', {}, { signal })));
      expectReason(await failureOf(client.request('/machines', {}, { signal })));
      client.close();
      expect((await failureOf(client.request('/machines'))).message).to.include('was closed');
    });

    it('in the middle of a transfer', async () => {
      const client = new MgmClient({ baseUrl: server.origin, appKey: 'key', appSecret: 'secret-of-it' });
      const order = { machineId: 'm', cloudPath: '/', fileName: 'O1.NC', storageType: '0' } as const;
      const failure = failureOf(client.sendFile(order, { content: 'M30' }, { signal: abort.signal }));
      setImmediate(() => abort.abort(reason));
      expectReason(await failure);
      client.close();
    });
  });
});
