import { expect } from 'chai';
import { LocalStore } from '../../../lib/account/account-store';
import { BivrostClient } from '../../../lib/bivrost';
import { DhgjClient } from '../../../lib/dhgj';
import { OmsClient } from '../../../lib/oms';
import { QuectelClient } from '../../../lib/quectel';
import { failureOf, TestServer } from '../../support/servers';

/** SECURITY: a refused login is not repeated, whoever asks, so that no account gets locked. */
describe('Refused logins of an account', function () {
  this.timeout(20_000);
  let server: TestServer;
  let store: LocalStore;

  const refuseAll = async (body: object, status = 200): Promise<void> => {
    server = await TestServer.start((response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  };

  beforeEach(() => {
    store = new LocalStore();
  });

  afterEach(() => server.stop());

  it('are remembered by the next client of the account, and five in ten minutes are sent to whoever asks', async () => {
    await refuseAll({ error: 'invalid_client', error_description: 'Bad client credentials' }, 401);
    const attempt = async (asks: boolean, clientSecret = 'wrong') => {
      const client = new DhgjClient({ baseUrl: server.origin, clientId: 'client', clientSecret, store });
      if (asks) client.session.askAgain();
      const error = await failureOf(client.session.token());
      client.close();
      return error;
    };
    await attempt(false);
    expect((await attempt(false)).message).to.include('Bad client credentials');
    expect(server.seen).to.have.length(1);
    for (let count = 0; count < 8; count += 1) await attempt(true);
    expect(server.seen).to.have.length(5);
    expect((await attempt(true)).message).to.match(/Bad client credentials.*possible in \d+ s/);
    await attempt(false, 'another');
    expect(server.seen).to.have.length(6);
  });

  it('are counted for the account, whatever secrets, scopes and cases of its name they were tried with', async () => {
    let right = 'right';
    server = await TestServer.start((response, { body, rawHeaders }) => {
      const isRight = `${body} ${rawHeaders.join(' ')}`.includes(right);
      response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' });
      response.end(isRight ? '{"access_token":"t","expires_in":3600}' : '{"error":"invalid_client"}');
    });
    const open = (clientSecret: string, more: object = {}) =>
      new DhgjClient({ baseUrl: server.origin, clientId: 'client', clientSecret, store, ...more });
    const deployed = open('right');
    await deployed.session.token();
    const guess = async (clientSecret: string, more: object = {}) => {
      const client = open(clientSecret, more);
      const error = await failureOf(client.session.loginNow());
      client.close();
      await deployed.session.loginNow();
      return error;
    };
    for (let count = 0; count < 5; count += 1) {
      const more =
        [{}, { scope: 'a' }, { clientId: 'CLIENT' }, { baseUrl: `${server.origin}/x` }][count] ?? {};
      expect((await guess(`guess ${count}`, more)).code).to.equal('dhgj:invalid_client');
    }
    const sent = server.seen.length;
    const refused = await guess('guess 6');
    expect(refused).to.include({ code: 'session:too-many-refused', kind: 'auth', retryable: false });
    expect(refused.message).to.match(/5 logins of this account were refused.*possible in \d+ s/);
    // The one that is right, and was before, is no guess.
    expect(server.seen).to.have.length(sent + 1);
    const other = open('guess 7', { clientId: 'another' });
    expect((await failureOf(other.session.loginNow())).code).to.equal('dhgj:invalid_client');
    right = 'nothing';
    expect((await failureOf(deployed.session.loginNow())).code).to.equal('dhgj:invalid_client');
    expect((await failureOf(deployed.session.loginNow())).message).to.include('not asked again');
    for (const client of [deployed, other]) client.close();
  });

  it('are counted for all clients of the account together, whatever else they differ in', async () => {
    await refuseAll({ error: 'invalid_client', error_description: 'Bad client credentials' }, 401);
    const clients = Array.from({ length: 10 }, (_each, index) => {
      const options = { baseUrl: server.origin, clientId: 'client', clientSecret: 'wrong', store };
      return new DhgjClient({ ...options, timeoutMs: 5_000 + index });
    });
    const errors = await Promise.all(clients.map((client) => failureOf(client.session.token())));
    for (const client of clients) client.close();
    for (const { message } of errors) expect(message).to.include('Bad client credentials');
    expect(server.seen).to.have.length(1);
  });

  it('that succeed once more are no reason to wait', async () => {
    let isRight = false;
    server = await TestServer.start((response) => {
      response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' });
      response.end(isRight ? '{"access_token":"t","expires_in":3600}' : '{"error":"invalid_client"}');
    });
    const open = () =>
      new DhgjClient({ baseUrl: server.origin, clientId: 'client', clientSecret: 'secret', store });
    const first = open();
    await failureOf(first.session.token());
    isRight = true;
    first.session.askAgain();
    const token = await first.session.token();
    first.close();
    const second = open();
    expect(await second.session.token()).to.include({ value: token.value });
    second.close();
  });

  it('that are operations like others are not repeated by a loop of messages either', async () => {
    const cases: [
      operation: string,
      refusal: object,
      open: () => OmsClient | QuectelClient | BivrostClient,
    ][] = [
      [
        'auth/token',
        { code: 401, message: 'app secret is wrong' },
        () => new OmsClient({ baseUrl: server.origin, appId: 'app', appSecret: 'wrong', store }),
      ],
      [
        'accessKeyLogin',
        { code: 90047, msg: 'wrong' },
        () => new QuectelClient({ baseUrl: server.origin, accessKey: 'key', accessSecret: 'wrong', store }),
      ],
      [
        'auth/login',
        { errorCode: 7, errorMsg: 'no permission' },
        () => new BivrostClient({ baseUrl: server.origin, auth: 'none', store }),
      ],
    ];
    for (const [operation, refusal, open] of cases) {
      await refuseAll(refusal);
      const client = open();
      const values = {
        'auth/token': { app_id: 'app', timestamp: '1', sign: 'wrong' },
        'auth/login': { username: 'user', password: 'wrong' },
      }[operation];
      const errors = [];
      for (let count = 0; count < 4; count += 1)
        errors.push(await failureOf(client.request(operation, values)));
      client.close();
      for (const { kind } of errors) expect(kind, operation).to.be.oneOf(['auth', 'permission']);
      expect(server.seen, operation).to.have.length(1);
      if (operation !== 'auth/login') await server.stop();
    }
  });
});
