import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import { omsCatalogue } from '../../../lib/oms/catalogue';
import { OmsFlow } from './support';

describe('Parameters that are filled in one by one (docs/behaviour.md, "Parameters": what the editor sets wins)', () => {
  let flow: OmsFlow;

  beforeEach(async () => {
    flow = await OmsFlow.start();
  });

  afterEach(async () => {
    await flow.stop();
    expect(flow.simulator.errors).to.deep.equal([]);
  });

  async function bodySent(properties: object, msg: NodeMessage): Promise<unknown> {
    await flow.load('oms-request', { operation: 'device/list', ...properties });
    await flow.outcomeOf(msg);
    return JSON.parse(flow.simulator.log.entries.at(-1)?.body ?? 'null');
  }

  it('win over all at once, over msg.payload and over msg', async () => {
    const values = { product_id: { value: '10000', type: 'num' } };
    const params = '{"product_id": 1, "page": 2}';
    const msg = { payload: { product_id: 3, page: 4, page_size: 5 }, page_size: 6 };
    const body = await bodySent({ values, params, paramsType: 'json' }, msg);
    expect(body).to.deep.equal({ product_id: 10_000, page: 2, page_size: 5 });
  });

  it('are computed with each message', async () => {
    const values = {
      product_id: { value: 'wanted.product', type: 'msg' },
      page: { value: 'payload.number + 1', type: 'jsonata' },
    };
    const body = await bodySent({ values }, { wanted: { product: 10_000 }, payload: { number: 1 } });
    expect(body).to.deep.equal({ product_id: 10_000, page: 2 });
  });

  it('come from the message when they are blank or compute to nothing', async () => {
    const values = { product_id: { value: '', type: 'num' }, page: { value: 'nowhere', type: 'msg' } };
    const body = await bodySent({ values }, { payload: { product_id: 10_000, page: 3 } });
    expect(body).to.deep.equal({ product_id: 10_000, page: 3 });
  });

  for (const page of [{ value: '1 +', type: 'jsonata' }, 2]) {
    it(`fail by their name, and nothing is sent, when they are ${JSON.stringify(page)}`, async () => {
      await flow.load('oms-request', { operation: 'device/list', values: { page } });
      expect(await flow.failureOf({})).to.include({ kind: 'input', code: 'input:page' });
      expect(flow.simulator.log.entries).to.have.length(0);
    });
  }

  it('are listed for the editor with what the document says of them', async () => {
    await flow.load('oms-request');
    const { body } = await helper.request().get('/shopfloor/oms-request/operations').expect(200);
    const rows = body as Record<string, unknown>[];
    expect(rows).to.have.length(omsCatalogue.rows.length);
    const row = rows.find(({ operation }) => operation === 'device/list');
    expect(row).to.include({ group: 'device', safety: 'safe', isPaged: true, section: '2.9' });
    expect(row?.['params']).to.deep.include({
      name: 'product_id',
      in: 'body',
      type: 'integer',
      required: false,
      description: 'Product id',
      descriptionZh: '产品 ID',
    });
  });
});
