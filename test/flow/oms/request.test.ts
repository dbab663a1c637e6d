import { expect } from 'chai';
import { faultAnswers } from '../../../lib/simulator/faults';
import { Inbox, nodeById } from '../../support/flow';
import { OmsFlow } from './support';

describe('oms-request in a flow (docs/nodes.md, "oms-request"; docs/behaviour.md, "Failures")', () => {
  let flow: OmsFlow;

  beforeEach(async () => {
    flow = await OmsFlow.start();
  });

  afterEach(async () => {
    await flow.stop();
    expect(flow.simulator.errors).to.deep.equal([]);
  });

  it('takes params as set, then msg.payload, then msg', async () => {
    const params = '{"product_id": 10000}';
    await flow.load('oms-request', { operation: 'device/list', params, paramsType: 'json' });
    await flow.outcomeOf({ payload: { product_id: 5, page: 2 }, page: 9, page_size: 3 });
    const body = JSON.parse(flow.simulator.log.entries.at(-1)?.body ?? '') as object;
    expect(body).to.deep.equal({ product_id: 10_000, page: 2, page_size: 3 });
  });

  it('sends fields that the document does not list, when they are set as params', async () => {
    await flow.load('oms-request', {
      operation: 'device/list',
      params: '{"online": true}',
      paramsType: 'json',
    });
    await flow.outcomeOf({ payload: { topic: 'x' } });
    expect(flow.simulator.log.entries.at(-1)?.body).to.equal('{"online":true}');
  });

  it('changes something only when that is allowed', async () => {
    const msg = { operation: 'user/add', payload: { username: 'a', password: 'b' } };
    await flow.load('oms-request', { allowChanges: false });
    expect(await flow.failureOf(msg)).to.include({ kind: 'input', code: 'input:allowChanges' });
    expect(flow.simulator.log.entries).to.have.length(0);
  });

  it('names an operation that does not exist', async () => {
    await flow.load('oms-request');
    expect(await flow.failureOf({ operation: 'device/lists' })).to.include({ code: 'input:operation' });
    expect(await flow.failureOf({ payload: 1 })).to.include({ code: 'input:operation' });
  });

  it('a failure reaches Catch with code and msg.failure, and no secret', async () => {
    const secret = 'canary-secret-45';
    await flow.load('oms-request', { operation: 'user/list' }, [], { ...flow.app, appSecret: secret });
    const msg = await flow.outcomeOf({ payload: 'kept' });
    expect(msg.payload).to.equal('kept');
    expect(msg['failure']).to.include({ platform: 'oms', kind: 'auth', code: 'oms:403', retryable: false });
    expect(JSON.stringify(msg)).not.to.include(secret);
  });

  it('sends no write twice while tokens end and faults come', async () => {
    await flow.load('oms-request', { operation: 'user/add', allowChanges: true });
    const [answered, caught] = [new Inbox('answered'), new Inbox('caught')];
    const faults = [
      { drop: 'after' },
      { answer: faultAnswers.serverError(502) },
      { answer: faultAnswers.htmlPage() },
    ] as const;
    for (const [index, fault] of faults.entries()) {
      flow.simulator.faults.add({ ...fault, path: '/oms/user/add' });
      nodeById('oms').receive({ payload: { username: `faulty ${index}`, password: 'x' } });
      await caught.until(({ length }) => length === index + 1);
    }
    flow.simulator.endTokens();
    // Nothing was done then: what was refused is sent again after the wait.
    flow.simulator.faults.answerNext(1, faultAnswers.tooManyRequests(0), { path: '/oms/user/add' });
    for (let count = 0; count < 20; count += 1) {
      nodeById('oms').receive({ payload: { username: `good ${count}`, password: 'x' } });
    }
    await answered.until(({ length }) => length === 20);
    expect(flow.simulator.statistics.changes.get('user/add')).to.equal(21);
    const tried = flow.simulator.statistics.calls.filter(({ code }) => code === 0 || code === 409);
    expect(tried).to.have.length(21);
  });

  describe('paging: all', () => {
    const join = { id: 'join', type: 'join', mode: 'auto', wires: [['joined']] };
    const joined = { id: 'joined', type: 'helper', wires: [] };
    const devices = () => [...flow.simulator.world.devices.keys()];
    const simulatedUsers = (name: string) =>
      [...flow.simulator.world.users.values()].filter(({ username }) => username === name);
    const idsOf = (payload: unknown) => (payload as { id: string }[]).map(({ id }) => id);

    async function load(properties: object = {}): Promise<void> {
      const wires = [['answered', 'join']];
      const all = { operation: 'device/list', paging: 'all', wires, ...properties };
      await flow.load('oms-request', all, [join, joined]);
    }

    it('sends a message a page, as a sequence of which the last says how many there are', async () => {
      await load();
      const answered = new Inbox('answered');
      nodeById('oms').receive({ topic: 'kept', payload: { page_size: 25 } });
      const pages = await answered.until(({ length }) => length === 3);
      const parts = pages.map((msg) => ({ ...msg.parts }) as Record<string, unknown>);
      expect(parts.map(({ index }) => index)).to.deep.equal([0, 1, 2]);
      expect(parts.map(({ count }) => count)).to.deep.equal([undefined, undefined, 3]);
      expect(new Set(parts.map(({ id }) => id))).to.have.property('size', 1);
      for (const msg of pages) expect(msg).to.include({ topic: 'kept', type: 'oms/device/list' });
      expect(pages.flatMap(({ payload }) => idsOf(payload))).to.deep.equal(devices());
    });

    it('gives each page what the message had as objects of its own, request and response excepted', async () => {
      await load();
      const answered = new Inbox('answered');
      const [req, res] = [{ ip: '127.0.0.1' }, { _res: {} }];
      nodeById('oms').receive({ payload: { page_size: 25 }, context: { seen: 0 }, req, res });
      const pages = await answered.until(({ length }) => length === 3);
      for (const msg of pages) {
        const context = msg['context'] as { seen: number };
        context.seen += 1;
        expect(context.seen, 'nobody else counts').to.equal(1);
        expect(msg['req']).to.equal(req);
        expect(msg['res']).to.equal(res);
      }
      expect(new Set(pages.map(({ _msgid }) => _msgid))).to.have.property('size', 1);
    });

    for (const pageSize of [1, 7, 20, 59, 60, 100]) {
      it(`core’s join gives the whole list back (pages of ${pageSize})`, async () => {
        await load();
        const whole = new Inbox('joined');
        nodeById('oms').receive({ payload: { page_size: pageSize } });
        expect(idsOf((await whole.first()).payload)).to.deep.equal(devices());
      });
    }

    it('core’s join gives a list of one entry, and an empty one, back', async () => {
      await load({ operation: 'user/list' });
      const whole = new Inbox('joined');
      nodeById('oms').receive({ payload: { username: '13500001111' } });
      const [one] = await whole.until(({ length }) => length === 1);
      const [user] = simulatedUsers('13500001111');
      expect(one?.payload).to.deep.equal([{ id: user?.id, username: user?.username }]);
      nodeById('oms').receive({ payload: { username: 'nobody' } });
      const [, none] = await whole.until(({ length }) => length === 2);
      expect(none?.payload).to.deep.equal([]);
    });

    it('keeps sequences apart that go on at the same time', async () => {
      await load();
      const whole = new Inbox('joined');
      for (const page_size of [7, 11, 13]) nodeById('oms').receive({ payload: { page_size } });
      const lists = await whole.until(({ length }) => length === 3);
      for (const { payload } of lists) expect(idsOf(payload)).to.deep.equal(devices());
    });

    it('keeps sequences apart that come of the same message', async () => {
      await load();
      const whole = new Inbox('joined');
      for (const page_size of [7, 11]) nodeById('oms').receive({ _msgid: 'same', payload: { page_size } });
      const lists = await whole.until(({ length }) => length === 2);
      for (const { payload } of lists) expect(idsOf(payload)).to.deep.equal(devices());
    });

    it('goes on inside a sequence that the message already belongs to', async () => {
      await load();
      const whole = new Inbox('joined');
      const parts = { id: 'outer', index: 4, count: 9, type: 'array' };
      nodeById('oms').receive({ payload: { page_size: 20 }, parts });
      expect((await whole.first())['parts']).to.deep.equal(parts);
    });

    for (const totalName of ['total', undefined] as const) {
      it(`reports a page that fails, after those that came (${totalName ?? 'no total'})`, async () => {
        flow.simulator.settings.totalName = totalName;
        await load();
        const [answered, caught] = [new Inbox('answered'), new Inbox('caught')];
        flow.simulator.faults.add({
          path: '/oms/device/list',
          match: async (request) => ((await request.json()) as { page: number }).page === 3,
          answer: faultAnswers.htmlPage(),
        });
        nodeById('oms').receive({ payload: { page_size: 10 } });
        expect((await caught.first())['failure']).to.include({
          code: 'oms:not-json',
          operation: 'device/list',
        });
        expect(answered.messages.flatMap(({ payload }) => idsOf(payload))).to.deep.equal(
          devices().slice(0, 20),
        );
      });
    }

    it('gives the answer as it is where an operation has no pages', async () => {
      await load({ operation: 'system/service/list' });
      const msg = await flow.outcomeOf({});
      expect(msg).not.to.have.property('parts');
      expect(msg.payload).to.have.property('list');
    });
  });
});
