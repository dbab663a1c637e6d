import { expect } from 'chai';
import type { ShopfloorError } from '../../../lib';
import registerAccount from '../../../nodes/quectel/quectel-account';
import registerLogin from '../../../nodes/quectel/quectel-login';
import registerRequest from '../../../nodes/quectel/quectel-request';
import { productKey } from '../../second-reader/quectel/devices';
import rows from '../../second-reader/quectel/operations.json';
import { type QuectelHabits, QuectelServer } from '../../second-reader/quectel/server';
import { signatureOf } from '../../second-reader/quectel/tokens';
import { operationsIn } from '../../second-reader/support/operation-table';
import { unloadFlow } from '../../support/flow';
import { answerModes, deploy, failureOf, outcomeOf, payloadOf, sequenceOf } from './deployed';
import { valuesFor } from './operation-values';

const types = [registerAccount, registerLogin, registerRequest];

describe('Quectel calls against a second reading of the platform (授权API, catalogue)', () => {
  let server: QuectelServer;

  async function start(habits: QuectelHabits = {}, node: object = {}, secrets: object = {}): Promise<void> {
    server = await QuectelServer.start(habits);
    const account = { type: 'quectel-account', baseUrl: server.http.origin };
    const request = { type: 'quectel-request', allowChanges: true, ...node };
    await deploy(types, account, { ...server.credentials, ...secrets }, request);
  }

  afterEach(async () => {
    await unloadFlow();
    await server?.stop();
  });

  it('checks signatures as the vendor does: the published vector', () => {
    const username =
      'ver=1&auth_mode=accessKey&sign_method=sha256&access_key=24b9zicjuns41H6MDg71AMnP&timestamp=1743059249391';
    expect(signatureOf(username, '6AE3p2SnA9ShP7ofigrccoeeks8DDoteJ1jUUTEz')).to.equal(
      '34fe86986230670cba424cadd01ded50f04929de3bfb0b0aef033ccee314fed1',
    );
  });

  const modes: Record<string, QuectelHabits> = {
    ...answerModes,
    'whose token has its life under expire_in': { life: 'expire_in' },
    'whose token has a life that is a text': { life: 'textual expires_in' },
    'whose token tells no life': { life: 'nothing' },
    'whose clock is 20 minutes ahead': { clockAhead: 1_200_000 },
    'whose clock is an hour behind': { clockAhead: -3_600_000 },
    'with codes as texts': { textualCodes: true },
  };
  for (const [mode, habits] of Object.entries(modes)) {
    it(`logs in and reads, from a platform ${mode}`, async () => {
      await start(habits);
      for (let turn = 0; turn < 2; turn += 1) {
        const payload = await payloadOf({ operation: 'productDetail', productKey });
        const { data } = server.http.lastJson as { data: Record<string, unknown> };
        const { productConfig: _, ...fields } = data;
        expect(payload).to.deep.include(fields);
      }
    });
  }

  it('asks every operation with all its parameters', async () => {
    await start();
    const ids = new Map(catalogued);
    for (const operation of operationsIn(rows)) {
      const name = ids.get(operation.path) ?? '';
      const known = {
        data: '["temperature"]',
        devices: ['d1'],
        msgTypes: [1, 2],
        encode: 'Text',
        page: 1,
        pageNum: 1,
        pageSize: 10,
      };
      const { payload } = valuesFor(operation, known) as { payload: Record<string, unknown> };
      if (name === 'deviceSendRawData') payload['devices'] = [{ productKey, deviceKey: 'd1' }];
      if (/Batch$/.test(name)) payload['devices'] = [{ deviceKey: 'd1', deviceName: 'n' }];
      const outcome = await outcomeOf({ operation: name, payload });
      expect(outcome['failure'], `${name} ${JSON.stringify(outcome['failure'])}`).to.equal(undefined);
      expect(outcome['type']).to.equal(`quectel/${name}`);
      const { data } = server.http.lastJson as { data: unknown };
      if (!/^enduser/.test(name)) expect(outcome.payload, name).to.deep.equal(data);
    }
  });

  const pages: Record<string, QuectelHabits> = {
    plainly: {},
    'with a total that is a text': { total: 'text' },
    'with a total that is null': { total: 'null' },
    'without a total': { total: 'missing' },
    'in pages shorter than asked': { pageCap: 4 },
    'in pages shorter than asked, without a total': { pageCap: 4, total: 'missing' },
    'always the first page': { ignoresPage: true, items: 10 },
    'always the first page, without a total': { ignoresPage: true, items: 10, total: 'missing' },
    'of as many entries as fit into pages, without a total': { items: 20, total: 'null' },
    'without entries': { items: 0 },
    'without entries, as null': { items: 0, nullLists: true },
    'with null fields': { nullFields: true },
  };
  for (const [mode, habits] of Object.entries(pages)) {
    it(`reads each entry of a list once, ${mode}`, async () => {
      for (const [operation, payload] of [
        ['deviceList', { productKey, pageSize: 10 }],
        ['queueList', { pageSize: 10 }],
        ['enduserDomainList', { pageSize: 10 }],
      ] as const) {
        await start(habits, { paging: 'all', operation });
        const read = (await sequenceOf({ payload })) as { index: number }[][];
        const { items = 25 } = habits;
        const indexes = read.flat().map(({ index }) => index);
        expect(indexes, operation).to.deep.equal(Array.from({ length: items }, (_, index) => index));
        await unloadFlow();
        await server.stop();
      }
      await start();
    });
  }

  it('ids beyond 2⁵³ are exact in both directions', async () => {
    await start({ wideIds: true });
    const wide = '1798234567890123457';
    const { subscribeId } = (await payloadOf({ operation: 'subscribeDetail', subscribeId: wide })) as Record<
      string,
      unknown
    >;
    expect(subscribeId).to.match(/^179823456789\d{7}$/);
    expect(server.http.asked('/subscribe/detail')[0]?.query.get('subscribeId')).to.equal(wide);
  });

  it('blank values of a message arrive as what they are', async () => {
    await start();
    await payloadOf({ operation: 'deviceUpdate', payload: { productKey, deviceKey: 'd1', deviceName: '' } });
    const [asked] = server.http.asked('/device/update');
    expect(JSON.parse(String(asked?.body))).to.deep.equal({ productKey, deviceKey: 'd1', deviceName: '' });
  });

  const commands: Record<string, QuectelHabits> = {
    plainly: {},
    'with codes as texts': { textualResults: true },
    'for refused devices alone': { onlyRefusals: true },
  };
  for (const [mode, habits] of Object.entries(commands)) {
    it(`a command that one device refuses is a failure with every result, answered ${mode}`, async () => {
      await start({ ...habits, refusing: 'd2' });
      const payload = { productKey, devices: ['d1', 'd2'], data: { mode: 1 } };
      const outcome = await outcomeOf({ operation: 'deviceWriteData', payload });
      expect(outcome['failure']).to.include({ code: 'quectel:70130', kind: 'not-found', retryable: false });
      const { results } = (outcome['error'] as { cause: ShopfloorError & { results: unknown[] } }).cause;
      expect(results).to.have.length(habits.onlyRefusals ? 1 : 2);
      const { data } = JSON.parse(String(server.http.asked('writeData')[0]?.body)) as { data: string };
      expect(JSON.parse(data)).to.deep.equal([{ mode: '1' }]);
      const ok = await payloadOf({ operation: 'deviceWriteData', payload: { ...payload, devices: ['d1'] } });
      if (!habits.onlyRefusals) expect((ok as { ticket: string }[])[0]?.ticket).to.equal('ticket-0');
    });
  }

  for (const habits of [{}, { statuses: true }, { textualCodes: true }] as QuectelHabits[]) {
    it(`refusals keep their code, ${JSON.stringify(habits)}`, async () => {
      await start(habits, {}, { accessKey: 'another' });
      expect(await failureOf({ operation: 'productList' })).to.include({
        code: 'quectel:90047',
        kind: 'auth',
      });
      await unloadFlow();
      await server.stop();
      for (const [code, kind] of [
        [70130, 'not-found'],
        [91005, 'permission'],
        [91007, 'permission'],
        [70089, 'permission'],
        [61007, 'rate-limit'],
      ] as const) {
        await start({ ...habits, code });
        const failure = await failureOf({
          operation: 'deviceUpdate',
          payload: { productKey, deviceKey: 'd1' },
        });
        expect(failure).to.include({ code: `quectel:${code}`, kind });
        await unloadFlow();
        await server.stop();
      }
      await start();
    });
  }

  it('a token that has ended costs one login', async () => {
    await start();
    await payloadOf({ operation: 'productDetail', productKey });
    server.tokens.end();
    await payloadOf({ operation: 'productDetail', productKey });
    expect(server.http.asked('/accessKeyLogin')).to.have.length(2);
  });
});

