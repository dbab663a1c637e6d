import { inspect } from 'node:util';
import { expect } from 'chai';
import { LocalStore } from '../../../lib/account/account-store';
import type { DhgjMethod } from '../../../lib/dhgj/call-kinds';
import { DhgjClient } from '../../../lib/dhgj/client';
import type { DhgjCall } from '../../../lib/dhgj/request';
import type { ShopfloorError } from '../../../lib/errors';
import { DhgjSimulator } from '../../../lib/simulator/dhgj/dhgj-simulator';
import type { DhgjOptions } from '../../../lib/simulator/dhgj/settings';
import { faultAnswers } from '../../../lib/simulator/faults';
import { jsonReply } from '../../../lib/simulator/reply';
import { hurried } from '../../support/fake-clock';

const account = { clientId: 'plant-7', clientSecret: 'canary-secret-4711' };
const order = { machineId: 'M001', product: '法兰', quantity: 3 };
const read: DhgjCall = { method: 'GET', path: '/api/machines' };
const write: DhgjCall = { method: 'POST', path: '/api/workorders', body: 'json', data: order };
const business = /^\/api\//;

describe('the DHGJ client (docs/platforms/dhgj.md; docs/behaviour.md, "Login and token" and "Repeats")', () => {
  let simulator: DhgjSimulator;
  let client: DhgjClient;

  beforeEach(() => start({}));

  afterEach(async () => {
    client.close();
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  async function start(options: DhgjOptions): Promise<void> {
    simulator = new DhgjSimulator({ accounts: [account], logSize: 2000, ...options });
    await simulator.start();
    client = new DhgjClient({ ...account, baseUrl: simulator.origin });
  }

  async function restartWith(options: DhgjOptions): Promise<void> {
    client.close();
    await simulator.stop();
    await start(options);
  }

  const ask = ({ path, data, method, ...options }: DhgjCall, asked = client) =>
    asked.request(path, data, { ...options, method: method as DhgjMethod });
  const failureOf = (call: DhgjCall) =>
    ask(call).then(
      () => expect.fail('the call succeeded'),
      (error: ShopfloorError) => error,
    );
  const created = () => simulator.statistics.changes.filter(({ what }) => what === 'order-created').length;
  const logins = () => simulator.statistics.logins.length;
  const arrivals = (path: string) => simulator.log.entries.filter((entry) => entry.path === path);

  it('gives the data without its envelope, and a report of the call', async () => {
    const { data, call } = await ask({ method: 'GET', path: '/api/machines/M001/state' });
    expect(data).to.include({ machineId: 'M001' });
    expect(call).to.deep.include({
      platform: 'dhgj',
      operation: 'GET /api/machines/M001/state',
      status: 200,
      code: 200,
      message: '操作成功',
      attempts: 1,
    });
  });

  it('gives the other fields where an interface has no data', async () => {
    await client.session.token();
    simulator.faults.answerNext(1, jsonReply({ code: '200', message: 'ok', total: 0, rows: [] }), {
      path: business,
    });
    expect((await ask(read)).data).to.deep.equal({ total: 0, rows: [] });
  });

  it('sends no header but Host, Connection, Content-Type, Content-Length and Authorization', async () => {
    const allowed = ['host', 'connection', 'content-type', 'content-length', 'authorization'];
    const calls: DhgjCall[] = [
      read,
      { method: 'GET', path: '/api/workorders', query: { page: 2, status: 'done' } },
      { method: 'POST', path: '/api/workorders/query', body: 'form', data: { page: 1 }, onlyReads: true },
      { method: 'POST', path: '/api/workorders/query', body: 'form', data: {} },
      write,
      { method: 'PUT', path: '/api/workorders/WO000046', body: 'json', data: { remark: '急' } },
      { method: 'PATCH', path: '/api/workorders/WO000046', body: 'json', data: {} },
      { method: 'DELETE', path: '/api/workorders/WO000046' },
      { method: 'DELETE', path: '/api/workorders/WO000046', body: 'json', data: {} },
      { method: 'POST', path: '/api/nothing' },
    ];
    for (const call of calls) await ask(call).catch(() => undefined);
    simulator.endTokens();
    simulator.faults.answerNext(1, faultAnswers.serverError(), { path: business });
    await ask(read);
    expect(simulator.log.entries).to.have.length(calls.length + 5);
    for (const { rawHeaders, method, path } of simulator.log.entries) {
      const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
      expect(allowed, `${method} ${path}`).to.include.members(names);
    }
    expect(simulator.statistics.headerFaults).to.deep.equal([]);
  });

  it('logs in as the sample request shows, once for many calls at the same time', async () => {
    await Promise.all(Array.from({ length: 200 }, () => ask(read)));
    expect(logins()).to.equal(1);
    const [login] = arrivals('/oauth/token');
    expect(login?.headers['content-type']).to.equal('application/x-www-form-urlencoded');
    expect(login?.headers.authorization).to.equal(undefined);
    expect(login?.body).to.equal(
      `client_id=${account.clientId}&client_secret=${account.clientSecret}&grant_type=client_credentials`,
    );
  });

  for (const tokenType of ['bearer', 'Bearer', 'mac']) {
    it(`authorizes with the token type as answered: ${tokenType}`, async () => {
      simulator.settings.tokenType = tokenType;
      await ask(read);
      const [call] = arrivals(read.path);
      expect(call?.headers.authorization).to.match(new RegExp(`^${tokenType} [\\w-]+$`));
    });
  }

  it('answers 401 with one new token and one repeat, for reads and for changes', async () => {
    for (const call of [read, write]) {
      await ask(read);
      const before = logins();
      simulator.endTokens();
      const { call: report } = await ask(call);
      expect(report.status).to.equal(200);
      expect(logins()).to.equal(before + 1);
    }
    expect(created()).to.equal(1);
  });

  it('shares the new token among all calls that found the old one ended', async () => {
    await ask(read);
    simulator.endTokens();
    await Promise.all(Array.from({ length: 50 }, () => ask(read)));
    expect(logins()).to.equal(2);
  });

  it(
    'replaces a token that has come to its end',
    hurried(async () => {
      await restartWith({ tokenLifeSeconds: 1 });
      await ask(read);
      const end = client.session.state.name === 'live' ? (client.session.state.expiresAt ?? 0) : 0;
      while (Date.now() <= end) await ask(read);
      await ask(read);
      expect(new Set(arrivals(read.path).map(({ headers }) => headers.authorization))).to.have.property(
        'size',
        2,
      );
      expect(logins()).to.be.within(2, 4);
    }),
  );

  it('does not log in for every call of an interface that always answers 401', async () => {
    simulator.settings.answersLiveToken = false;
    simulator.faults.add({ path: '/api/forbidden', times: 100, answer: jsonReply({ code: 401 }, 401) });
    for (let count = 0; count < 10; count += 1) {
      const error = await failureOf({ method: 'GET', path: '/api/forbidden' });
      expect(error).to.include({ code: 'dhgj:http-401', kind: 'auth', retryable: false });
      await ask(read);
    }
    expect(logins()).to.be.at.most(4);
  });

  it('logs in again when another program’s logins ended the token', async () => {
    simulator.settings.answersLiveToken = false;
    await ask(read);
    const rival = new DhgjClient({ ...account, baseUrl: simulator.origin });
    await ask(read, rival);
    await ask(write);
    rival.close();
    expect([logins(), created()]).to.deep.equal([3, 1]);
  });

  it('stops asking after a refused login', async () => {
    client.close();
    client = new DhgjClient({ ...account, clientSecret: 'another-secret', baseUrl: simulator.origin });
    for (let count = 0; count < 5; count += 1) {
      const error = await failureOf(read);
      expect(error).to.include({ code: 'dhgj:invalid_client', kind: 'auth', httpStatus: 401 });
    }
    expect(simulator.statistics.refusedLogins).to.equal(1);
    expect(client.session.state.name).to.equal('refused');
  });

  it('logs in after a 500 that two logins at the same moment brought (docs/platforms/dhgj.md)', async () => {
    const body = '<oauth><error>server_error</error><error_description>Internal</error_description></oauth>';
    simulator.faults.answerNext(1, { status: 500, body }, { path: '/oauth/token' });
    expect((await ask(read)).call.status).to.equal(200);
    expect(arrivals('/oauth/token')).to.have.length(2);
  });

  it('stops asking after a login that was answered with a code', async () => {
    simulator.faults.answerNext(10, jsonReply({ code: 1003, message: '账号停用' }), { path: '/oauth/token' });
    for (let count = 0; count < 3; count += 1) {
      const error = await failureOf(read);
      expect(error).to.include({ code: 'dhgj:1003', kind: 'auth' });
      expect(error.message).to.include('账号停用');
    }
    expect(arrivals('/oauth/token')).to.have.length(1);
  });

  it(
    'repeats a read after 429 with growing delays',
    hurried(async () => {
      await restartWith({});
      await ask(read);
      simulator.faults.answerNext(3, faultAnswers.tooManyRequests(), { path: business });
      const { call } = await ask(read);
      expect(call.attempts).to.equal(4);
      const [, first = 0, second = 0, third = 0, fourth = 0] = arrivals(read.path).map(({ time }) => time);
      expect(second - first).to.be.at.least(240);
      expect(fourth - third).to.be.above(second - first);
    }),
  );

  it('repeats a change that was answered with 429: nothing was done', async () => {
    simulator.faults.answerNext(1, faultAnswers.tooManyRequests(0), { path: write.path });
    expect((await ask(write)).call.attempts).to.equal(2);
    expect(created()).to.equal(1);
  });

  it(
    'waits as long as Retry-After says',
    hurried(async () => {
      await restartWith({});
      await ask(read);
      simulator.faults.answerNext(1, faultAnswers.tooManyRequests(1), { path: business });
      await ask(read);
      const [, refused = 0, repeated = 0] = arrivals(read.path).map(({ time }) => time);
      expect(repeated - refused).to.be.at.least(990);
    }),
  );

  for (const [name, fault, expected] of [
    ['500', { answer: faultAnswers.serverError() }, { code: 'dhgj:http-500', kind: 'platform' }],
    ['a cut connection', { drop: 'after' }, { code: 'network:ECONNRESET', kind: 'network' }],
    ['a cut answer', { drop: 'midway' }, { kind: 'network' }],
  ] as const) {
    it(`reports ${name} on a change and does not send it again`, async () => {
      await ask(read);
      simulator.faults.add({ ...fault, path: write.path });
      const error = await failureOf(write);
      expect(error).to.include({ ...expected, retryable: true, attempts: 1 });
      expect(arrivals(write.path)).to.have.length(1);
      expect(created()).to.be.at.most(1);
    });

    it(`repeats a read, and a POST that only reads, after ${name}`, async () => {
      const query: DhgjCall = {
        method: 'POST',
        path: '/api/workorders/query',
        body: 'form',
        data: { page: 1 },
        onlyReads: true,
      };
      await ask(read);
      for (const call of [read, query]) {
        simulator.faults.add({ ...fault, path: call.path });
        expect((await ask(call)).call.attempts).to.equal(2);
      }
    });
  }

  it('sends a change that surely did not arrive again', async () => {
    // Another client leaves its token, so that the first thing that fails is the change itself.
    const store = new LocalStore();
    const former = new DhgjClient({ ...account, baseUrl: simulator.origin, store });
    await former.session.token();
    await simulator.stop();
    client.close();
    client = new DhgjClient({ ...account, baseUrl: simulator.origin, store });
    former.close();
    const outcome = ask(write);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await simulator.start();
    expect((await outcome).call.attempts).to.be.above(1);
    expect(created()).to.equal(1);
  });

  it('asks once more for a token whose answer was lost, and sends the change itself once', async () => {
    simulator.faults.add({ path: '/oauth/token', drop: 'after' });
    const before = logins();
    await ask(write);
    expect(logins()).to.equal(before + 2);
  });

  for (const [name, answer, expected] of [
    ['a web page', faultAnswers.htmlPage(), { code: 'dhgj:not-json', kind: 'platform' }],
    ['damaged JSON', faultAnswers.truncatedJson(), { code: 'dhgj:not-json', kind: 'platform' }],
    ['a list', jsonReply([]), { code: 'dhgj:unexpected-answer', kind: 'platform' }],
    ['no code', jsonReply({ data: 1 }), { code: 'dhgj:unexpected-answer', kind: 'platform' }],
    ['a null code', jsonReply({ code: null }), { code: 'dhgj:unexpected-answer', kind: 'platform' }],
    ['another 2xx', jsonReply({ code: 200 }, 201), { code: 'dhgj:http-201', kind: 'platform' }],
    ['400', jsonReply({ code: 400, message: 'Bad Request' }, 400), { code: 'dhgj:http-400', kind: 'input' }],
    ['403', jsonReply({ code: 403 }, 403), { code: 'dhgj:http-403', kind: 'permission' }],
    ['a redirect', faultAnswers.redirect('http://127.0.0.1:1/'), { code: 'network:redirect' }],
  ] as const) {
    it(`makes a clear failure of ${name}`, async () => {
      simulator.faults.answerNext(1, answer, { path: business });
      const error = await failureOf(read);
      expect(error).to.include({ ...expected, retryable: false, platform: 'dhgj', attempts: 1 });
    });
  }

  it('keeps the code and the text of a failure in the body', async () => {
    const error = await failureOf({ method: 'GET', path: '/api/workorders/none' });
    expect(error).to.include({ code: 'dhgj:1004', retryable: false, httpStatus: 200 });
    expect(error.message).to.include('工单不存在');
  });

  it('repeats reads after a code in the body that says it is a passing fault', async () => {
    simulator.faults.answerNext(1, jsonReply({ code: 500, message: '系统繁忙' }), { path: business });
    expect((await ask(read)).call.attempts).to.equal(2);
  });

  it('shows neither secret nor token in a failure, though the platform repeats them', async () => {
    const { value } = await client.session.token();
    simulator.faults.add({
      path: business,
      times: 2,
      answer: ({ headers }) =>
        jsonReply({ error: 'invalid_token', error_description: headers.authorization }, 401),
    });
    const refusedCall = await failureOf(read);
    const refusedLogin = jsonReply({ error: 'invalid_client', error_description: account.clientSecret }, 401);
    simulator.endTokens();
    simulator.faults.answerNext(1, refusedLogin, { path: '/oauth/token' });
    for (const error of [refusedCall, await failureOf(read)]) {
      expect(error.kind).to.equal('auth');
      const shown = inspect(error, { depth: 10 });
      expect(shown).to.include('***');
      expect(shown).not.to.include(account.clientSecret);
      expect(shown).not.to.include(value);
    }
  });

  it('refuses settings without which no login can be', () => {
    const baseUrl = simulator.origin;
    for (const [changes, field] of [
      [{ clientId: ' ' }, 'client_id'],
      [{ clientSecret: '' }, 'client_secret'],
      [{ baseUrl: 'saeapi.dhgjcloud.com' }, 'baseUrl'],
    ] as const) {
      expect(() => new DhgjClient({ ...account, baseUrl, ...changes }))
        .to.throw()
        .with.property('field', field);
    }
  });
});
