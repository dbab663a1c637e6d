import { expect } from 'chai';
import { createRandom } from '../../../lib/simulator/random';

describe('the simulators’ random numbers', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 20 }, () => random.next());
  };

  it('are the same for the same seed and others for another', () => {
    expect(draw(7)).to.deep.equal(draw(7));
    expect(draw(7)).not.to.deep.equal(draw(8));
  });

  it('spread over their range', () => {
    const random = createRandom(3);
    const counts = [0, 0, 0, 0, 0];
    for (let round = 0; round < 5000; round++) {
      const drawn = random.integer(0, 4);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    for (const count of counts) {
      expect(count).to.be.within(850, 1150);
    }
  });

  it('fork by name, whatever was drawn before', () => {
    const fresh = createRandom(5).fork('machine').next();
    const used = createRandom(5);
    used.next();
    expect(used.fork('machine').next()).to.equal(fresh);
    expect(used.fork('other').next()).not.to.equal(fresh);
  });

  it('make hexadecimal ids of the length asked for', () => {
    expect(createRandom(1).hex(32)).to.match(/^[0-9a-f]{32}$/);
  });
});