/** The catalogue's name of each address. */
const catalogued: [string, string][] = [
  ['/v2/quecproductmgr/r3/openapi/products', 'productList'],
  ['/v2/quecproductmgr/r3/openapi/product/detail', 'productDetail'],
  ['/v2/quectsl/openapi/product/export/tslFile', 'productTSL'],
  ['/v2/devicemgr/r3/openapi/product/device/overview', 'deviceList'],
  ['/v2/devicemgr/r3/openapi/device/detail', 'deviceDetail'],
  ['/v2/deviceshadow/r2/openapi/device/resource', 'deviceResource'],
  ['/v2/devicemgr/r3/openapi/device/create', 'deviceCreate'],
  ['/v2/devicemgr/r3/openapi/device/createBatch', 'deviceCreateBatch'],
  ['/v2/devicemgr/r3/openapi/device/update', 'deviceUpdate'],
  ['/v2/devicemgr/r3/openapi/device/updateBatch', 'deviceUpdateBatch'],
  ['/v2/devicemgr/r3/openapi/device/delete', 'deviceDelete'],
  ['/v2/devicemgr/r1/openapi/product/gateway/subList', 'gatewaySubList'],
  [
    '/v2/devicemgr/r1/openapi/product/gateway/getGatewayProductByChildDevice',
    'gatewayGetProductByChildDevice',
  ],
  ['/v2/devicemgr/r1/openapi/product/gateway/unbind', 'gatewayUnbind'],
  ['/v2/deviceshadow/r3/openapi/dm/readData', 'deviceReadData'],
  ['/v2/deviceshadow/r3/openapi/dm/writeData', 'deviceWriteData'],
  ['/v2/deviceshadow/r3/openapi/dm/sendServiceData', 'deviceSendServiceData'],
  ['/v2/deviceshadow/r3/openapi/raw/sendData', 'deviceSendRawData'],
  ['/v2/deviceshadow/r1/openapi/device/getlocation', 'deviceGetLocation'],
  ['/v2/quecdatastorage/r1/openapi/device/data/history', 'deviceDataHistory'],
  ['/v2/quecdatastorage/r1/openapi/device/eventdata/history', 'deviceEventHistory'],
  ['/v2/quecrule/r1/openapi/queue/create', 'queueCreate'],
  ['/v2/quecrule/r1/openapi/queue/delete', 'queueDelete'],
  ['/v2/quecrule/r1/openapi/queue/clear', 'queueClear'],
  ['/v2/quecrule/r1/openapi/queue/list', 'queueList'],
  ['/v2/quecrule/r1/openapi/queue/detail', 'queueDetail'],
  ['/v2/quecrule/r1/openapi/subscribe/create', 'subscribeCreatByPKDK'],
  ['/v2/quecrule/r1/openapi/subscribe/saas', 'subscribeCreatBySaaS'],
  ['/v2/quecrule/r1/openapi/subscribe/enduser', 'subscribeCreatByEnduser'],
  ['/v2/quecrule/r1/openapi/subscribe/delete', 'subscribeDelete'],
  ['/v2/quecrule/r1/openapi/subscribe/update', 'subscribeUpdate'],
  ['/v2/quecrule/r1/openapi/subscribe/list', 'subscribeList'],
  ['/v2/quecrule/r1/openapi/subscribe/detail', 'subscribeDetail'],
  ['/v2/quecrule/r1/openapi/subscribe/start', 'subscribeStart'],
  ['/v2/quecrule/r1/openapi/subscribe/stop', 'subscribeStop'],
  ['/v2/enduser/enterpriseapi/entUserDomainList', 'enduserDomainList'],
  ['/v2/enduser/enterpriseapi/userDomainUserList', 'enduserDomainUserList'],
  ['/v2/enduser/enterpriseapi/userInfo', 'enduserUserInfo'],
  ['/v2/enduser/enterpriseapi/setUserStatus', 'enduserSetUserStatus'],
  ['/v2/binding/enterpriseapi/userDeviceList', 'enduserDeviceList'],
  ['/v2/binding/enterpriseapi/getUserListByBind', 'enduserGetUserByDevice'],
  ['/v2/binding/enterpriseapi/verifyBindingCode', 'enduserVerifyBindingCode'],
];
