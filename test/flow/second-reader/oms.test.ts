import { expect } from 'chai';
import registerInvoke from '../../../nodes/oms/oms-device-invoke';
import registerPropertySet from '../../../nodes/oms/oms-property-set';
import registerRequest from '../../../nodes/oms/oms-request';
import registerServer from '../../../nodes/oms/oms-server';
import rows from '../../second-reader/oms/operations.json';
import { type OmsHabits, OmsServer } from '../../second-reader/oms/server';
import { operationsIn } from '../../second-reader/support/operation-table';
import { unloadFlow } from '../../support/flow';
import { answerModes, deploy, failureOf, outcomeOf, payloadOf, sequenceOf } from './deployed';
import { valuesFor } from './operation-values';

const types = [registerServer, registerRequest, registerInvoke, registerPropertySet];
const wide = '1798234567890123457';

describe('OMS calls against a second reading of the server (1 to 7)', () => {
  let server: OmsServer;

  async function start(habits: OmsHabits = {}, node: object = {}, secrets: object = {}): Promise<void> {
    server = await OmsServer.start(habits);
    const account = { type: 'oms-server', baseUrl: server.http.origin };
    const request = { type: 'oms-request', allowChanges: true, ...node };
    await deploy(types, account, { ...server.credentials, ...secrets }, request);
  }

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  const tokenModes: Record<string, OmsHabits> = {};
  for (const tokenAt of [
    'data.token',
    'data.access_token',
    'data.app_token',
    'token',
    'access_token',
    'data',
  ] as const) {
    tokenModes[`with its token at ${tokenAt}`] = { tokenAt };
    tokenModes[`with a token without end at ${tokenAt}`] = { tokenAt, endlessToken: true };
  }
  const successModes: Record<string, OmsHabits> = {};
  for (const success of ['code 0', 'code 200', 'code "0"', 'nothing', 'success true'] as const) {
    successModes[`with ${success} for success`] = { success };
  }
  for (const [mode, habits] of Object.entries({ ...answerModes, ...tokenModes, ...successModes })) {
    it(`logs in and reads an answer ${mode}`, async () => {
      await start(habits);
      for (let turn = 0; turn < 2; turn += 1) {
        const payload = await payloadOf({ operation: 'device/detail', device_id: '设备/1 ?#' });
        expect(payload).to.deep.include({ id: 31_000, name: '门铃', ids: ['设备/1 ?#'] });
      }
      expect(server.http.asked('/auth/token')).to.have.length(1);
    });
  }

  it('asks every operation with all its parameters', async () => {
    await start();
    for (const operation of operationsIn(rows)) {
      const name = operation.path.replace(/^\/(oms|pms)\//, '').replace(/\/\{\w+\}$/, '');
      const outcome = await outcomeOf({ operation: name, ...valuesFor(operation, { params: { nice: 1 } }) });
      expect(outcome['failure'], `${name} ${JSON.stringify(outcome['failure'])}`).to.equal(undefined);
      expect(outcome['type']).to.equal(`oms/${name}`);
      const { data } = server.http.lastJson as Record<string, unknown>;
      expect(outcome.payload, name).to.deep.equal(data);
    }
  });

  for (const expiry of ['status 401', 'code 401', 'status 403', 'words'] as const) {
    it(`logs in once more when a token's end is told by ${expiry}`, async () => {
      await start({ expiry });
      await payloadOf({ operation: 'device/detail', device_id: 'd1' });
      server.expireTokens();
      await payloadOf({ operation: 'device/detail', device_id: 'd1' });
      expect(server.http.asked('/auth/token')).to.have.length(2);
    });
  }

  const failures = [
    'code',
    'textual code',
    'status error',
    'success false',
    'errno',
    'ret',
    'errcode',
    'only error',
  ] as const;
  for (const failure of failures) {
    it(`a refusal with HTTP 200 is a failure when told by ${failure}`, async () => {
      await start({ failure, refusesChanges: true });
      const payload = { device_id: 'd1', service: 'so', params: { temporary: 12.5 } };
      const refused = await failureOf({ operation: 'device/service/invoke', payload });
      expect(refused['platform']).to.equal('oms');
      expect(refused['message']).to.contain('设备不在线');
      expect(server.http.asked('/invoke')).to.have.length(1);
      if (!/status|success|only/.test(failure)) expect(refused['code']).to.match(/^oms:-?2003$/);
    });

    it(`a refused login is a failure when told by ${failure}`, async () => {
      await start({ failure }, {}, { appSecret: 'another' });
      const refused = await failureOf({ operation: 'device/detail', device_id: 'd1' });
      expect(refused).to.include({ kind: 'auth', retryable: false });
      expect(refused['message']).to.contain('签名错误');
    });
  }

  const pages: Record<string, OmsHabits> = {};
  for (const listAt of [
    'data',
    'data.list',
    'data.rows',
    'data.records',
    'data.items',
    'data.data',
  ] as const) {
    pages[`at ${listAt} with a total beside it`] = { listAt, totalAt: 'total' };
    pages[`at ${listAt} without a total`] = { listAt, totalAt: 'nowhere' };
  }
  for (const totalAt of ['data.total', 'data.count', 'null'] as const)
    pages[`with its total at ${totalAt}`] = { totalAt };
  pages['with a total that is a text'] = { textualTotal: true };
  pages['in pages shorter than asked, with a total'] = { pageCap: 4 };
  pages['in pages shorter than asked, without a total'] = { pageCap: 4, totalAt: 'nowhere' };
  pages['always the first page, with a total'] = { ignoresPage: true, items: 10 };
  pages['always the first page, without a total'] = { ignoresPage: true, items: 10, totalAt: 'nowhere' };
  pages['of as many entries as fit into pages, without a total'] = { items: 20, totalAt: 'nowhere' };
  pages['without entries'] = { items: 0 };
  for (const [mode, habits] of Object.entries(pages)) {
    it(`reads each entry of a list once, ${mode}`, async () => {
      await start(habits, { paging: 'all', operation: 'device/list' });
      const read = (await sequenceOf({ payload: { product_id: 31_000, page_size: 10 } })) as {
        id: number;
      }[][];
      const { items = 25 } = habits;
      expect(read.flat().map(({ id }) => id)).to.deep.equal(
        Array.from({ length: items }, (_, index) => 10_000 + index),
      );
    });
  }

  it('ids beyond 2⁵³ are exact in both directions', async () => {
    await start({ wideIds: true });
    const list = (await payloadOf({ operation: 'device/list', product_id: wide })) as {
      list: { id: string }[];
    };
    expect(list.list.map(({ id }) => id).slice(0, 2)).to.deep.equal([wide, '1798234567890123458']);
    expect(String(server.http.asked('/device/list')[0]?.body)).to.match(new RegExp(`"product_id":"?${wide}`));
    expect(await payloadOf({ operation: 'device/detail', device_id: wide })).to.include({ id: wide });
  });

  it('blank values of a message arrive as what they are', async () => {
    await start();
    await payloadOf({ operation: 'produce/update', payload: { produce_id: '1', remark: '' } });
    await payloadOf({ operation: 'device/update', payload: { device_id: 'd1', name: null } });
    const bodies = ['/produce/update/1', '/device/update/d1'].flatMap((end) => server.http.asked(end));
    expect(bodies.map(({ body }) => JSON.parse(String(body)))).to.deep.equal([
      { remark: '' },
      { name: null },
    ]);
  });

  it('a device node says what it does', async () => {
    await start({}, { type: 'oms-device-invoke' });
    const payload = { device_id: 'd1', user_id: 'u1', service: 'so', params: { temporary: 12.5 } };
    expect(await payloadOf({ payload })).to.deep.include({ accepted: true, body: payload });
    await unloadFlow();
    await server.stop();
    await start({}, { type: 'oms-property-set' });
    const set = { device_id: 'd1', user_id: 'u1', params: { nice: '1150001' } };
    expect(await payloadOf({ payload: set })).to.deep.include({ accepted: true, body: set });
  });

  it("behind the document's own nginx the missing address is told, not a missing device", async () => {
    await start({ behindNginx: true });
    await payloadOf({ operation: 'device/detail', device_id: 'd1' });
    const failure = await failureOf({ operation: 'system/setting/info' });
    expect(failure).to.include({ httpStatus: 404 });
    expect(failure['message']).to.match(/address|page|404/i);
  });
});
