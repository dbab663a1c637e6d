import { expect } from 'chai';
import { withOwnFailure } from '../../../lib/async/own-failure';
import { StoreUnreachable } from '../../../lib/errors';
import { RedisConnection } from '../../../lib/store/redis-connection';
import { STORE_TIMINGS } from '../../../lib/store/settings';
import { failureOf, TestServer } from '../../support/servers';

describe('One failure of what many wait for (docs/behaviour.md, "Failures": platform, operation, what it is about)', () => {
  it('is an error of its own for each, and the outcome is the same for all', async () => {
    const failure = new StoreUnreachable('gone');
    const shared = Promise.reject<number>(failure);
    const errors = await Promise.all([withOwnFailure(shared), withOwnFailure(shared)].map(failureOf));
    for (const error of errors) {
      expect(error).to.be.instanceOf(StoreUnreachable).and.not.to.equal(failure);
      expect(error).to.include({ code: 'network:STORE', problem: 'unreachable' });
    }
    expect(errors[0]).not.to.equal(errors[1]);
    expect(await withOwnFailure(Promise.resolve(1))).to.equal(1);
  });

  it('is so where the store that processes share cannot be used', async () => {
    const server = await TestServer.start((response) => response.end());
    const { port } = new URL(server.origin);
    await server.stop();
    const settings = { url: `redis://127.0.0.1:${port}`, prefix: 'own-failure' };
    const redis = new RedisConnection(settings, { ...STORE_TIMINGS, commandMs: 200 });
    const [one, other] = await Promise.all([failureOf(redis.verify()), failureOf(redis.verify())]);
    redis.close();
    one.during('mgm', 'get_sys_info').concerning({ machineId: 'm1' });
    expect(other).to.be.instanceOf(StoreUnreachable).and.to.include({ operation: undefined });
    expect(other.subject).to.equal(undefined);
  });
});
