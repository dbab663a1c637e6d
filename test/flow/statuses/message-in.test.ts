import { once } from 'node:events';
import { createServer } from 'node:net';
import type { NodeMessage } from 'node-red';
import { type Fault, faultAnswers } from '../../../lib/simulator/faults';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import { jsonReply } from '../../../lib/simulator/reply';
import registerAccount from '../../../nodes/quectel/quectel-account';
import registerMessageInNode from '../../../nodes/quectel/quectel-message-in';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { ShownStatuses } from '../../support/shown-statuses';
import { withHooks } from '../quectel/support/hooks';

const TYPE = 'quectel-message-in';
const NUMBER = '000000026106';
const QUEUE = 'shopfloor';
const DATA = /queue/i;
const said = (code: number) => jsonReply({ code, msg: 'said', data: null });
/** What the platform answers to who looks for the queue. */
const FAULTS: Record<string, Fault> = {
  auth: { answer: said(90047) },
  permission: { path: DATA, answer: said(5041) },
  'rate-limit': { path: DATA, answer: said(5147) },
  'not-found': { path: DATA, answer: said(5015) },
  conflict: { path: DATA, answer: said(5049) },
  input: { path: DATA, answer: said(5009) },
  offline: { path: DATA, answer: said(70026) },
  platform: { path: DATA, answer: faultAnswers.htmlPage() },
};

describe('The status of quectel-message-in (docs/statuses.md)', () => {
  const statuses = new ShownStatuses(TYPE);
  let simulator: QuectelSimulator;

  async function start(node: object = {}, account: object = {}, fault?: Fault): Promise<void> {
    simulator = new QuectelSimulator({ reportIntervalMs: 0 });
    await simulator.start();
    if (fault) simulator.faults.add({ times: Number.POSITIVE_INFINITY, ...fault });
    const flow = inTab([
      {
        id: 'account',
        type: 'quectel-account',
        environment: 'custom',
        baseUrl: simulator.origin,
        ...account,
      },
      { id: TYPE, type: TYPE, account: 'account', queue: QUEUE, wires: [['out']], ...node },
      { id: 'out', type: 'helper', wires: [] },
    ]);
    const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
    await loadFlow([registerAccount, withHooks(registerMessageInNode)], flow, { account: keys });
  }

  async function stop(): Promise<void> {
    await unloadFlow();
    await simulator.stop();
  }

  const push = (ticket: number): void =>
    simulator.push(
      NUMBER,
      QUEUE,
      JSON.stringify({ productKey: 'p', deviceKey: 'd', type: 'ONLINE', ticket: `${ticket}`, data: {} }),
    );

  afterEach(stop);

  it('is that the queue is followed, and no longer when the connection is lost', async () => {
    await start();
    await statuses.shows('queue.connecting');
    await statuses.shows('queue.connected');
    simulator.broker.shutDown();
    await statuses.shows('queue.lost');
    await statuses.shows('queue.connected');
    simulator.push(NUMBER, QUEUE, '{');
    await statuses.shows('queue.unreadable');
    simulator.broker.shutDown();
    await statuses.shows('queue.lost');
  });

  it('is that no node takes a message, until it is followed anew', async () => {
    await start({ wires: [[]] });
    push(1);
    await statuses.shows('queue.untaken');
    simulator.broker.shutDown();
    await statuses.shows('queue.lost');
  });

  it('is that a flow is not done in time, until it is with another message', async () => {
    await start({ limit: 1 });
    let isSlow = true;
    nodeById('out').on('input', (_msg, _send, done) => {
      if (!isSlow) done();
    });
    push(1);
    await statuses.shows('queue.unfinished');
    isSlow = false;
    push(2);
    await statuses.shows('queue.connected');
  });

  it('is that as many as may be out wait for msg.ack, until one is acknowledged', async () => {
    await start({ ack: 'manual', prefetch: 1, limit: 1 });
    const out = new Inbox('out');
    push(1);
    await statuses.shows('queue.held');
    const { ack } = await out.first();
    nodeById(TYPE).receive({ ack } as NodeMessage);
    await statuses.shows('queue.connected');
  });

  for (const [kind, fault] of Object.entries(FAULTS)) {
    it(`is ${kind} where the queue cannot be followed for this reason, and not without it`, async () => {
      await start({}, {}, fault);
      await statuses.shows(`status.failed.${kind}`);
      await stop();
      await start();
      await statuses.shows('queue.connected');
    });
  }

  it('is network where the broker’s address leads to another service, and not without it', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await start({ queue: `a.${NUMBER}.${QUEUE}` }, { brokerUrl: `amqp://127.0.0.1:${port}/quec-open` });
    await statuses.shows('status.failed.network');
    server.close();
    await stop();
    await start();
    await statuses.shows('queue.connected');
  });
});
