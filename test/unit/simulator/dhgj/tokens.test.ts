import { expect } from 'chai';
import { PlainDhgj } from './plain-client';

describe('the DHGJ simulator, tokens and headers (docs/platforms/dhgj.md, "Requests" and "Token")', () => {
  let dhgj: PlainDhgj;
  let now = Date.parse('2024-06-01T08:00:00Z');

  beforeEach(async () => {
    dhgj = await PlainDhgj.start({ now: () => now });
  });

  afterEach(() => dhgj.stop());

  it('gives a token for the right credentials, with the fields of the document', async () => {
    const { status, json } = await dhgj.login();
    expect(status).to.equal(200);
    expect(json).to.have.all.keys('access_token', 'token_type', 'expires_in', 'scope');
    expect(json).to.include({ token_type: 'bearer', expires_in: 604_800, scope: '' });
  });

  for (const [fields, status, error] of [
    [{ client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ client_id: 'nobody' }, 401, 'invalid_client'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ scope: 'everything' }, 400, 'invalid_scope'],
  ] as const) {
    it(`refuses a login with ${JSON.stringify(fields)}`, async () => {
      const answer = await dhgj.login(fields);
      expect(answer.status).to.equal(status);
      expect(answer.json['error']).to.equal(error);
      expect(dhgj.simulator.statistics).to.include({ refusedLogins: 1 });
    });
  }

  it('takes credentials from a form only', async () => {
    const query = '?client_id=simulator&client_secret=simulator&grant_type=client_credentials';
    const answer = await dhgj.send('POST', `/oauth/token${query}`, {});
    expect(answer.status).to.equal(400);
  });

  it('answers the same token while it lives, with the time that it has left', async () => {
    const first = await dhgj.login();
    now += 1000_000;
    const second = await dhgj.login();
    expect(second.json['access_token']).to.equal(first.json['access_token']);
    expect(second.json['expires_in']).to.equal(604_800 - 1000);
  });

  it('ends the token early when tokens are asked for often', async () => {
    const token = await dhgj.token();
    for (let count = 1; count < dhgj.simulator.settings.loginsPerMinute; count += 1) {
      expect(await dhgj.token()).to.equal(token);
    }
    const next = await dhgj.token();
    expect(next).not.to.equal(token);
    expect((await dhgj.call('GET', '/api/machines', undefined, token)).status).to.equal(401);
    expect((await dhgj.call('GET', '/api/machines', undefined, next)).status).to.equal(200);
    expect(dhgj.simulator.statistics.tokensEndedEarly).to.equal(1);
  });

  it('gives a new token at each login when it is told to', async () => {
    dhgj.simulator.settings.answersLiveToken = false;
    expect(await dhgj.token()).not.to.equal(await dhgj.token());
  });

  it('refuses a token that has ended, and another spelling of its type', async () => {
    const token = await dhgj.token();
    for (const authorization of [`Bearer ${token}`, `bearer  ${token}`, token, 'bearer x']) {
      const answer = await dhgj.send('GET', '/api/machines', { Authorization: authorization });
      expect(answer.status, authorization).to.equal(401);
    }
    now += 604_800_000;
    expect((await dhgj.call('GET', '/api/machines', undefined, token)).status).to.equal(401);
  });

  it('answers 400 to any header that the samples do not show', async () => {
    const token = await dhgj.token();
    for (const name of ['Accept', 'User-Agent', 'Accept-Encoding', 'Cookie', 'X-Any', 'Cache-Control']) {
      const headers = { Authorization: `bearer ${token}`, [name]: 'x' };
      expect((await dhgj.send('GET', '/api/machines', headers)).status, name).to.equal(400);
      expect((await dhgj.login({}, { [name]: 'x' })).status, name).to.equal(400);
    }
    expect((await dhgj.login({}, { Authorization: `bearer ${token}` })).status).to.equal(400);
    expect(dhgj.simulator.statistics.headerFaults).to.have.length(13);
  });

  it('answers 400 to Content-Type without a body, a body without it, and a chunked body', async () => {
    const authorization = { Authorization: `bearer ${await dhgj.token()}` };
    const json = { 'Content-Type': 'application/json' };
    for (const [headers, body] of [
      [json, ''],
      [{ 'Content-Length': '2' }, '{}'],
      [{ ...json, 'Transfer-Encoding': 'chunked' }, '{}'],
    ] as const) {
      const answer = await dhgj.send('POST', '/api/workorders', { ...authorization, ...headers }, body);
      expect(answer.status, JSON.stringify(headers)).to.equal(400);
    }
  });

  it('answers 429 above the permitted number of calls, with Retry-After when it is told to', async () => {
    Object.assign(dhgj.simulator.settings, { callsPerMinute: 2 });
    const token = await dhgj.token();
    const call = () => dhgj.call('GET', '/api/machines', undefined, token);
    expect([(await call()).status, (await call()).status]).to.deep.equal([200, 200]);
    expect((await call()).headers['retry-after']).to.equal(undefined);
    dhgj.simulator.settings.retryAfterSeconds = 3;
    const refused = await call();
    expect([refused.status, refused.headers['retry-after']]).to.deep.equal([429, '3']);
    now += 60_000;
    expect((await call()).status).to.equal(200);
  });
});
