import { expect } from 'chai';
import { LeasePool } from '../../../lib/async/lease-pool';
import { eventually } from '../../support/eventually';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('Shared things (docs/behaviour.md, "Deploys": made for the first user, ended some seconds after the last)', () => {
  let made: number;
  let disposed: number;

  const create = async () => {
    made += 1;
    const value = made;
    const dispose = () => {
      disposed += 1;
    };
    return { value, dispose };
  };

  beforeEach(() => {
    made = 0;
    disposed = 0;
  });

  it('are made once for all who ask by the same key, and ended a while after the last has left', async () => {
    const pool = new LeasePool<number>(50);
    const leases = [pool.acquire('a', create), pool.acquire('a', create), pool.acquire('b', create)];
    expect(await Promise.all(leases.map(({ value }) => value))).to.deep.equal([1, 1, 2]);
    for (const { release } of leases) release();
    leases[0]?.release();
    await pause(20);
    expect(disposed).to.equal(0);
    await eventually('both ended', () => disposed === 2);
    expect(await pool.acquire('a', create).value).to.equal(3);
  });

  it('are found as they were by who comes back in time', async () => {
    const pool = new LeasePool<number>(40);
    for (let redeploy = 0; redeploy < 5; redeploy += 1) {
      const { value, release } = pool.acquire('a', create);
      expect(await value).to.equal(1);
      release();
      await pause(15);
    }
    expect([made, disposed]).to.deep.equal([1, 0]);
    await eventually('ended', () => disposed === 1);
  });

  it('end at once where that is asked for, unless another still has a share', async () => {
    const pool = new LeasePool<number>(60_000);
    const [first, second] = [pool.acquire('a', create), pool.acquire('a', create)];
    first.release({ atOnce: true });
    first.release({ atOnce: true });
    await pause(5);
    expect(disposed).to.equal(0);
    second.release({ atOnce: true });
    await eventually('ended', () => disposed === 1);
  });

  it('that were given back before they were there are ended when they are', async () => {
    const pool = new LeasePool<number>(0);
    pool
      .acquire('a', async () => {
        await pause(20);
        return create();
      })
      .release({ atOnce: true });
    await eventually('ended', () => disposed === 1);
  });

  it('that could not be made are made anew for the next, and leave nothing behind', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', onUnhandled);
    const pool = new LeasePool<number>(60_000);
    const fail = () => Promise.reject(new Error('no'));
    const { value, release } = pool.acquire('a', fail);
    pool.acquire('b', fail).release();
    expect(await value.catch((error: Error) => error.message)).to.equal('no');
    const before = process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    release();
    expect(process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length).to.equal(before);
    const again = pool.acquire('a', create);
    expect(await again.value).to.equal(1);
    again.release({ atOnce: true });
    await eventually('ended', () => disposed === 1);
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).to.deep.equal([]);
  });

  it('whose end fails do not harm the next', async () => {
    const pool = new LeasePool<number>(0);
    const dispose = () => Promise.reject(new Error('stuck'));
    pool.acquire('a', async () => ({ value: 0, dispose })).release({ atOnce: true });
    const next = pool.acquire('a', create);
    expect(await next.value).to.equal(1);
    next.release({ atOnce: true });
    await eventually('ended', () => disposed === 1);
  });
});
