import { expect } from 'chai';
import { BivrostClient, type BivrostClientOptions } from '../../../lib/bivrost';
import type { ShopfloorError } from '../../../lib/errors';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import type { BivrostOptions } from '../../../lib/simulator/bivrost/settings';
import { faultAnswers } from '../../../lib/simulator/faults';
import { hurried } from '../../support/fake-clock';

const PASSWORD = 'canary-password-71';
const KEY = 'sk-canary-key-72';
const users = [
  { username: 'planner', password: PASSWORD, isAdmin: true, secretKey: KEY },
  { username: 'viewer', password: PASSWORD, isAdmin: false, authorizedApis: 'prefix,/cnc/read' },
];

describe('Logins at a gateway (docs/platforms/bivrost.md, "Login"; docs/behaviour.md, "Login and token")', () => {
  let simulator: BivrostSimulator;
  let client: BivrostClient;

  async function start(
    options: BivrostOptions = {},
    account: Partial<BivrostClientOptions> = {},
  ): Promise<void> {
    simulator = new BivrostSimulator({ users, logSize: 500, ...options });
    await simulator.start();
    client = open(account);
  }

  function open(account: Partial<BivrostClientOptions> = {}): BivrostClient {
    return new BivrostClient({
      baseUrl: simulator.origin,
      username: 'planner',
      password: PASSWORD,
      ...account,
    });
  }

  afterEach(async () => {
    client.close();
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  const read = () => client.request('cnc/readCount', { machineID: '1010' });
  const write = () => client.request('cnc/createDir', { machineID: '1010', dirName: 'new' });

  async function failure(call: Promise<unknown>): Promise<ShopfloorError> {
    const error = await call.then(
      () => new Error('it succeeded'),
      (thrown: ShopfloorError) => thrown,
    );
    const shown = JSON.stringify([error.message, error.stack, { ...error }]);
    expect(shown).not.to.include(PASSWORD).and.not.to.include(KEY);
    return error as ShopfloorError;
  }

  it('log in once, whoever asks, and send the token as a bearer', async () => {
    await start();
    await Promise.all(Array.from({ length: 50 }, read));
    expect(simulator.logins).to.deep.equal({ succeeded: 1, refused: 0 });
    expect(simulator.log.entries.at(-1)?.headers.authorization).to.match(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it(
    'renew a token before it ends',
    hurried(async () => {
      await start({ tokenLifeSeconds: 2 });
      await read();
      const end = Date.now() + 3_000;
      while (Date.now() < end) expect((await read()).call.attempts).to.equal(1);
      expect(simulator.logins.refused).to.equal(0);
      expect(simulator.logins.succeeded).to.be.within(2, 4);
      expect(simulator.statistics.calls.filter(({ errorCode }) => errorCode === 7)).to.deep.equal([]);
    }),
  );

  it('cost one new login and one repeat when the gateway has forgotten the token', async () => {
    await start();
    await read();
    simulator.endTokens();
    await Promise.all(Array.from({ length: 20 }, read));
    expect(simulator.logins).to.deep.equal({ succeeded: 2, refused: 0 });
    simulator.endTokens();
    await write();
    expect(simulator.logins.succeeded).to.equal(3);
    expect(simulator.statistics.succeeded('cnc/createDir')).to.equal(1);
  });

  it('leave each other alone: a second login does not end the first', async () => {
    await start();
    await read();
    const second = open();
    await second.request('config/gateway-info');
    second.close();
    await read();
    expect(simulator.logins.succeeded).to.equal(2);
  });

  it('are not repeated for a minute after a refusal', async () => {
    await start({}, { password: 'wrong' });
    const error = await failure(read());
    expect(error).to.include({ kind: 'auth', code: 'bivrost:7', retryable: false });
    await failure(read());
    await failure(write());
    expect(simulator.logins).to.deep.equal({ succeeded: 0, refused: 1 });
    expect(client.session.state.name).to.equal('refused');
  });

  it('fail before anything is sent without name or password', async () => {
    await start();
    expect(() => open({ username: ' ' })).to.throw('user name is missing');
    expect(() => open({ password: '' })).to.throw('password is missing');
    expect(() => open({ auth: 'key' })).to.throw('secret key is missing');
    expect(simulator.traffic.requests).to.equal(0);
  });

  it('work by a permanent key without any login', async () => {
    await start({}, { auth: 'key', key: KEY });
    await read();
    await write();
    expect(simulator.logins.succeeded).to.equal(0);
    expect(simulator.log.entries.at(-1)?.headers.authorization).to.equal(`Bearer ${KEY}`);
  });

  it('tell a withdrawn key at once, with no secret in the failure', async () => {
    await start({}, { auth: 'key', key: 'sk-withdrawn' });
    expect(await failure(read())).to.include({ kind: 'permission', code: 'bivrost:7' });
    expect(simulator.statistics.countOf('cnc/readCount')).to.equal(1);
  });

  it('are not needed while security control is off', async () => {
    await start({}, { auth: 'none' });
    expect(await failure(read())).to.include({ kind: 'permission' });
    simulator.security.enable = false;
    await read();
    expect(simulator.log.entries.at(-1)?.headers).not.to.have.property('authorization');
  });

  it('meet the white list with keys and not with tokens (docs/platforms/bivrost.md, "Login")', async () => {
    await start({}, { auth: 'key', key: KEY });
    Object.assign(simulator.security, { enableIpWhiteList: true, ipWhiteList: '10.0.0.1;' });
    const error = await failure(read());
    expect(error).to.include({ kind: 'permission', httpStatus: 401 });
    expect(error.message).to.include('white list');
    client.close();
    client = open();
    await read();
  });

  it('do not open what is protected, and do not log in over and over for it', async () => {
    await start();
    const offset = { machineID: '1010', toolNum: 1, lengthWear: 0.1 };
    for (let call = 0; call < 10; call += 1) {
      const error = await failure(client.request('cnc/writeOffsetData', offset));
      expect(error).to.include({ kind: 'permission', code: 'bivrost:7', retryable: false });
    }
    expect(simulator.logins.succeeded).to.be.at.most(4);
    expect(simulator.statistics.succeeded('cnc/writeOffsetData')).to.equal(0);
    await read();
    simulator.security.protectedApi = '';
    await client.request('cnc/writeOffsetData', offset);
    const { data } = await client.request('cnc/readOffsetData', { machineID: '1010', toolNum: 1 });
    expect(data).to.include({ lengthWear: 0.1 });
  });

  it('give a user what he may use and no more', async () => {
    await start({}, { username: 'viewer' });
    await read();
    expect(await failure(client.request('config/machines'))).to.include({ kind: 'permission' });
  });

  it(
    'repeat reads on 429, 5xx and cut connections, obeying Retry-After',
    hurried(async () => {
      await start();
      simulator.faults.answerNext(1, faultAnswers.tooManyRequests(1), { path: '/api/cnc/readCount' });
      const started = performance.now();
      expect((await read()).call.attempts).to.equal(2);
      expect(performance.now() - started).to.be.above(950);
      for (const answer of [faultAnswers.tooManyRequests(), faultAnswers.serverError(503)]) {
        simulator.faults.answerNext(1, answer, { path: '/api/cnc/readCount' });
        expect((await read()).call.attempts).to.equal(2);
      }
      simulator.faults.add({ path: '/api/cnc/readCount', drop: 'midway' });
      expect((await read()).call.attempts).to.equal(2);
    }),
  );

  it('never send a change twice, whatever becomes of it', async () => {
    await start();
    await read();
    const cases = [
      { answer: faultAnswers.serverError(500) },
      { answer: faultAnswers.htmlPage() },
      { drop: 'before' },
      { drop: 'midway' },
      { drop: 'after' },
    ] as const;
    for (const [index, fault] of cases.entries()) {
      const active = simulator.faults.add({ path: '/api/cnc/createDir', ...fault });
      const before = simulator.traffic.requests;
      await failure(client.request('cnc/createDir', { machineID: '1010', dirName: `d${index}` }));
      expect(simulator.traffic.requests - before, JSON.stringify(fault)).to.equal(1);
      expect(active.hits).to.equal(1);
    }
  });

  it('repeat a change that was answered with 429: nothing was done', async () => {
    await start();
    const active = simulator.faults.add({
      path: '/api/cnc/createDir',
      answer: faultAnswers.tooManyRequests(0),
    });
    const { call } = await client.request('cnc/createDir', { machineID: '1010', dirName: 'd' });
    expect([call.attempts, active.hits]).to.deep.equal([2, 1]);
  });

  it('do not repeat a call to a machine that is off, which the gateway answers with 502', async () => {
    await start({ offlineDelayMs: 0 });
    const error = await failure(client.request('cnc/readCount', { machineID: '1021' }));
    expect(error).to.include({
      kind: 'offline',
      code: 'bivrost:3',
      httpStatus: 502,
      attempts: 1,
      retryable: true,
    });
    expect(simulator.statistics.countOf('cnc/readCount')).to.equal(1);
  });

  it('say what answers in place of the gateway', async () => {
    await start();
    await read();
    simulator.faults.answerNext(1, faultAnswers.htmlPage(), { path: '/api/cnc/readCount' });
    expect((await failure(read())).message).to.include('web page');
    simulator.faults.answerNext(1, faultAnswers.truncatedJson(), { path: '/api/cnc/readCount' });
    expect((await failure(read())).message).to.include('damaged JSON');
    simulator.faults.answerNext(1, faultAnswers.redirect('http://10.0.0.1/'), { path: '/api/cnc/readCount' });
    expect(await failure(read())).to.include({ code: 'network:redirect' });
  });
});
