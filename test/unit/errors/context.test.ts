import { expect } from 'chai';
import { BivrostClient } from '../../../lib/bivrost';
import { DhgjClient } from '../../../lib/dhgj';
import { InputError, NetworkError, PlatformError, type ShopfloorError } from '../../../lib/errors';
import { MgmClient } from '../../../lib/mgm';
import { OmsClient } from '../../../lib/oms';
import { QuectelClient } from '../../../lib/quectel';
import { MemoryTokenStore, Session } from '../../../lib/session';
import { failureOf, TestServer } from '../../support/servers';
import { readCall, TestClients } from '../http/support';

describe('A failure says what was being done (docs/behaviour.md, "Failures": platform, operation, attempts)', () => {
  describe('also where the data of a good answer makes no sense', () => {
    let server: TestServer;
    let answer: object;

    beforeEach(async () => {
      server = await TestServer.start((response, { url, body }) => {
        const isLogin = /token|login/i.test(url) && !/resource/.test(url);
        const token = {
          access_token: 'QJWT a.b.c',
          refresh_token: 'renewal',
          expires_in: 100,
          token: 'a.b.c',
        };
        const isRefused = String(body).includes('refuse');
        response.end(JSON.stringify(isLogin && !isRefused ? { code: 200, ...token, data: token } : answer));
      });
    });

    afterEach(() => server.stop());

    it('of each platform', async () => {
      const { origin: baseUrl } = server;
      answer = { code: 200, data: 'nonsense' };
      const mgm = new MgmClient({ baseUrl, appKey: 'key', appSecret: 'secret-of-it' });
      const oms = new OmsClient({ baseUrl, appId: 'key', appSecret: 'secret-of-it' });
      const quectel = new QuectelClient({ baseUrl, accessKey: 'key', accessSecret: 'secret-of-it' });
      const bivrost = new BivrostClient({ baseUrl, username: 'key', password: 'secret-of-it' });
      const write = { productKey: 'p', devices: ['d'], data: [{ a: 1 }] };
      const cases: [() => Promise<unknown>, string, string][] = [
        [() => mgm.getOrganization(), 'mgm', 'get_organization'],
        [() => mgm.getSysInfo(['m']), 'mgm', 'get_sys_info'],
        [() => oms.choices('device/list'), 'oms', 'device/list'],
        [() => oms.pages('device/list')[Symbol.asyncIterator]().next(), 'oms', 'device/list'],
        [() => quectel.request('deviceWriteData', write), 'quectel', 'deviceWriteData'],
        [() => bivrost.machines(), 'bivrost', 'config/machines'],
      ];
      for (const [ask, platform, operation] of cases) {
        const error = await failureOf(ask());
        expect(error, operation).to.include({ platform, operation, attempts: 1, httpStatus: 200 });
        expect(error.code).to.equal(`${platform}:unexpected-answer`);
      }
      for (const client of [mgm, oms, quectel, bivrost]) client.close();
    });

    it('of a login', async () => {
      const { origin } = server;
      answer = { code: 200, data: {} };
      const refuse = 'refuse-of-it';
      const mgm = new MgmClient({ baseUrl: `${origin}/refuse`, appKey: refuse, appSecret: refuse });
      const dhgj = new DhgjClient({ baseUrl: origin, clientId: refuse, clientSecret: refuse });
      const oms = new OmsClient({ baseUrl: origin, appId: refuse, appSecret: refuse });
      const bivrost = new BivrostClient({ baseUrl: origin, username: refuse, password: refuse });
      const cases: [() => Promise<unknown>, string, string][] = [
        [() => mgm.getOrganization(), 'mgm', 'get_access_token'],
        [() => dhgj.request('/a'), 'dhgj', 'oauth/token'],
        [() => oms.choices('device/list'), 'oms', 'auth/token'],
        [() => bivrost.machines(), 'bivrost', 'auth/login'],
      ];
      for (const [ask, platform, operation] of cases) {
        expect(await failureOf(ask()), platform).to.include({ platform, operation, attempts: 1 });
      }
      for (const client of [mgm, dhgj, oms, bivrost]) client.close();
    });
  });

  it('each caller’s own, when one login fails for many', async () => {
    const clients = new TestClients();
    const server = await TestServer.start((response) => response.end('{}'));
    const failure = new NetworkError('EXAMPLE', 'no way to the login', { retryable: false });
    const session = new Session({
      key: 'key',
      tokenProvider: { login: () => Promise.reject(failure) },
      store: new MemoryTokenStore(),
    });
    const client = clients.client(server.origin, { session });
    const operations = ['first', 'second', 'third'];
    const failures = await Promise.all(
      operations.map((operation) => failureOf(client.call({ ...readCall(), operation }))),
    );
    expect(failures.map(({ operation }) => operation)).to.deep.equal(operations);
    expect(failures.map(({ attempts }) => attempts)).to.deep.equal([0, 0, 0]);
    expect([failure.platform, failure.operation]).to.deep.equal([undefined, undefined]);
    for (const error of failures) {
      expect(error)
        .to.be.instanceOf(NetworkError)
        .and.to.include({ message: failure.message, stack: failure.stack });
    }
    session.close();
    clients.close();
    await server.stop();
  });

  it('with the number of times that the request was sent', async () => {
    const clients = new TestClients();
    const server = await TestServer.start((response, { url }) =>
      response.writeHead(url === '/data' ? 401 : 200).end('{}'),
    );
    let tokens = 0;
    const session = {
      token: async () => {
        tokens += 1;
        return { value: `token-${tokens}`, obtainedAt: 0 };
      },
      refused: () => undefined,
    };
    const client = clients.client(server.origin, { session });
    expect(await failureOf(client.call(readCall()))).to.include({ httpStatus: 401, attempts: 2 });
    expect((await client.call(readCall('/fine'))).call.attempts).to.equal(1);
    const unsendable = {
      ...readCall(),
      request: { method: 'GET', path: '/', query: { a: '\ud800' } },
    } as const;
    expect(await failureOf(clients.client(server.origin).call(unsendable))).to.include({
      kind: 'input',
      attempts: 0,
    });
    clients.close();
    await server.stop();
  });

  it('is a copy that is like the original in everything', () => {
    const details = {
      code: 'x:1',
      kind: 'auth',
      retryable: true,
      httpStatus: 401,
      cause: new Error('why'),
    } as const;
    const original = new PlatformError('no', { ...details, tokenProblem: 'expired', retryAfterMs: 5 });
    const copies: [ShopfloorError, ShopfloorError][] = [
      [original, original.copy()],
      ...[new InputError('field', 'bad')].map(
        (each) => [each, each.copy()] as [ShopfloorError, ShopfloorError],
      ),
    ];
    for (const [each, copy] of copies) {
      expect(copy).to.be.instanceOf(each.constructor).and.not.to.equal(each);
      expect(Object.prototype.toString.call(copy)).to.equal('[object Error]');
      expect({ ...copy }).to.deep.equal({ ...each });
      expect([copy.message, copy.stack, copy.cause]).to.deep.equal([each.message, each.stack, each.cause]);
    }
    expect(original.copy(' more').message).to.equal('no more');
    expect(original.copy(' more').stack).to.include('no more');
  });
});

describe('A Quectel command that some devices refused', () => {
  const failed = async (codes: number[]): Promise<ShopfloorError> => {
    const data = codes.map((code, index) => ({ code, deviceKey: `d${index}`, message: 'said' }));
    const server = await TestServer.start((response) => {
      response.end(JSON.stringify({ code: 200, access_token: 'QJWT a.b.c', expires_in: 100, data }));
    });
    const client = new QuectelClient({
      baseUrl: server.origin,
      accessKey: 'key',
      accessSecret: 'secret-of-it',
    });
    const values = { productKey: 'p', devices: codes.map((_code, index) => `d${index}`), data: [{ a: 1 }] };
    const error = await failureOf(client.request('deviceWriteData', values));
    client.close();
    await server.stop();
    return error;
  };

  it('is not to be sent again: the others have it already', async () => {
    expect(await failed([200, 61002])).to.include({ kind: 'offline', retryable: false });
    expect(await failed([61002, 61002])).to.include({ kind: 'offline', retryable: true });
  });
});
