import { expect } from 'chai';
import type { NodeMessage, NodeMessageInFlow } from 'node-red';
import { DhgjSimulator } from '../../../lib/simulator/dhgj/dhgj-simulator';
import { faultAnswers } from '../../../lib/simulator/faults';
import registerAccount from '../../../nodes/dhgj/dhgj-account';
import registerRequest from '../../../nodes/dhgj/dhgj-request';
import { type FlowNode, Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';

const nodes = [registerAccount, registerRequest];
const account = { clientId: 'plant-7', clientSecret: 'canary-secret-42' };
const blank = { method: '', path: '', query: '', body: '', data: '' };
const order = { machineId: 'M001', product: '法兰', quantity: 3 };

describe('dhgj-request in a flow (docs/nodes.md, "dhgj-request"; docs/behaviour.md, "Failures")', () => {
  let simulator: DhgjSimulator;

  beforeEach(async () => {
    simulator = new DhgjSimulator({ accounts: [account], logSize: 2000 });
    await simulator.start();
  });

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
    expect(simulator.statistics.headerFaults).to.deep.equal([]);
    expect(simulator.errors).to.deep.equal([]);
  });

  async function load(properties: object, changes: object = {}, credentials = account): Promise<void> {
    const accountNode = { environment: 'custom', baseUrl: simulator.origin, ...changes };
    const flow: FlowNode[] = [
      { id: 'account', type: 'dhgj-account', ...accountNode },
      { id: 'request', type: 'dhgj-request', account: 'account', wires: [['answered']], ...properties },
      { id: 'answered', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ];
    await loadFlow(nodes, inTab(flow), { account: credentials });
  }

  /** What a message becomes: the answer, or what the Catch node got. */
  async function outcomeOf(msg: NodeMessage): Promise<NodeMessageInFlow> {
    const [answered, caught] = [new Inbox('answered'), new Inbox('caught')];
    nodeById('request').receive(msg);
    return Promise.race([answered.first(), caught.first()]);
  }

  const failureOf = async (msg: NodeMessage) => (await outcomeOf(msg))['failure'];
  const arrivals = (path: string) => simulator.log.entries.filter((entry) => entry.path === path);

  it('answers in the message that it got', async () => {
    await load({ ...blank, method: 'GET', path: '/api/machines' });
    const msg = await outcomeOf({ topic: 'kept', payload: 1, failure: { kind: 'network' } });
    expect(msg).to.include({ topic: 'kept', type: 'dhgj/response' });
    expect(msg).not.to.have.property('failure');
    expect(msg.payload).to.have.length(8);
    expect(msg['call']).to.include({
      platform: 'dhgj',
      operation: 'GET /api/machines',
      status: 200,
      code: 200,
      attempts: 1,
    });
  });

  it('sends the payload as the body, as JSON or as a form', async () => {
    await load({ method: 'POST', path: '/api/workorders', body: 'json', data: 'payload', dataType: 'msg' });
    expect((await outcomeOf({ payload: order })).payload).to.include(order);
    await unloadFlow();
    await load({ method: 'POST', path: '/api/machines/M001/maintenance', body: 'form' });
    expect((await outcomeOf({ payload: { worker: '李工' } })).payload).to.include({ worker: '李工' });
    expect(simulator.statistics.changes.map(({ what }) => what)).to.deep.equal([
      'order-created',
      'maintenance-reported',
    ]);
  });

  it('takes all that is left blank from msg.payload, then from msg', async () => {
    await load({ ...blank, version: 1, allowChanges: true });
    const call = { method: 'put', path: '/api/workorders/WO000001', body: 'json', data: { remark: '急' } };
    for (const msg of [call, { payload: call }, { payload: call, path: '/api/nothing', method: 'GET' }]) {
      expect((await outcomeOf(msg)).payload).to.include({ orderNo: 'WO000001', remark: '急' });
    }
    const query = { status: 'done', page: 1, size: 3 };
    const msg = await outcomeOf({ method: 'GET', path: '/api/workorders', query });
    expect(msg.payload).to.include({ page: 1, size: 3 });
    expect(simulator.log.entries.at(-1)?.query).to.deep.equal({ status: 'done', page: '1', size: '3' });
  });

  it('takes a content of null for one, and never the payload in its place', async () => {
    await load({ ...blank, version: 1, allowChanges: true });
    const call = { method: 'POST', path: '/api/workorders', body: 'json', data: null };
    expect(await failureOf({ payload: call })).to.include({ code: 'input:data' });
    expect(await failureOf({ ...call, payload: order })).to.include({ code: 'input:data' });
    expect(simulator.statistics.changes).to.deep.equal([]);
  });

  it('prefers what the editor sets, and computes it where it is an expression', async () => {
    await load({
      method: 'GET',
      path: '"/api/machines/" & payload.id & "/state"',
      pathType: 'jsonata',
      query: '{"at": "now"}',
      queryType: 'json',
    });
    const msg = await outcomeOf({ payload: { id: 'M002', path: '/api/nothing', query: { x: 1 } } });
    expect(msg.payload).to.include({ machineId: 'M002' });
    expect(simulator.log.entries.at(-1)?.query).to.deep.equal({ at: 'now' });
  });

  for (const [what, properties, msg, field] of [
    ['no path', { method: 'GET' }, {}, 'path'],
    ['no method', { path: '/x' }, {}, 'method'],
    ['an unknown method', { path: '/x', method: 'FETCH' }, {}, 'method'],
    ['an address as path', { method: 'GET' }, { path: 'https://elsewhere.example/x' }, 'path'],
    ['a query of another kind', { method: 'GET', path: '/x' }, { query: 5 }, 'query'],
    ['content that is no JSON', { method: 'POST', path: '/x', body: 'json' }, { payload: 'x' }, 'data'],
    ['an unknown kind of body', { method: 'POST', path: '/x', body: 'xml' }, { payload: 'x' }, 'body'],
    ['no account', { method: 'GET', path: '/x', account: '' }, {}, 'account'],
  ] as const) {
    it(`names the field and sends nothing when there is ${what}`, async () => {
      await load({ ...blank, ...properties });
      expect(await failureOf(msg)).to.include({
        platform: 'dhgj',
        kind: 'input',
        code: `input:${field}`,
        retryable: false,
      });
      expect(simulator.log.entries).to.have.length(0);
    });
  }

  it('repeats a POST only when it is said to read', async () => {
    const query = { method: 'POST', path: '/api/workorders/query', body: 'form' };
    await load({ ...query, onlyReads: true });
    simulator.faults.add({ path: query.path, answer: faultAnswers.serverError() });
    expect((await outcomeOf({ payload: { page: 1 } }))['call']).to.include({ attempts: 2 });
    await unloadFlow();
    await load({ ...query, onlyReads: false });
    simulator.faults.add({ path: query.path, answer: faultAnswers.serverError() });
    expect(await failureOf({ payload: { page: 1 }, onlyReads: true })).to.include({ attempts: 1 });
    expect(arrivals(query.path)).to.have.length(3);
  });

  describe('lets a message change something only with "Allow changes" (docs/behaviour.md, "Changes")', () => {
    const change = { method: 'DELETE', path: '/api/workorders/WO000001' };
    const refused = { kind: 'input', code: 'input:allowChanges', platform: 'dhgj' };

    it('refuses what a message names, and sends nothing', async () => {
      await load({ ...blank, version: 1 });
      for (const msg of [
        change,
        { ...change, onlyReads: true },
        { ...change, method: 'post', onlyReads: true },
      ]) {
        expect(await failureOf(msg)).to.include(refused);
        expect(await failureOf({ payload: { ...msg, allowChanges: true } })).to.include(refused);
      }
      expect(simulator.log.entries).to.have.length(0);
    });

    it('refuses what the node itself sets', async () => {
      await load({ ...change, version: 1, allowChanges: false });
      expect(await failureOf({})).to.include(refused);
      expect(simulator.log.entries).to.have.length(0);
    });

    it('takes GET, and a POST that the node says only reads, without it', async () => {
      await load({ ...blank, version: 1, onlyReads: true, path: '/api/workorders/query' });
      const query = { method: 'POST', body: 'form', data: { page: 1 } };
      expect(await outcomeOf(query)).not.to.have.property('failure');
      expect(await failureOf(change)).to.include(refused);
      await unloadFlow();
      await load({ ...blank, version: 1, onlyReads: true });
      expect(await outcomeOf({ method: 'GET', path: '/api/machines' })).not.to.have.property('failure');
    });

    it('takes no word of the node for an interface that a message names', async () => {
      const reported = {
        path: '/api/machines/M001/maintenance',
        body: 'form',
        data: { worker: 'x', remark: 'y' },
      };
      for (const properties of [
        { method: 'POST' },
        {},
        { method: 'POST', path: 'path', pathType: 'msg' },
        { method: 'POST', path: 'path', pathType: 'jsonata' },
      ]) {
        await load({ ...blank, version: 1, onlyReads: true, ...properties });
        expect(await failureOf({ method: 'POST', ...reported })).to.include(refused);
        await unloadFlow();
      }
      expect(simulator.log.entries).to.have.length(0);
      await load({ ...blank, version: 1, onlyReads: true, allowChanges: true, method: 'POST' });
      simulator.faults.add({ path: reported.path, answer: faultAnswers.serverError() });
      expect(await failureOf(reported)).to.include({ attempts: 1 });
    });

    it('changes what it is allowed to', async () => {
      await load({ ...blank, version: 1, allowChanges: true });
      const call = { method: 'put', path: '/api/workorders/WO000001', body: 'json', data: { remark: '急' } };
      expect((await outcomeOf(call)).payload).to.include({ remark: '急' });
    });

    it('goes on with a change that was set in a node from before there was the tick', async () => {
      await load({ method: 'PUT', path: '/api/workorders/WO000001', body: 'json' });
      expect((await outcomeOf({ payload: { remark: '急' } })).payload).to.include({ remark: '急' });
      await unloadFlow();
      await load(blank);
      expect(await failureOf(change)).to.include(refused);
    });
  });

  it('a failure reaches Catch with code and msg.failure, and no secret', async () => {
    const secret = 'canary-secret-43';
    await load({ method: 'GET', path: '/api/machines' }, {}, { ...account, clientSecret: secret });
    const statuses = statusesOf('request');
    const msg = (await outcomeOf({ payload: 'kept' })) as NodeMessageInFlow & { error: { code: string } };
    expect(msg.payload).to.equal('kept');
    expect(msg.error.code).to.equal('dhgj:invalid_client');
    expect(msg['failure']).to.include({ platform: 'dhgj', kind: 'auth', httpStatus: 401 });
    expect(JSON.stringify(msg)).not.to.include(secret);
    expect(statuses.at(-1)).to.include({ fill: 'red', shape: 'ring' });
  });

  it('1,000 messages at once through a cold account make one token request', async function () {
    this.timeout(30_000);
    await load({ method: 'GET', path: '/api/machines/M001/state' });
    const answered = new Inbox('answered');
    for (let count = 0; count < 1_000; count += 1) nodeById('request').receive({ payload: count });
    await answered.until((messages) => messages.length === 1_000, 25_000);
    expect(simulator.statistics.logins).to.have.length(1);
  });

  it('sends no write twice while tokens end and faults come', async () => {
    await load({ method: 'POST', path: '/api/workorders', body: 'json' });
    const [answered, caught] = [new Inbox('answered'), new Inbox('caught')];
    const faults = [
      { drop: 'after' },
      { answer: faultAnswers.serverError(503) },
      { drop: 'midway' },
      { answer: faultAnswers.htmlPage() },
    ] as const;
    for (const [index, fault] of faults.entries()) {
      simulator.faults.add({ ...fault, path: '/api/workorders' });
      nodeById('request').receive({ payload: { ...order, remark: `faulty ${index}` } });
      await caught.until(({ length }) => length === index + 1);
    }
    simulator.endTokens();
    // Nothing was done then: what was refused is sent again after the wait.
    simulator.faults.answerNext(1, faultAnswers.tooManyRequests(0), { path: '/api/workorders' });
    for (let count = 0; count < 20; count += 1) {
      nodeById('request').receive({ payload: { ...order, remark: `good ${count}` } });
    }
    await answered.until(({ length }) => length === 20);
    const remarks = simulator.workOrders.map(({ remark }) => remark).filter((remark) => remark !== '');
    expect(new Set(remarks)).to.have.property('size', remarks.length);
    expect(remarks.filter((remark) => remark.startsWith('good'))).to.have.length(20);
    expect(remarks).to.include.members(['faulty 0', 'faulty 2']);
  });

  it('sends the scope of the account, and nothing when it is blank', async () => {
    simulator.settings.accounts = [{ ...account, scopes: ['orders'] }];
    await load({ method: 'GET', path: '/api/machines' }, { scope: 'orders' });
    expect(await outcomeOf({})).not.to.have.property('failure');
    expect(arrivals('/oauth/token')[0]?.body).to.match(/&scope=orders$/);
  });

  it('works against the package’s own simulator without credentials', async () => {
    await load({ method: 'GET', path: '/api/machines' }, { environment: 'simulator', baseUrl: '' });
    expect((await outcomeOf({})).payload).to.have.length(8);
    expect(simulator.log.entries).to.have.length(0);
  });

  it('goes on with its token over a redeploy that keeps the account', async () => {
    const properties = { method: 'GET', path: '/api/machines' };
    await load(properties);
    await outcomeOf({});
    await unloadFlow();
    await load(properties);
    await outcomeOf({});
    expect(simulator.statistics.logins).to.have.length(1);
  });
});
