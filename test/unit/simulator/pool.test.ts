import { expect } from 'chai';
import { acquireSimulator } from '../../../lib/simulator/pool';

describe('the process’s own simulators', () => {
  const reachable = (origin: string) =>
    fetch(origin).then(
      () => true,
      () => false,
    );

  it('run once however many ask at the same time, until the last has released', async () => {
    const handles = await Promise.all(Array.from({ length: 5 }, () => acquireSimulator('mgm')));
    const origin = handles[0]?.origin ?? '';
    expect(new Set(handles.map((handle) => handle.origin))).to.have.property('size', 1);
    const [last, ...others] = handles;
    await Promise.all(others.map((handle) => handle.release()));
    expect(await reachable(origin)).to.equal(true);
    await last?.release();
    expect(await reachable(origin)).to.equal(false);
  });

  it('count a share once, however often it is released', async () => {
    const [one, other] = [await acquireSimulator('mgm'), await acquireSimulator('mgm')];
    await Promise.all([one.release(), one.release(), one.release()]);
    expect(await reachable(other.origin)).to.equal(true);
    await other.release();
  });

  it('start anew when asked for again, even while the former one is stopping', async () => {
    const former = await acquireSimulator('mgm');
    const stopping = former.release();
    const next = await acquireSimulator('mgm');
    await stopping;
    expect(await reachable(next.origin)).to.equal(true);
    await next.release();
    expect(await reachable(next.origin)).to.equal(false);
  });
});
