import { expect } from 'chai';
import { BivrostClient, DhgjClient, MgmClient, OmsClient, QuectelClient } from '../../../lib';
import type { CallOptions, CallResult } from '../../../lib/http';
import { failureOf, TestServer } from '../../support/servers';

interface Asked {
  name: string;
  client: {
    request(operation: string, values: Record<string, unknown>, options?: CallOptions): Promise<CallResult>;
  } & AsyncDisposable;
  operation: string;
  values: Record<string, unknown>;
}

describe('The clients of all platforms (README, "SDK")', () => {
  let server: TestServer;
  let asked: Asked[];

  beforeEach(async () => {
    server = await TestServer.start((response, { url }) => {
      const token = { access_token: 't', token: 't', expires_in: 3600, expireTime: 3600 };
      const data = /token|login/i.test(url) ? token : { answer: 1 };
      const isGateway = url.startsWith('/api/cnc');
      response.end(JSON.stringify(isGateway ? data : { code: 200, data, ...token }));
    });
    const baseUrl = server.origin;
    asked = [
      {
        name: 'mgm',
        client: new MgmClient({ baseUrl, appKey: 'key', appSecret: 'secret-of-it' }),
        operation: 'get_sys_info',
        values: { machine_list: ['m'] },
      },
      {
        name: 'bivrost',
        client: new BivrostClient({ baseUrl, auth: 'key', key: 'secret-of-it' }),
        operation: 'cnc/readCNCStatus',
        values: { machineID: 'm' },
      },
      {
        name: 'oms',
        client: new OmsClient({ baseUrl, appId: 'key', appSecret: 'secret-of-it' }),
        operation: 'device/detail',
        values: { device_id: 'd' },
      },
      {
        name: 'quectel',
        client: new QuectelClient({ baseUrl, accessKey: 'key', accessSecret: 'secret-of-it' }),
        operation: 'productTSL',
        values: { productKey: 'p' },
      },
      {
        name: 'dhgj',
        client: new DhgjClient({ baseUrl, clientId: 'key', clientSecret: 'secret-of-it' }),
        operation: '/api/machines',
        values: { page: 1 },
      },
    ];
  });

  afterEach(async () => {
    for (const { client } of asked) await client[Symbol.asyncDispose]();
    await server.stop();
  });

  it('call an operation by its name, with values and options, and answer data and a report', async () => {
    for (const { name, client, operation, values } of asked) {
      const { data, call } = await client.request(operation, values);
      expect(data, name).to.deep.equal({ answer: 1 });
      expect(call, name).to.include({ platform: name, status: 200, attempts: 1 });
      expect(call.operation, name).to.include(operation);
    }
  });

  it('refuse, before anything is sent, an operation that there is not', async () => {
    for (const { name, client } of asked.filter(({ name }) => name !== 'dhgj')) {
      const error = await failureOf(client.request('no/such', {}));
      expect(error, name).to.include({ code: 'input:operation' });
    }
    expect(server.seen).to.have.length(0);
  });

  it('give a call up by the signal of its options, and all of them when they are disposed of', async () => {
    for (const { name, client, operation, values } of asked) {
      const signal = AbortSignal.abort('the shift is over');
      expect((await failureOf(client.request(operation, values, { signal }))).code, name).to.equal('aborted');
      await client[Symbol.asyncDispose]();
      expect((await failureOf(client.request(operation, values))).code, name).to.equal('aborted');
    }
  });

  it('of DHGJ put values into the query, or into the body where its kind is said', async () => {
    const dhgj = new DhgjClient({ baseUrl: server.origin, clientId: 'key', clientSecret: 'secret-of-it' });
    await dhgj.request('/a?x=0', { page: 1 });
    await dhgj.request('/b', { page: 1 }, { method: 'POST', body: 'form', query: { x: 2 } });
    const sent = server.seen.slice(1).map(({ url, body }) => [url, String(body)]);
    expect(sent).to.deep.equal([
      ['/a?x=0&page=1', ''],
      ['/b?x=2', 'page=1'],
    ]);
    const twice = await failureOf(dhgj.request('/c', { page: 1 }, { query: { page: 2 } }));
    expect(twice).to.include({ code: 'input:query' });
    dhgj.close();
  });
});
