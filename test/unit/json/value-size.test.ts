import { expect } from 'chai';
import { bytesOf, valuesIn } from '../../../lib/json/value-size';

describe('The size of a value (SECURITY: bounded memory)', () => {
  it('is what it takes in memory, not the length of its JSON', () => {
    const ofObjects = bytesOf(Array(1_000).fill({}), 1e9);
    expect(ofObjects).to.be.within(50_000, 120_000);
    expect(bytesOf('x'.repeat(1_000), 1e9)).to.be.within(1_000, 1_100);
    expect(bytesOf(Buffer.alloc(1_000), 1e9)).to.be.within(1_000, 1_100);
    expect(bytesOf({ name: 'x', list: [1, 2, 3] }, 1e9)).to.be.within(150, 400);
  });

  it('counts every value', () => {
    expect(valuesIn({ a: [1, 'x', null], b: { c: undefined } }, 100)).to.equal(7);
  });

  it('is looked for no further than asked, even in what holds itself', () => {
    const round: unknown[] = [];
    round.push(round, round);
    expect(valuesIn(round, 100)).to.be.within(101, 110);
    expect(bytesOf(round, 10_000)).to.be.within(10_000, 20_000);
    expect(valuesIn(Array(1_000_000).fill(1), 100)).to.be.above(100);
  });
});
