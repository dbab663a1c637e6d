import { expect } from 'chai';
import { isExpired, renewalTime } from '../../../lib/session';

describe('The life of a token', () => {
  const token = { value: 't', obtainedAt: 1_000 };

  it('is renewed when a quarter of it is left, ten minutes at most', () => {
    expect(renewalTime({ ...token, expiresAt: 5_000 })).to.equal(4_000);
    expect(renewalTime({ ...token, expiresAt: 7_201_000 })).to.equal(7_201_000 - 600_000);
  });

  it('is renewed when its platform says, and never where it has no end', () => {
    expect(renewalTime({ ...token, expiresAt: 5_000, renewAt: 1_500 })).to.equal(1_500);
    expect(renewalTime(token)).to.equal(Number.POSITIVE_INFINITY);
  });

  it('ends at its last moment, and not without one', () => {
    expect(isExpired({ ...token, expiresAt: 5_000 }, 4_999)).to.equal(false);
    expect(isExpired({ ...token, expiresAt: 5_000 }, 5_000)).to.equal(true);
    expect(isExpired(token, Number.MAX_SAFE_INTEGER)).to.equal(false);
  });
});
