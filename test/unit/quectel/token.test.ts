import { expect } from 'chai';
import { readToken } from '../../../lib/quectel/token-provider';
import { renewalTime } from '../../../lib/session/token';

describe('Quectel tokens (docs/platforms/quectel.md, "Token")', () => {
  const now = 1_700_000_000_000;
  const hour = 3_600_000;
  const answer = (more: object): object => ({
    code: 200,
    access_token: 'QJWT a.b.c',
    token_type: 'jwt',
    ...more,
  });

  it('live as long as the answer says and are renewed within the hour', () => {
    const token = readToken(answer({ expires_in: 86_400, scope: '' }), now);
    expect(token).to.include({ value: 'QJWT a.b.c', type: 'jwt', scope: '', expiresAt: now + 24 * hour });
    expect(renewalTime(token)).to.equal(now + hour);
  });

  it('that live shorter are renewed before they end', () => {
    const token = readToken(answer({ expires_in: 4 }), now);
    expect(renewalTime(token)).to.equal(now + 3_000);
  });

  it('are read with the other spelling of the life, and as text', () => {
    expect(readToken(answer({ expire_in: '7200' }), now).expiresAt).to.equal(now + 2 * hour);
  });

  it('without a life get the two hours of the text', () => {
    expect(readToken(answer({}), now).expiresAt).to.equal(now + 2 * hour);
  });

  for (const [what, wrong] of [
    ['no token', { access_token: undefined, expires_in: 1 }],
    ['a token that is not a text', { access_token: 5, expires_in: 1 }],
    ['a token that no header can carry', { access_token: 'QJWT a\r\nX: y', expires_in: 1 }],
    ['no sensible life', { expires_in: 'soon' }],
    ['a life that is over', { expires_in: -1 }],
  ] as const) {
    it(`refuse an answer with ${what}`, () => {
      expect(() => readToken(answer(wrong), now))
        .to.throw()
        .with.property('code', 'quectel:unexpected-answer');
    });
  }
});
