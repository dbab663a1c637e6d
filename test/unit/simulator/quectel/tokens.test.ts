import { expect } from 'chai';
import { QuectelTester, sign } from './support';

const products = '/v2/quecproductmgr/r3/openapi/products';

describe('the Quectel simulator’s tokens (docs/platforms/quectel.md, "Token": 授权API)', () => {
  let tester: QuectelTester;

  afterEach(() => tester.stop());

  it('are given for a fresh signature, flat and with their prefix', async () => {
    tester = await QuectelTester.start();
    const answer = await tester.login();
    expect(answer).to.include({ code: 200, token_type: 'jwt', expires_in: 86_400, scope: '' });
    expect(answer['access_token']).to.match(/^QJWT [\w-]+\.[\w-]+\.[\w-]+$/);
    expect(answer).not.to.have.property('data');
    expect((await tester.get(products)).code).to.equal(200);
  });

  it('are given for the fields of the user name in any order', async () => {
    tester = await QuectelTester.start();
    const { createHash } = await import('node:crypto');
    const username = `timestamp=${Date.now()}&access_key=simulator&ver=1&sign_method=sha256&auth_mode=accessKey`;
    const password = createHash('sha256').update(`${username}simulator`).digest('hex');
    expect((await tester.login({ username, password })).code).to.equal(200);
  });

  // Signed when the test runs: the suite takes longer than the minute by which some of them miss.
  for (const [what, fields, code] of [
    ['an unknown access key', () => sign(Date.now(), { key: 'nobody' }), 90047],
    ['a wrong secret', () => sign(Date.now(), { secret: 'wrong' }), 50005],
    ['a timestamp eleven minutes old', () => sign(Date.now() - 11 * 60_000), 50005],
    ['a timestamp eleven minutes ahead', () => sign(Date.now() + 11 * 60_000), 50005],
    ['upper-case hex', () => ({ ...sign(), password: sign().password.toUpperCase() }), 50005],
    [
      'a percent-encoded user name that was signed',
      () => ({ ...sign(), username: encodeURIComponent(sign().username) }),
      50005,
    ],
    ['another grant type', () => ({ ...sign(), grant_type: 'client_credentials' }), 50005],
    ['no password', () => ({ ...sign(), password: '' }), 50005],
  ] as const) {
    it(`are refused for ${what}`, async () => {
      tester = await QuectelTester.start();
      expect((await tester.login(fields())).code).to.equal(code);
    });
  }

  it('are refused when the user name is not encoded as a whole', async () => {
    tester = await QuectelTester.start();
    const { username, password } = sign();
    const path = '/v2/quecauth/accessKeyAuthrize/accessKeyLogin';
    const answer = await tester.ask(`${path}?grant_type=password&password=${password}&username=${username}`);
    expect(answer.code).to.equal(50005);
  });

  it('are wanted by every other call, without Bearer', async () => {
    tester = await QuectelTester.start();
    expect((await tester.get(products)).code).to.equal(91001);
    await tester.login();
    const { token } = tester;
    for (const [wrong, code] of [
      [`Bearer ${token}`, 91004],
      [token.slice(5), 91004],
      [`${token}x`, 91001],
    ] as const) {
      tester.token = wrong;
      expect((await tester.get(products)).code, wrong.slice(0, 12)).to.equal(code);
    }
  });

  it('end with their life', async () => {
    let now = Date.now();
    tester = await QuectelTester.start({ now: () => now, tokenLifeSeconds: 60 });
    await tester.login(sign(now));
    now += 59_000;
    expect((await tester.get(products)).code).to.equal(200);
    now += 2_000;
    expect((await tester.get(products)).code).to.equal(91001);
    expect((await tester.renew()).code).to.equal(91001);
  });

  it('come back the same within 30 minutes, and renewed with a new life after', async () => {
    let now = Date.now();
    tester = await QuectelTester.start({ now: () => now, tokenLifeSeconds: 7_200 });
    await tester.login(sign(now));
    now += 29 * 60_000;
    const same = await tester.renew();
    expect(same['access_token']).to.equal(tester.token);
    expect(same['expires_in']).to.equal(7_200 - 29 * 60);
    now += 2 * 60_000;
    const other = await tester.renew();
    expect(other['access_token']).not.to.equal(tester.token);
    expect(other['expires_in']).to.equal(7_200);
  });

  it('of a disabled key fail at the renewal and end with it', async () => {
    tester = await QuectelTester.start({ sameTokenMs: 0 });
    await tester.login();
    const [account] = tester.simulator.settings.accounts;
    if (account) account.disabled = true;
    expect((await tester.renew()).code).to.equal(91005);
    expect((await tester.get(products)).code).to.equal(91001);
    expect((await tester.login()).code).to.equal(91005);
  });

  it('do not open what the account may not use', async () => {
    const account = { accessKey: 'simulator', accessSecret: 'simulator', number: '1', products: ['p1SPN1'] };
    tester = await QuectelTester.start({
      accounts: [{ ...account, closedApis: ['/v2/quecrule'] }],
    });
    await tester.login();
    expect((await tester.post('/v2/quecrule/r1/openapi/queue/list', {})).code).to.equal(91007);
    expect(
      (await tester.get('/v2/quecproductmgr/r3/openapi/product/detail', { productKey: 'p1TRK1' })).code,
    ).to.equal(70089);
    const [first] = tester.simulator.settings.accounts;
    if (first) first.notWhiteListed = true;
    expect((await tester.get(products)).code).to.equal(91006);
  });
});
