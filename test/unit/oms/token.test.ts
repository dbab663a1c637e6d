import { expect } from 'chai';
import fastCheck from 'fast-check';
import { type ApiClient, PlatformClock, Redactor } from '../../../lib/http';
import { OmsTokenProvider, readToken } from '../../../lib/oms/token-provider';
import { redact } from '../../../lib/redaction';
import { jwtLifeMs } from '../../../lib/session/jwt';

/** A token that says about itself what is given; nobody signed it. */
function jwt(claims: unknown): string {
  const written = typeof claims === 'string' ? claims : JSON.stringify(claims);
  return `eyJhbGciOiJub25lIn0.${Buffer.from(written).toString('base64url')}.x`;
}

describe('the token of an OMS login (docs/platforms/oms.md, "Token")', () => {
  for (const [place, answer] of [
    ['data.token', { code: 0, data: { token: 'abc' } }],
    ['data.access_token', { data: { access_token: 'abc', user: 1 } }],
    ['data.app_token', { code: 200, data: { app_token: 'abc' } }],
    ['token', { token: 'abc', data: null }],
    ['access_token', { access_token: 'abc', data: {} }],
    ['data', { code: 0, data: 'abc' }],
    ['result.token', { success: true, result: { token: 'abc' } }],
    ['result', { success: true, result: 'abc' }],
    ['data.data.token', { data: { data: { token: 'abc' } } }],
    ['data.data', { data: { data: 'abc' } }],
  ] as const) {
    it(`is found at ${place}`, () => {
      expect(readToken(answer, 0).value).to.equal('abc');
    });
  }

  for (const answer of [
    null,
    'abc',
    [],
    { data: {} },
    { data: { token: 7 } },
    { data: '' },
    { token: 'a b' },
    { token: 'a\r\nX: 1' },
  ]) {
    it(`is missed in ${JSON.stringify(answer)}`, () => {
      expect(() => readToken(answer, 0))
        .to.throw()
        .with.property('code', 'oms:unexpected-answer');
    });
  }

  it('lives until the exp of a JWT', () => {
    const now = Date.parse('2024-06-01T08:00:00Z');
    expect(jwtLifeMs(jwt({ exp: now / 1000 + 90 }), now)).to.equal(90_000);
  });

  it('lives as long as its claims say where the clocks differ', () => {
    const now = Date.parse('2024-06-01T08:00:00Z');
    const platform = now / 1000 - 86_400;
    expect(jwtLifeMs(jwt({ iat: platform, exp: platform + 600 }), now)).to.equal(600_000);
    expect(jwtLifeMs(jwt({ exp: platform }), now)).to.equal(undefined);
  });

  it('lives until it is refused where it does not say', () => {
    for (const value of [
      'abc',
      'a.b.c',
      jwt({}),
      jwt({ exp: 'soon' }),
      jwt([]),
      jwt('{'),
      jwt({ exp: -5 }),
    ]) {
      expect(jwtLifeMs(value, 0), value).to.equal(undefined);
      expect(readToken({ token: value }, 0)).not.to.have.property('expiresAt');
    }
  });

  it('is read without a throw whatever it is', () => {
    const value = fastCheck.oneof(
      fastCheck.string(),
      fastCheck.json().map(jwt),
      fastCheck.jsonValue().map(jwt),
    );
    fastCheck.assert(
      fastCheck.property(value, (token) => {
        const life = jwtLifeMs(token, Date.now());
        expect(life === undefined || life > 0).to.equal(true);
      }),
    );
  });

  it('is asked for with a request id that is never the same twice', async () => {
    const rids: string[] = [];
    const api: Pick<ApiClient, 'call'> = {
      call: async ({ request }) => {
        const { timestamp, sign } = JSON.parse(String(request.body)) as { timestamp: string; sign: string };
        rids.push(timestamp);
        expect(redact(`unknown sign ${sign}`)).to.equal('unknown sign ***');
        const call = { platform: 'oms', operation: 'auth/token', status: 200, attempts: 1, durationMs: 1 };
        return { data: { token: 'abc' }, call };
      },
    };
    const redactor = new Redactor();
    const tokenProvider = new OmsTokenProvider(
      api as ApiClient,
      redactor,
      { appId: 'a', appSecret: 's' },
      new PlatformClock(),
    );
    for (let count = 0; count < 50; count += 1) await tokenProvider.login(new AbortController().signal);
    redactor.close();
    expect(new Set(rids)).to.have.property('size', 50);
    for (const rid of rids) expect(Number(rid)).to.be.closeTo(Date.now(), 10_000);
  });
});
