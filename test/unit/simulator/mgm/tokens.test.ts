import { expect } from 'chai';
import { PlainMgm } from './plain-client';

describe('the MGM simulator, tokens (docs/platforms/mgm.md, "Tokens": 一, 二.1, 补)', () => {
  let mgm: PlainMgm;
  let time: number;

  beforeEach(async () => {
    time = Date.now();
    mgm = await PlainMgm.start({ now: () => time });
  });

  afterEach(() => mgm.stop());

  const refusal = (code: number, message: string) => ({ status: 200, code, message, data: {} });

  it('are given for app key and secret, for two hours', async () => {
    const answer = await mgm.token('get_access_token', { app_key: 'simulator', app_secret: 'simulator' });
    expect(answer.status).to.equal(200);
    expect(answer.code).to.equal(200);
    expect(answer.data).to.have.all.keys('access_token', 'expires_in', 'refresh_token');
    expect(answer.data['expires_in']).to.equal(7200);
    expect(mgm.simulator.statistics.logins).to.have.length(1);
  });

  const logins: [string, unknown, number, string][] = [
    ['an unknown app key', { app_key: 'nobody', app_secret: 'simulator' }, 3000, 'invalid app_key'],
    ['a wrong secret', { app_key: 'simulator', app_secret: 'wrong' }, 3001, 'invalid app_secret'],
    ['an app key that is no text', { app_key: 1, app_secret: 'simulator' }, 3010, 'app_key must be str'],
    ['no app key', { app_secret: 'simulator' }, 3010, 'app_key must be str'],
    ['a secret that is no text', { app_key: 'simulator', app_secret: ['x'] }, 3010, 'app_secret must be str'],
    ['no secret', { app_key: 'simulator' }, 3010, 'app_secret must be str'],
    ['no data', undefined, 3010, 'app_key must be str'],
  ];

  for (const [what, data, code, message] of logins) {
    it(`are refused for ${what}: ${code}`, async () => {
      expect(await mgm.token('get_access_token', data)).to.deep.equal(refusal(code, message));
      expect(mgm.simulator.statistics.refusals.get(code)).to.equal(1);
      expect(mgm.simulator.statistics.logins).to.be.empty;
    });
  }

  it('are refused for a disabled app key: 3002 at login, 3013 in use', async () => {
    const grant = await mgm.logIn();
    mgm.simulator.settings.accounts = [{ appKey: 'simulator', appSecret: 'simulator', disabled: true }];
    expect(
      await mgm.token('get_access_token', { app_key: 'simulator', app_secret: 'simulator' }),
    ).to.deep.equal(refusal(3002, 'app key disabled'));
    expect(await mgm.renew(grant)).to.deep.equal(refusal(3002, 'app key disabled'));
    expect(await mgm.resource('get_organization', grant.access_token)).to.deep.equal(
      refusal(3013, 'app key disable'),
    );
  });

  it('end after their time: 3005', async () => {
    const grant = await mgm.logIn();
    time += 7_199_000;
    expect(await mgm.codesOf(grant)).to.deep.equal([200]);
    time += 1000;
    expect(await mgm.resource('get_organization', grant.access_token)).to.deep.equal(
      refusal(3005, 'access_token expired'),
    );
  });

  it('live as long as the setting says', async () => {
    mgm.simulator.settings.tokenLifeSeconds = 4;
    const grant = await mgm.logIn();
    expect(grant.expires_in).to.equal(4);
    time += 4000;
    expect(await mgm.codesOf(grant)).to.deep.equal([3005]);
  });

  it('are prolonged and stay the same when refreshed in time', async () => {
    const grant = await mgm.logIn();
    time += 7_000_000;
    const answer = await mgm.renew(grant);
    expect(answer.data).to.include({ access_token: grant.access_token, expires_in: 7200 });
    time += 7_000_000;
    expect(await mgm.codesOf(grant)).to.deep.equal([200]);
    time += 200_000;
    expect(await mgm.codesOf(grant)).to.deep.equal([3005]);
    expect(mgm.simulator.statistics.renewals).to.have.length(1);
  });

  it('are new when refreshed too late', async () => {
    const grant = await mgm.logIn();
    time += 7_200_000;
    const answer = await mgm.renew(grant);
    expect(answer.code).to.equal(200);
    expect(answer.data['access_token']).to.be.a('string').and.not.equal(grant.access_token);
    expect((await mgm.resource('get_organization', answer.data['access_token'])).code).to.equal(200);
  });

  it('are not refreshed with an unknown refresh token: 3004', async () => {
    const grant = await mgm.logIn();
    for (const refresh_token of ['unknown', undefined, 7, grant.access_token]) {
      const answer = await mgm.token('refresh_token', { app_key: 'simulator', refresh_token });
      expect(answer).to.deep.equal(refusal(3004, 'invalid refresh_token'));
    }
    expect((await mgm.renew(grant, 'nobody')).code).to.equal(3000);
  });

  it('are not refreshed after 30 days: 3006', async () => {
    const grant = await mgm.logIn();
    time += 30 * 24 * 3600 * 1000;
    expect(await mgm.renew(grant)).to.deep.equal(refusal(3006, 'refresh_token expired'));
  });

  it('are not refreshed while renewal is refused', async () => {
    const grant = await mgm.logIn();
    mgm.simulator.settings.refuseRenewal = true;
    expect((await mgm.renew(grant)).code).to.equal(3004);
    mgm.simulator.settings.refuseRenewal = false;
    expect((await mgm.renew(grant)).code).to.equal(200);
  });

  it('are valid only when newest of their app key: 3008', async () => {
    const [first, second] = [await mgm.logIn(), await mgm.logIn()];
    expect(await mgm.codesOf(first, second)).to.deep.equal([3008, 200]);
    expect((await mgm.resource('get_organization', first.access_token)).message).to.equal('not lasted token');
    expect((await mgm.renew(first)).code).to.equal(3004);
  });

  it('of one app key do not touch those of another', async () => {
    mgm.simulator.settings.accounts.push({ appKey: 'other', appSecret: 'secret' });
    const mine = await mgm.logIn();
    const theirs = await mgm.logIn('other', 'secret');
    expect(await mgm.codesOf(mine, theirs)).to.deep.equal([200, 200]);
    expect((await mgm.renew(theirs, 'simulator')).code).to.equal(3004);
  });

  it('are refused when unknown (3003) or missing (3007)', async () => {
    expect(await mgm.resource('get_organization', 'unknown')).to.deep.equal(
      refusal(3003, 'invalid access_token'),
    );
    for (const token of [undefined, '', 7, null]) {
      expect(await mgm.resource('get_organization', token)).to.deep.equal(refusal(3007, 'invalid token'));
    }
  });

  it('are not the same in another run with the same seed', async () => {
    const other = await PlainMgm.start();
    expect((await other.logIn()).access_token).not.to.equal((await mgm.logIn()).access_token);
    await other.stop();
  });

  it('can be ended by hand', async () => {
    const grant = await mgm.logIn();
    mgm.simulator.endTokens();
    expect(await mgm.codesOf(grant)).to.deep.equal([3005]);
    expect((await mgm.renew(grant)).code).to.equal(200);
  });

  it('allow 200 calls in any minute: 3009', async () => {
    const grant = await mgm.logIn();
    expect(await mgm.codesOf(...Array.from({ length: 150 }, () => grant))).not.to.include(3009);
    time += 30_000;
    const codes = await mgm.codesOf(...Array.from({ length: 51 }, () => grant));
    expect(codes.filter((code) => code === 3009)).to.have.length(1);
    time += 29_999;
    expect(await mgm.codesOf(grant)).to.deep.equal([3009]);
    time += 1;
    expect(await mgm.codesOf(...Array.from({ length: 150 }, () => grant))).not.to.include(3009);
    expect(await mgm.codesOf(grant)).to.deep.equal([3009]);
    expect((await mgm.resource('get_organization', grant.access_token)).message).to.equal(
      'api call too frequently',
    );
  });
});
