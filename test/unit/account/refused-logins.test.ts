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
