import { expect } from 'chai';
import { UnderWay } from '../../../lib/async/under-way';

describe('Work that is under way', () => {
  it('has ended when all of it has, well or not, and its outcome is that of the work', async () => {
    const underWay = new UnderWay();
    const ends: (() => void)[] = [];
    const works = [
      underWay.add(new Promise<number>((resolve) => ends.push(() => resolve(1)))),
      underWay.add(new Promise<number>((_, reject) => ends.push(() => reject(new Error('no'))))),
    ];
    let hasEnded = false;
    const ended = underWay.ended().then(() => {
      hasEnded = true;
    });
    ends[0]?.();
    expect(await works[0]).to.equal(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasEnded).to.equal(false);
    ends[1]?.();
    expect(await works[1]?.catch(({ message }: Error) => message)).to.equal('no');
    await ended;
    await underWay.ended();
  });
});
