import { expect } from 'chai';
import { type Answer, PlainDhgj } from './plain-client';

describe('the DHGJ simulator, business interfaces (invented; form of answers: docs/platforms/dhgj.md, "Answers")', () => {
  let dhgj: PlainDhgj;
  const now = Date.parse('2024-06-01T08:00:00Z');

  beforeEach(async () => {
    dhgj = await PlainDhgj.start({ now: () => now });
  });

  afterEach(() => dhgj.stop());

  const dataOf = ({ json }: Answer) => json['data'] as Record<string, unknown>;

  it('says 200 twice for success: as HTTP status and as code', async () => {
    const answer = await dhgj.call('GET', '/api/machines');
    expect(answer.status).to.equal(200);
    expect(answer.json['code']).to.equal(200);
    expect(answer.json['data']).to.have.length(8);
  });

  it('shows the same states for the same seed and time', async () => {
    const other = await PlainDhgj.start({ now: () => now });
    const path = '/api/machines/M003/state';
    expect(dataOf(await dhgj.call('GET', path))).to.deep.equal(dataOf(await other.call('GET', path)));
    await other.stop();
  });

  it('pages work orders by query, and by form', async () => {
    const list = (answer: Answer) => dataOf(answer)['list'] as { orderNo: string }[];
    const last = await dhgj.call('GET', '/api/workorders?page=5&size=10');
    expect(dataOf(last)).to.include({ total: 45, page: 5 });
    expect(list(last)).to.have.length(5);
    const byForm = await dhgj.callForm('POST', '/api/workorders/query', { page: '5', size: '10' });
    expect(list(byForm)).to.deep.equal(list(last));
    expect(dhgj.simulator.statistics.changes).to.deep.equal([]);
  });

  it('changes when it is written', async () => {
    const order = { machineId: 'M001', product: '法兰', quantity: 12 };
    const { orderNo } = dataOf(await dhgj.callJson('POST', '/api/workorders', order));
    const path = `/api/workorders/${String(orderNo)}`;
    await dhgj.callJson('PUT', path, { status: 'done', remark: '完成' });
    expect(dataOf(await dhgj.call('GET', path))).to.include({ ...order, status: 'done', remark: '完成' });
    const conflict = await dhgj.callJson('PUT', path, { status: 'planned' });
    expect([conflict.status, conflict.json['code']]).to.deep.equal([200, 1009]);
    await dhgj.call('DELETE', path);
    expect((await dhgj.call('GET', path)).json['code']).to.equal(1004);
    expect(dhgj.simulator.statistics.changes.map(({ what }) => what)).to.deep.equal([
      'order-created',
      'order-updated',
      'order-deleted',
    ]);
  });

  it('takes a maintenance report by form', async () => {
    const answer = await dhgj.callForm('POST', '/api/machines/M002/maintenance', { worker: '李工' });
    expect(dataOf(answer)).to.include({ machineId: 'M002', worker: '李工' });
  });

  it('refuses parameters that are missing, wrong, too long, or passed in another way', async () => {
    const order = { machineId: 'M001', product: '法兰', quantity: 12 };
    const text = JSON.stringify(order);
    const answers = [
      await dhgj.callJson('POST', '/api/workorders', { ...order, quantity: undefined }),
      await dhgj.callJson('POST', '/api/workorders', { ...order, quantity: 1.5 }),
      await dhgj.callJson('POST', '/api/workorders', { ...order, product: 'x'.repeat(51) }),
      await dhgj.callJson('POST', '/api/workorders', [order]),
      await dhgj.call('POST', '/api/workorders', { type: 'text/plain', text }),
      await dhgj.callJson('POST', '/api/machines/M001/maintenance', { worker: '李工' }),
      await dhgj.call('GET', '/api/workorders?size=1000'),
      await dhgj.call('GET', '/api/workorders?status=burning'),
    ];
    expect(answers.map(({ json }) => json['code'])).to.deep.equal(answers.map(() => 1001));
    expect(dhgj.simulator.workOrders).to.have.length(45);
  });

  it('answers 400 to a body that is no JSON, and 404 to an unknown path', async () => {
    const type = 'application/json';
    expect((await dhgj.call('POST', '/api/workorders', { type, text: '{' })).status).to.equal(400);
    expect((await dhgj.call('GET', '/api/nothing')).status).to.equal(404);
    expect(dhgj.simulator.statistics.calls.map(({ status }) => status)).to.deep.equal([400, 404]);
    expect(dhgj.simulator.errors).to.deep.equal([]);
  });
});
