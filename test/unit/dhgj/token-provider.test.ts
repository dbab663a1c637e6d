import { expect } from 'chai';
import { steadyTime } from '../../../lib/async/clock';
import { DhgjTokenProvider } from '../../../lib/dhgj/token-provider';
import type { ShopfloorError } from '../../../lib/errors';
import type { ApiClient } from '../../../lib/http';
import { renewalTime } from '../../../lib/session';

const credentials = { clientId: 'a4f&b=324', clientSecret: '0b +df5' };
const grant = { access_token: '62c54b72', token_type: 'bearer', expires_in: 43199, scope: '' };

/** Logs in with an answer made up for the test; says what was sent. */
function loginWith(answer: unknown, scope?: string) {
  const sent: { body: string; safety: string }[] = [];
  const api: Pick<ApiClient, 'call'> = {
    call: async ({ request, safety }) => {
      sent.push({ body: String(request.body), safety });
      const call = { platform: 'dhgj', operation: 'oauth/token', status: 200, attempts: 1, durationMs: 1 };
      return { data: answer, call };
    },
  };
  const tokenProvider = new DhgjTokenProvider(
    api as ApiClient,
    scope === undefined ? credentials : { ...credentials, scope },
  );
  return { sent, login: () => tokenProvider.login(new AbortController().signal) };
}

describe('DHGJ tokens (docs/platforms/dhgj.md, "Token": 认证管理)', () => {
  it('sends the credentials as a form, the scope only when it is given, be it blank', async () => {
    const without = loginWith(grant);
    await without.login();
    expect(Object.fromEntries(new URLSearchParams(without.sent[0]?.body))).to.deep.equal({
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      grant_type: 'client_credentials',
    });
    const withScope = loginWith(grant, 'machines');
    await withScope.login();
    expect(new URLSearchParams(withScope.sent[0]?.body).get('scope')).to.equal('machines');
    const blank = loginWith(grant, '');
    await blank.login();
    expect(new URLSearchParams(blank.sent[0]?.body).get('scope')).to.equal('');
  });

  it('keeps value, type and life as answered', async () => {
    const before = steadyTime();
    const token = await loginWith({ ...grant, token_type: 'Bearer', scope: 'x' }).login();
    expect(token).to.include({ value: '62c54b72', type: 'Bearer', scope: 'x' });
    expect(token.expiresAt).to.be.within(before + 43_199_000, steadyTime() + 43_199_000);
    expect(renewalTime(token)).to.be.below(token.expiresAt ?? 0);
  });

  it('takes bearer for a type that is missing', async () => {
    const token = await loginWith({ ...grant, token_type: undefined }).login();
    expect(token.type).to.equal('bearer');
  });

  it('keeps a token without a life until a call is refused (docs/platforms/dhgj.md)', async () => {
    const { login } = loginWith({ ...grant, expires_in: undefined });
    for (const token of [await login(), await login()]) {
      expect(token).not.to.have.any.keys('expiresAt', 'renewAt');
      expect(renewalTime(token)).to.equal(Number.POSITIVE_INFINITY);
    }
  });

  it('does not ask for every call within the last second of a token', async () => {
    const token = await loginWith({ ...grant, expires_in: 0 }).login();
    expect(token.expiresAt).to.equal(token.obtainedAt + 1000);
  });

  it('asks early once only while the platform answers the same token', async () => {
    const { login } = loginWith(grant);
    await login();
    const again = await login();
    expect(renewalTime(again)).to.equal(again.expiresAt);
  });

  for (const wrong of [
    'text',
    [],
    { ...grant, access_token: undefined },
    { ...grant, access_token: 5 },
    { ...grant, access_token: 'two words' },
    { ...grant, access_token: 'line\r\nX-Injected: 1' },
    { ...grant, token_type: 'bearer\r\nX-Injected: 1' },
    { ...grant, token_type: 7 },
    { ...grant, expires_in: 'soon' },
    { ...grant, expires_in: '' },
    { ...grant, expires_in: -1 },
  ]) {
    it(`refuses the answer ${JSON.stringify(wrong)}`, async () => {
      const error = await loginWith(wrong)
        .login()
        .catch((thrown: ShopfloorError) => thrown);
      expect(error).to.include({ code: 'dhgj:unexpected-answer', retryable: false });
    });
  }
});
