import { expect } from 'chai';
import { QuectelTester } from './support';

const queue = '/v2/quecrule/r1/openapi/queue';
const subscribe = '/v2/quecrule/r1/openapi/subscribe';

describe('the Quectel simulator’s queues and subscriptions (docs/platforms/quectel.md, "AMQP message subscription")', () => {
  let tester: QuectelTester;

  beforeEach(async () => {
    tester = await QuectelTester.start({ maxQueues: 3, maxSubscriptions: 6 });
    await tester.login();
  });

  afterEach(async () => {
    await tester.stop();
    expect(tester.simulator.errors).to.deep.equal([]);
  });

  const create = (queueName: string) => tester.post(`${queue}/create`, { queueName });
  const toProduct = (more: object = {}) =>
    tester.post(`${subscribe}/create`, {
      subscribeName: '订阅_1',
      queueName: 'shopfloor',
      dataLevel: 1,
      productKey: 'p1SPN1',
      msgTypes: [1, 6],
      ...more,
    });
  const idOf = async (made: Promise<{ data: unknown }>): Promise<number> =>
    ((await made).data as { subscribeId: number }).subscribeId;

  it('get a prefixed name, once, as many as are allowed', async () => {
    const { data } = await create('testAbc');
    expect(data).to.include({ queueName: 'a.000000026106.testAbc' });
    expect((await create('testAbc')).code).to.equal(16001);
    expect((await create('bad name')).code).to.equal(50005);
    expect((await create('third')).code).to.equal(200);
    expect((await create('fourth')).code).to.equal(16007);
  });

  it('are listed with code 0, a hundred a page at most, by number only', async () => {
    const answer = await tester.post(`${queue}/list`, { pageNum: 1, pageSize: 100 });
    expect(answer).to.include({ code: 0, total: 1 });
    expect((await tester.post(`${queue}/list`, { pageSize: 101 })).code).to.equal(50005);
    expect((await tester.post(`${queue}/list`, { pageSize: '10' })).code).to.equal(50005);
  });

  it('tell the address of the broker, and stay while a subscription feeds them', async () => {
    const { data } = await tester.post(`${queue}/list`, { queueName: 'shopfloor' });
    const queueId = (data as { id: number }[])[0]?.id ?? 0;
    const detail = await tester.get(`${queue}/detail`, { queueId });
    expect(detail.data).to.include({ connectUrl: tester.simulator.broker.url, msgNum: 0 });
    expect((await tester.get(`${queue}/delete`, { queueId }, 'DELETE')).code).to.equal(16008);
    expect((await tester.get(`${queue}/detail`, { queueId: 1 })).code).to.equal(16002);
  });

  it('are cleared', async () => {
    tester.simulator.push('000000026106', 'shopfloor', '{}');
    const { data } = await tester.post(`${queue}/list`, {});
    const queueId = (data as { id: number }[])[0]?.id ?? 0;
    await tester.get(`${queue}/clear`, { queueId }, 'POST');
    expect(tester.simulator.waiting('000000026106', 'shopfloor')).to.equal(0);
  });

  it('keep the newest messages when they are full', async () => {
    tester.simulator.settings.queueBytes = 10;
    for (const text of ['first', 'second', 'third']) tester.simulator.push('000000026106', 'shopfloor', text);
    expect(tester.simulator.waiting('000000026106', 'shopfloor')).to.equal(1);
  });

  it('of an account without the service are refused', async () => {
    const [account] = tester.simulator.settings.accounts;
    if (account) account.withoutMessages = true;
    expect((await create('x')).code).to.equal(16024);
    expect((await toProduct()).code).to.equal(16024);
  });

  for (const [what, more, code] of [
    ['an unknown queue', { queueName: 'none' }, 16002],
    ['an unknown product', { productKey: 'pNONE' }, 70017],
    ['a product of somebody else', { productKey: 'p1FRGN' }, 70060],
    ['an unknown device', { dataLevel: 2, deviceKey: 'none' }, 70130],
    ['no device at device level', { dataLevel: 2 }, 50004],
    ['no message types', { msgTypes: [] }, 50004],
    ['message types of another level', { msgTypes: [101] }, 50005],
    ['thing-model types of a pass-through product', { productKey: 'p1TRK1', msgTypes: [6] }, 50005],
    ['a name with a blank', { subscribeName: 'a b' }, 50005],
  ] as const) {
    it(`refuse a subscription to ${what} with ${code}`, async () => {
      expect((await toProduct(more)).code).to.equal(code);
    });
  }

  it('have as many subscriptions as are allowed', async () => {
    expect((await toProduct()).code).to.equal(200);
    expect((await toProduct()).code).to.equal(200);
    expect((await toProduct()).code).to.equal(16018);
  });

  it('have subscriptions that run or can be changed and deleted', async () => {
    const subscribeId = await idOf(toProduct());
    const steer = (what: string, method = 'POST') =>
      tester.get(`${subscribe}/${what}`, { subscribeId }, method).then(({ code }) => code);
    const update = () =>
      tester.post(`${subscribe}/update`, { subscribeId, subscribeName: 'x' }).then(({ code }) => code);
    expect(await steer('stop')).to.equal(16021);
    expect(await update()).to.equal(200);
    expect(await steer('start')).to.equal(200);
    expect(await steer('start')).to.equal(16020);
    expect(await update()).to.equal(16022);
    expect(await steer('delete', 'DELETE')).to.equal(16019);
    expect(await steer('stop')).to.equal(200);
    expect(await steer('delete', 'DELETE')).to.equal(200);
    expect(await steer('delete', 'DELETE')).to.equal(16011);
  });

  it('get only what their running subscriptions want', async () => {
    const { simulator } = tester;
    await create('own');
    const subscribeId = await idOf(
      toProduct({ queueName: 'own', dataLevel: 2, deviceKey: 'p1SPN1-01', msgTypes: [1] }),
    );
    const [first, second] = simulator.world.devicesOf('p1SPN1');
    if (!first || !second) throw new Error('devices are missing');
    const waiting = (): number => simulator.waiting('000000026106', 'own');
    simulator.life.setOnline(first, false);
    expect(waiting(), 'not running').to.equal(0);
    await tester.get(`${subscribe}/start`, { subscribeId }, 'POST');
    simulator.life.setOnline(first, true);
    simulator.life.report(first);
    simulator.life.setOnline(second, false);
    expect(waiting(), 'its device, its type').to.equal(1);
  });
});
