import { expect } from 'chai';
import { ReplacementLimit } from '../../../lib/session/replacement-limit';

describe('How often refused tokens are replaced', () => {
  it('is three times within any minute', () => {
    let now = 1_000_000;
    const limit = new ReplacementLimit(() => now);
    const token = { value: 't', obtainedAt: now };
    const allowed: number[] = [];
    for (let second = 0; second <= 120; second += 1) {
      if (limit.allows(token)) allowed.push(second);
      now += 1_000;
    }
    expect(allowed).to.deep.equal([0, 1, 2, 60, 61, 62, 120]);
  });

  it('does not count tokens that were about to end after a life', () => {
    const limit = new ReplacementLimit(() => 20_000);
    const ending = { value: 't', obtainedAt: 0, expiresAt: 50_000, renewAt: 20_000 };
    for (let count = 0; count < 10; count += 1) expect(limit.allows(ending)).to.equal(true);
    const fresh = { ...ending, renewAt: 20_001 };
    expect([1, 2, 3, 4].map(() => limit.allows(fresh))).to.deep.equal([true, true, true, false]);
  });

  it('counts tokens that end as soon as they begin', () => {
    const limit = new ReplacementLimit(() => 20_000);
    const shortLived = { value: 't', obtainedAt: 1, expiresAt: 2 };
    expect([1, 2, 3, 4].map(() => limit.allows(shortLived))).to.deep.equal([true, true, true, false]);
  });
});
