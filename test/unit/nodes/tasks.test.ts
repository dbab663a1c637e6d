import { expect } from 'chai';
import type { Node, NodeDef, NodeInitializer, NodeMessage } from 'node-red';
import { AbortedError, NetworkError, PlatformError } from '../../../lib/errors';
import { answered } from '../../../nodes/shared/call-node';
import { type NodeTask, runTasks } from '../../../nodes/shared/node-task';
import { eventually } from '../../support/eventually';
import { Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';

let task: NodeTask;
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown) => unhandled.push(error);

const worker: NodeInitializer = (RED) => {
  function WorkerConstructor(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runTasks(RED, this, '', { platform: 'test', operation: 'work' }, (...args) => task(...args));
  }
  RED.nodes.registerType('worker', WorkerConstructor);
};

const flow = inTab([
  { id: 'worker', type: 'worker', wires: [['out']] },
  { id: 'out', type: 'helper', wires: [] },
  { id: 'catch', type: 'catch', wires: [['caught']] },
  { id: 'caught', type: 'helper', wires: [] },
]);

describe('A node that works on messages (docs/behaviour.md, "Messages" and "Failures")', () => {
  beforeEach(async () => {
    unhandled.length = 0;
    process.on('unhandledRejection', onUnhandled);
    await loadFlow([worker], flow);
  });

  afterEach(async () => {
    await unloadFlow();
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).to.deep.equal([]);
  });

  it('reuses the message, and takes a failure that it brought along out of it', async () => {
    const call = { platform: 'test', operation: 'work', status: 200, attempts: 1, durationMs: 5 };
    task = async (msg, send) => send(answered(msg, { type: 'test/work', payload: [1], call }));
    const out = new Inbox('out');
    const msg: NodeMessage = { topic: 'kept', own: 'kept', failure: { old: true } };
    nodeById('worker').receive(msg);
    const received = await out.first();
    expect(received).to.deep.include({ topic: 'kept', own: 'kept', type: 'test/work', payload: [1], call });
    expect(received).not.to.have.property('failure');
  });

  it('gives a failure to the Catch node, and describes it in msg.failure', async () => {
    const caught = new Inbox('caught');
    const platformError = new PlatformError('no such machine', {
      code: 'test:5',
      kind: 'not-found',
      retryable: false,
      httpStatus: 404,
      cause: new Error('deeper'),
    });
    platformError.attempts = 3;
    const rest = { platform: 'test', operation: 'work' };
    const cases: [thrown: unknown, failure: object][] = [
      [
        platformError,
        {
          ...rest,
          kind: 'not-found',
          code: 'test:5',
          message: 'no such machine',
          httpStatus: 404,
          retryable: false,
          attempts: 3,
        },
      ],
      [
        new NetworkError('ECONNREFUSED', 'down'),
        {
          ...rest,
          kind: 'network',
          code: 'network:ECONNREFUSED',
          message: 'down',
          retryable: true,
          attempts: 1,
        },
      ],
      [
        new TypeError('bug'),
        { ...rest, kind: 'platform', code: 'internal', message: 'bug', retryable: false, attempts: 1 },
      ],
      [
        'text',
        { ...rest, kind: 'platform', code: 'internal', message: 'text', retryable: false, attempts: 1 },
      ],
    ];
    for (const [index, [thrown, failure]] of cases.entries()) {
      task = () => Promise.reject(thrown);
      nodeById('worker').receive({ topic: `case ${index}` });
      const msg = await caught.first(({ topic }) => topic === `case ${index}`);
      expect(msg['failure']).to.deep.equal(failure);
      const error = msg['error'] as Record<string, unknown>;
      const { code, message } = failure as { code: string; message: string };
      expect(error['code']).to.equal(code);
      expect(error['message']).to.include(message);
      expect(error['stack']).to.be.a('string');
    }
    const [first] = caught.messages;
    expect(first?.['error']).to.have.property('cause').that.is.instanceOf(Error);
  });

  it('shows its status only when it changes, and green only when nothing is under way', async () => {
    const statuses = statusesOf('worker');
    const waiting: (() => void)[] = [];
    task = () => new Promise((resolve) => waiting.push(resolve));
    for (let count = 0; count < 3; count += 1) nodeById('worker').receive({});
    await eventually('all are at work', () => waiting.length === 3);
    await eventually('blue', () => statuses.length > 0);
    expect(statuses.map(({ fill }) => fill)).to.deep.equal(['blue']);
    waiting[0]?.();
    waiting[1]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(statuses).to.have.length(1);
    waiting[2]?.();
    await eventually('green', () => statuses.length === 2);
    task = () => Promise.reject(new NetworkError('X', 'x'));
    nodeById('worker').receive({});
    await eventually('red', () => statuses.length === 4);
    expect(statuses.map(({ fill }) => fill)).to.deep.equal(['blue', 'green', 'blue', 'red']);
  });

  it('gives up what is under way when it is closed, sends nothing more and shows nothing more', async () => {
    for (const thrown of [new AbortedError('given up'), new NetworkError('ECONNRESET', 'cut')]) {
      const statuses = statusesOf('worker');
      const out = new Inbox('out');
      let begun = false;
      let sent = false;
      task = (_msg, send, signal) =>
        new Promise((_resolve, reject) => {
          begun = true;
          signal.addEventListener('abort', () => {
            send({ payload: 'late' });
            sent = true;
            reject(thrown);
          });
        });
      nodeById('worker').receive({});
      await eventually('it has begun', () => begun);
      await nodeById('worker').close(false);
      await eventually('it was given up', () => sent);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(out.messages).to.deep.equal([]);
      expect(statuses.at(-1)).to.deep.equal({});
      await unloadFlow();
      await loadFlow([worker], flow);
    }
  });
});
