import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import type { NodeInitializer, NodeMessageInFlow } from 'node-red';
import helper from 'node-red-node-test-helper';
import { QuectelKnownMessage } from '../../../lib/quectel/messages';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import type { QuectelOptions } from '../../../lib/simulator/quectel/settings';
import registerAccount from '../../../nodes/quectel/quectel-account';
import registerMessageInNode from '../../../nodes/quectel/quectel-message-in';
import registerRequest from '../../../nodes/quectel/quectel-request';
import { hurried } from '../../support/fake-clock';
import {
  eventually,
  type FlowNode,
  Inbox,
  inTab,
  loadFlow,
  nodeById,
  statusesOf,
  unloadFlow,
} from '../../support/flow';
import { withHooks } from './support/hooks';

const registerMessageIn = withHooks(registerMessageInNode);
const link = require('@node-red/nodes/core/common/60-link.js') as NodeInitializer;
const change = require('@node-red/nodes/core/function/15-change.js') as NodeInitializer;

const number = '000000026106';
const queue = 'shopfloor';
const keys = { accessKey: 'simulator', accessSecret: 'simulator' };

describe('quectel-message-in (docs/nodes.md, "quectel-message-in"; docs/platforms/quectel.md, "AMQP message subscription")', () => {
  let simulator: QuectelSimulator;

  async function begin(
    options: QuectelOptions = {},
    changes: Record<string, object> = {},
    more: FlowNode[] = [],
  ): Promise<void> {
    simulator = new QuectelSimulator({ reportIntervalMs: 0, commandDelayMs: 5, ...options });
    await simulator.start();
    const flow: FlowNode[] = inTab([
      { id: 'account', type: 'quectel-account', environment: 'custom', baseUrl: simulator.origin },
      { id: 'in', type: 'quectel-message-in', account: 'account', queue, wires: [['out']] },
      { id: 'request', type: 'quectel-request', account: 'account', allowChanges: true, wires: [[]] },
      { id: 'out', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
      ...more,
    ]);
    await loadFlow(
      [registerAccount, registerMessageIn, registerRequest, link, change],
      flow.map((node) => ({ ...node, ...changes[node.id] })),
      { account: keys },
    );
  }

  const push = (content: unknown): void =>
    simulator.push(number, queue, typeof content === 'string' ? content : JSON.stringify(content));
  const waiting = (): number => simulator.waiting(number, queue);
  const ticketOf = (msg: NodeMessageInFlow): string => (msg.payload as { ticket: string }).ticket;
  const plain = (ticket: number | string, more: object = {}): object => ({
    productKey: 'p12345',
    deviceKey: '1234567890',
    type: 'ONLINE',
    createdAt: 1_609_316_592_000,
    ticket: String(ticket),
    data: { value: 1 },
    ...more,
  });

  afterEach(async () => {
    await unloadFlow();
    helper.settings({});
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  it('delivers what devices and commands have to say, numbers as numbers', async () => {
    await begin();
    const out = new Inbox('out');
    const device = simulator.world.find('p1SPN1', 'p1SPN1-01');
    if (!device) throw new Error('the device is missing');
    await eventually('connected', () => simulator.broker.openConnections === 1);
    simulator.life.report(device);
    simulator.life.setOnline(device, false);
    simulator.life.setOnline(device, true);
    nodeById('request').receive({
      operation: 'deviceWriteData',
      payload: { productKey: 'p1SPN1', devices: ['p1SPN1-01'], data: { mode: 2, note: '007' } },
    });
    nodeById('request').receive({
      operation: 'deviceReadData',
      payload: { productKey: 'p1SPN1', devices: ['p1SPN1-01'], data: 'temperature' },
    });
    const expected = [
      'MATTR/REPORT',
      'ONLINE',
      'STATUS',
      'MATTR/WRITE',
      'REQACK',
      'MATTR/READ',
      'MATTR/READRESP',
    ];
    const kindOf = ({ payload }: NodeMessageInFlow): string => {
      const { type, subtype } = payload as { type: string; subtype?: string };
      return subtype === undefined ? type : `${type}/${subtype}`;
    };
    // Two calls are under way at once, and either may be answered first.
    const messages = await out.until((all) => {
      const kinds = new Set(all.map(kindOf));
      return expected.every((kind) => kinds.has(kind));
    });
    const all = messages.map((msg) => msg.payload as Record<string, unknown>);
    for (const [index, payload] of all.entries()) {
      expect(messages[index]).to.include({ type: 'quectel/message', topic: 'p1SPN1-01', redelivered: false });
      expect(Value.Check(QuectelKnownMessage, payload), JSON.stringify(payload)).to.equal(true);
    }
    const written = all.find(({ subtype }) => subtype === 'WRITE')?.['data'];
    expect(written).to.deep.equal({ kv: { mode: 2, note: '007' } });
    await eventually('all acknowledged', () => waiting() === 0);
  });

  const report = (kv: object, ticket: string, productKey = 'p1SPN1'): object =>
    plain(ticket, { productKey, type: 'MATTR', subtype: 'REPORT', data: { packetId: 1, kv } });
  const kvOf = (msg: NodeMessageInFlow): unknown => (msg.payload as { data: { kv: unknown } }).data.kv;

  it("reads numbers by the product's thing model, which is asked for once", async () => {
    await begin({ logSize: 100 });
    const out = new Inbox('out');
    push(report({ temperature: '21.50', note: '12', serviced_at: '1764230400000' }, '1'));
    push(plain(2));
    push(report({ spindle_load: '1E1', limits: { warn: '80.0', active: true } }, '3'));
    const messages = await out.until((all) => all.length === 3);
    expect(messages.map(ticketOf), 'in their order').to.deep.equal(['1', '2', '3']);
    expect(kvOf(messages[0] as NodeMessageInFlow)).to.deep.equal({
      temperature: 21.5,
      note: '12',
      serviced_at: '1764230400000',
    });
    expect(kvOf(messages[2] as NodeMessageInFlow)).to.deep.equal({
      spindle_load: 10,
      limits: { warn: 80, active: true },
    });
    const asked = simulator.log.entries.filter(({ path }) => path.endsWith('/tslFile'));
    expect(asked).to.have.length(1);
  });

  it(
    'loses and delays nothing when there is no thing model to be had',
    hurried(async () => {
      await begin();
      simulator.faults.add({ path: /tslFile/, hang: true, times: Number.POSITIVE_INFINITY });
      const out = new Inbox('out');
      const started = performance.now();
      push(report({ temperature: '21.50', spindle_speed: '12' }, '1'));
      push(report({ temperature: '22.5' }, '2'));
      const messages = await out.until((all) => all.length === 2);
      expect(messages.map(kvOf)).to.deep.equal([
        { temperature: '21.50', spindle_speed: 12 },
        { temperature: 22.5 },
      ]);
      expect(performance.now() - started).to.be.below(4_000);
      await eventually('all acknowledged', () => waiting() === 0);
    }),
  );

  it('can leave numbers as the texts that the platform sends', async () => {
    await begin({}, { in: { numbers: false } });
    const out = new Inbox('out');
    push(plain(1, { type: 'MATTR', subtype: 'REPORT', data: { packetId: 1, kv: { a: '10.2' } } }));
    const msg = await out.first();
    expect((msg.payload as { data: { kv: object } }).data.kv).to.deep.equal({ a: '10.2' });
  });

  it('takes the queue from the full name as well, and says when there is none', async () => {
    await begin({}, { in: { queue: `a.${number}.${queue}` } });
    push(plain(1));
    await new Inbox('out').first();
    await unloadFlow();
    await simulator.stop();
    await begin({}, { in: { queue: 'missing' } });
    const caught = new Inbox('caught');
    expect((await caught.first())['failure']).to.include({ kind: 'not-found', code: 'quectel:16002' });
  });

  it('without a queue names the field', async () => {
    await begin({}, { in: { queue: '' } });
    const caught = new Inbox('caught');
    expect((await caught.first())['failure']).to.include({ kind: 'input', code: 'input:queueName' });
  });

  it('hands what is no message to Catch, and goes on with the next', async () => {
    await begin();
    const [out, caught] = [new Inbox('out'), new Inbox('caught')];
    push('{"truncated":');
    push(plain(2));
    const bad = await caught.first();
    expect(bad['failure']).to.include({ kind: 'platform', code: 'quectel:unexpected-answer' });
    expect(bad.payload).to.equal('{"truncated":');
    expect(ticketOf(await out.first())).to.equal('2');
    await eventually('both acknowledged', () => waiting() === 0);
  });

  it('counts what cannot be read in the status, and tells it once a connection', async () => {
    await begin();
    const [out, caught, statuses] = [new Inbox('out'), new Inbox('caught'), statusesOf('in')];
    for (const content of ['{', '[]', `"${'x'.repeat(2 * 1024 * 1024)}"`]) push(content);
    push(plain(4));
    await out.first();
    await eventually('all acknowledged', () => waiting() === 0);
    expect(statuses.at(-1)).to.include({ fill: 'yellow', text: 'queue.unreadable' });
    expect(caught.messages).to.have.length(1);
  });

  const limit = (megabytes: number): object => ({ shopfloorLargestMessage: megabytes });

  it('takes messages as large as the settings file says, and tells the limit’s name', async () => {
    await begin();
    const caught = new Inbox('caught');
    push(plain('x'.repeat(1024 * 1024)));
    expect((await caught.first())['failure']).to.include({ code: 'quectel:message-too-large' });
    await unloadFlow();
    await simulator.stop();
    helper.settings(limit(2));
    await begin();
    const out = new Inbox('out');
    push(plain('x'.repeat(1024 * 1024)));
    await out.first();
    await unloadFlow();
    await simulator.stop();
    helper.settings(limit(0));
    await begin();
    const failures = new Inbox('caught');
    expect((await failures.first())['failure']).to.include({ code: 'input:shopfloorLargestMessage' });
  });

  describe('acknowledges a message', () => {
    /** Messages that the broker delivered and that are not acknowledged come back when the connection is cut. */
    const unacknowledged = async (): Promise<number> => {
      simulator.broker.freeze();
      simulator.broker.drop();
      await eventually('connection gone', () => simulator.broker.openConnections === 0);
      return waiting();
    };

    it('only when the last node that got it is done', async () => {
      await begin({}, { in: { wires: [['out', 'slow']] } }, [
        { id: 'slow', type: 'helper', z: 'tab', wires: [] },
      ]);
      const unfinished: (() => void)[] = [];
      nodeById('slow').on('input', (_msg, _send, done) => {
        unfinished.push(done);
      });
      const out = new Inbox('out');
      push(plain(1));
      await eventually('at both nodes', () => unfinished.length === 1 && out.messages.length === 1);
      await turns(20);
      expect(await unacknowledged()).to.equal(1);
      await eventually('at both again', () => unfinished.length === 2 && out.messages.length === 2);
      expect(out.messages[1]).to.include({ redelivered: true });
      unfinished[1]?.();
      await turns(20);
      expect(await unacknowledged(), 'after done').to.equal(0);
    });

    it('when a flow of links and old nodes, which call no done, has worked on it', async () => {
      await begin({}, { in: { wires: [['change']] } }, [
        { id: 'change', type: 'change', z: 'tab', rules: [], wires: [['link out']] },
        { id: 'link out', type: 'link out', z: 'tab', mode: 'link', links: ['link in'], wires: [] },
        { id: 'link in', type: 'link in', z: 'tab', links: ['link out'], wires: [['old']] },
        { id: 'old', type: 'helper', z: 'tab', wires: [] },
      ]);
      const seen: string[] = [];
      nodeById('old').on('input', (msg: NodeMessageInFlow) => seen.push(ticketOf(msg)));
      push(plain(1));
      await eventually('seen', () => seen.length === 1);
      await turns(20);
      expect(await unacknowledged()).to.equal(0);
    });

    it('that failed in the flow only when its Catch node’s flow is done', async () => {
      await begin({}, { caught: { wires: [] } });
      const unfinished: (() => void)[] = [];
      nodeById('out').on('input', (_msg, _send, done) => done(new Error('refused by the flow')));
      nodeById('caught').on('input', (_msg, _send, done) => {
        unfinished.push(done);
      });
      push(plain(1));
      await eventually('caught', () => unfinished.length === 1);
      await turns(20);
      expect(await unacknowledged()).to.equal(1);
      // The first to be caught now is the loss of the connection.
      await eventually('caught again', () => unfinished.length === 3);
      unfinished[2]?.();
      await turns(20);
      expect(await unacknowledged(), 'after done').to.equal(0);
    });

    it('after the time limit although a node is never done', async () => {
      await begin({}, { in: { limit: 1 } });
      const seen: string[] = [];
      nodeById('out').on('input', (msg: NodeMessageInFlow, _send: unknown, _done: unknown) => {
        seen.push(ticketOf(msg));
      });
      push(plain(1));
      await eventually('seen', () => seen.length === 1);
      const statuses = statusesOf('in');
      await eventually('the status says so', () => statuses.at(-1)?.text === 'queue.unfinished');
      expect(statuses.at(-1)).to.include({ fill: 'yellow' });
      expect(await unacknowledged()).to.equal(0);
    });

    it('never when no node takes it: it goes back to the queue', async () => {
      await begin({}, { in: { wires: [[]], limit: 1 } });
      const statuses = statusesOf('in');
      push(plain(1));
      await eventually('put back', () => statuses.some(({ text }) => text === 'queue.untaken'));
      await unloadFlow();
      await eventually('back in the queue', () => waiting() === 1);
    });

    it('by hand, when a message brings its ack back', async () => {
      await begin({}, { in: { ack: 'manual' } });
      const out = new Inbox('out');
      push(plain(1));
      push(plain(2));
      const [first, second] = await out.until((messages) => messages.length === 2);
      nodeById('in').receive({ ack: first?.['ack'] });
      nodeById('in').receive({ ack: second?.['ack'], action: 'requeue' });
      const again = await out.until((messages) => messages.length === 3);
      expect(again.map(ticketOf)).to.deep.equal(['1', '2', '2']);
      expect(again[2]).to.include({ redelivered: true });
      expect(await unacknowledged()).to.equal(1);
    });

    it('by hand: the status is not green while all that may be out waits for longer than the limit', async () => {
      await begin({}, { in: { ack: 'manual', prefetch: 2, limit: 1 } });
      const [out, statuses] = [new Inbox('out'), statusesOf('in')];
      push(plain(1));
      push(plain(2));
      push(plain(3));
      const [first] = await out.until((messages) => messages.length === 2);
      await eventually('it says so', () => statuses.at(-1)?.text === 'queue.held');
      expect(statuses.at(-1)).to.include({ fill: 'yellow' });
      nodeById('in').receive({ ack: first?.['ack'] });
      await out.until((messages) => messages.length === 3);
      expect(statuses.at(-1)).to.include({ fill: 'green', text: 'queue.connected' });
    });

    it('by hand only if that was chosen, and says what is missing', async () => {
      await begin();
      const caught = new Inbox('caught');
      await eventually('connected', () => simulator.broker.openConnections === 1);
      nodeById('in').receive({ ack: 'x' });
      expect((await caught.first())['failure']).to.include({ kind: 'input', code: 'input:ack' });
      await unloadFlow();
      await simulator.stop();
      await begin({}, { in: { ack: 'manual' } });
      const failures = new Inbox('caught');
      await eventually('connected', () => simulator.broker.openConnections === 1);
      nodeById('in').receive({ payload: 'no ack' });
      nodeById('in').receive({ ack: 'x', action: 'burn' });
      const messages = await failures.until((all) => all.length === 2);
      expect(messages.map((msg) => (msg['failure'] as { code: string }).code)).to.deep.equal([
        'input:ack',
        'input:action',
      ]);
    });
  });

  it('comes back after a loss, and tells about it once', async () => {
    await begin();
    const [out, caught, statuses] = [new Inbox('out'), new Inbox('caught'), statusesOf('in')];
    await eventually('connected', () => simulator.broker.openConnections === 1);
    simulator.broker.shutDown();
    push(plain(1));
    await out.first();
    expect((await caught.first())['failure']).to.include({ kind: 'offline', code: 'quectel:amqp-320' });
    expect(caught.messages).to.have.length(1);
    await eventually('connected again', () => statuses.at(-1)?.text === 'queue.connected');
    const lost = statuses.findIndex(({ text }) => text === 'queue.lost');
    expect(statuses[lost]).to.include({ fill: 'yellow', shape: 'ring' });
    expect(statuses.slice(lost + 1, -1).map(({ fill }) => fill)).not.to.include('green');
    expect(simulator.broker.accepted).to.equal(2);
  });

  it('follows the same queue from two nodes, each message in one of them', async () => {
    await begin({}, {}, [
      { id: 'in2', type: 'quectel-message-in', account: 'account', queue, z: 'tab', wires: [['out']] },
    ]);
    const out = new Inbox('out');
    await eventually('both connected', () => simulator.broker.openConnections === 2);
    for (let ticket = 0; ticket < 20; ticket += 1) push(plain(ticket));
    const messages = await out.until((all) => all.length >= 20);
    expect(new Set(messages.map(ticketOf)).size).to.equal(20);
  });

  it('has at most its prefetch of messages in the flow', async () => {
    await begin({}, { in: { prefetch: 3, ack: 'manual' } });
    const out = new Inbox('out');
    for (let ticket = 0; ticket < 10; ticket += 1) push(plain(ticket));
    await out.until((messages) => messages.length === 3);
    await turns(50);
    expect(out.messages).to.have.length(3);
    for (const msg of out.messages.slice()) nodeById('in').receive({ ack: msg['ack'] });
    await out.until((messages) => messages.length === 6);
  });

  it('leaves the broker when the flow stops', async () => {
    await begin();
    await eventually('connected', () => simulator.broker.openConnections === 1);
    await unloadFlow();
    await eventually('left', () => simulator.broker.openConnections === 0);
  });
});

/** Lets so many turns of the event loop pass, with the sockets' work in them. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
