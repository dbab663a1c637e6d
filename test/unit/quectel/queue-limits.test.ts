import { expect } from 'chai';
import { eventually } from '../../support/eventually';
import {
  body,
  close,
  delivery,
  FRAME,
  frame,
  header,
  type Line,
  long,
  longText,
  message,
  method,
  octet,
  type Script,
  short,
  shortText,
} from '../../support/frame-broker';
import { QueueReader } from './support/queue-reader';

const online = JSON.stringify({ type: 'ONLINE', createdAt: 1, data: { value: 1 } });
const KILOBYTE = 1024;

describe('a message broker that sends more than was agreed (AMQP 0-9-1, sections 2.3.5, 2.3.7 and 1.8.3)', () => {
  let reader: QueueReader;

  afterEach(() => reader.stop());

  /** What the broker says when it has let the client consume. */
  const afterConsume = (say: (line: Line) => void): Script => ({
    '60.20': (line) => {
      line.say(method(1, '60.21', shortText('reader')));
      say(line);
    },
  });

  it('delivers messages in one frame or many', async () => {
    const pieces = [...online].map((each) => body(each));
    reader = await QueueReader.start(
      afterConsume((line) => line.say(message(1, online), delivery(2), header(online.length), ...pieces)),
    );
    await eventually('both', () => reader.types.length === 2);
    expect(reader.types).to.deep.equal(['ONLINE', 'ONLINE']);
    await eventually(
      'both acknowledged',
      () => reader.broker.seen.filter((id) => id === '60.80').length === 2,
    );
  });

  it('has a message that is too large left out, told with the limit’s name, and goes on', async () => {
    const large = Buffer.alloc(300 * KILOBYTE, 'x');
    const frames = [0, 1, 2].map((at) =>
      body(large.subarray(at * 100 * KILOBYTE, (at + 1) * 100 * KILOBYTE)),
    );
    reader = await QueueReader.start(
      afterConsume((line) => line.say(delivery(1), header(large.length), ...frames, message(2, online))),
      { largestMessage: 256 * KILOBYTE },
    );
    await eventually('the next', () => reader.types.length === 1);
    expect(reader.unreadable).to.have.length(1);
    expect(reader.unreadable[0]).to.include({ code: 'quectel:message-too-large', retryable: false });
    expect(reader.unreadable[0]?.message).to.contain('0.3 MB').and.contain('shopfloorLargestMessage');
    await eventually(
      'both acknowledged',
      () => reader.broker.seen.filter((id) => id === '60.80').length === 2,
    );
    expect(reader.failures).to.deep.equal([]);
  });

  it('takes messages of the largest size', async () => {
    reader = await QueueReader.start(
      afterConsume((line) => line.say(message(1, online), message(2, ''))),
      { largestMessage: online.length },
    );
    await eventually('both', () => reader.types.length === 1 && reader.unreadable.length === 1);
    expect(reader.unreadable[0]).to.include({ code: 'quectel:unexpected-answer' });
  });

  it('is left when it delivers more than the prefetch unacknowledged', async () => {
    reader = await QueueReader.start(
      afterConsume((line) => line.say(...[1, 2, 3, 4].map((tag) => message(tag, online)))),
      { prefetch: 3, acknowledges: false },
    );
    const failure = await reader.failure();
    // A network that damages bytes looks the same, and passes.
    expect(failure).to.include({ code: 'quectel:amqp-protocol', kind: 'platform', retryable: true });
    expect(failure.message).to.contain('more than the 3 messages');
    expect(reader.types).to.have.length(3);
    await eventually('hung up', () => reader.broker.openConnections === 0);
  });

  it('may send the prefetch ahead again and again when they are acknowledged', async () => {
    const tags = Array.from({ length: 50 }, (_, index) => index + 1);
    reader = await QueueReader.start(
      afterConsume((line) => line.say(...tags.map((tag) => message(tag, online)))),
      { prefetch: 1 },
    );
    await eventually('all', () => reader.types.length === tags.length);
    expect(reader.failures).to.deep.equal([]);
  });

  it('is left when more bytes than 64 of the largest messages wait', async () => {
    const content = `${online}${' '.repeat(1000 - online.length)}`;
    const tags = Array.from({ length: 65 }, (_, index) => index + 1);
    reader = await QueueReader.start(
      afterConsume((line) => line.say(...tags.map((tag) => message(tag, content)))),
      { prefetch: 1000, largestMessage: 1000, acknowledges: false },
    );
    const failure = await reader.failure();
    expect(failure).to.include({ code: 'quectel:too-much-unacknowledged', retryable: false });
    expect(failure.message).to.contain('prefetch').and.contain('shopfloorLargestMessage');
    expect(reader.types).to.have.length(64);
  });

  it('is left when the values of the messages that wait take more than their text', async () => {
    const dense = JSON.stringify({ type: 'ONLINE', data: Array(200).fill({}) });
    const tags = Array.from({ length: 10 }, (_, index) => index + 1);
    reader = await QueueReader.start(
      afterConsume((line) => line.say(...tags.map((tag) => message(tag, dense)))),
      { prefetch: 1000, largestMessage: 1000, acknowledges: false },
    );
    expect(await reader.failure()).to.include({ code: 'quectel:too-much-unacknowledged' });
    expect(reader.types).to.have.length(2);
  });

  it('is left when it does not read that messages are acknowledged', async () => {
    reader = await QueueReader.start(
      afterConsume((line) => {
        line.socket.pause();
        line.socket.removeAllListeners('data');
        let tag = 0;
        const more = (): void => {
          if (line.socket.destroyed) return;
          const messages = Array.from({ length: 500 }, (_each, index) => message(tag + index + 1, online));
          tag += messages.length;
          line.socket.write(Buffer.concat(messages), () => setImmediate(more));
        };
        more();
      }),
      { prefetch: 1000 },
    );
    await eventually('a failure', () => reader.failures.length > 0, 60_000);
    expect(reader.failures[0]).to.include({ code: 'network:BROKER_READS_NOTHING', retryable: true });
    expect(reader.types.length).to.be.below(1_000_000);
  }).timeout(90_000);

  for (const [what, bytes] of [
    ['a message of 2^60 bytes', [delivery(1), header(2n ** 60n)]],
    ['a frame larger than the one agreed', [delivery(1), header(5), body(Buffer.alloc(200_000))]],
    ['content without bytes', [delivery(1), header(5), body('')]],
    ['more content than was announced', [delivery(1), header(2), body('abc')]],
    ['content of no message', [body('abc')]],
    ['a header of no message', [header(5)]],
    ['two headers', [delivery(1), header(5), header(5)]],
    ['a header of another class', [delivery(1), header(5, 50)]],
    ['a message within another', [delivery(1), delivery(2)]],
    ['a delivery that is cut off', [method(1, '60.60', shortText('reader'))]],
    ['a message for another consumer', [delivery(1, 'stranger'), header(1), body('x')]],
    ['confirmations that were not asked for', [method(1, '60.80', long(0), long(7), octet(0))]],
    ['an answer to nothing', [method(1, '60.11')]],
    ['a method that does not exist', [method(1, '77.77')]],
    ['a method frame without a method', [frame(FRAME.method, 1, octet(0))]],
    ['a frame on another channel', [frame(FRAME.method, 7, Buffer.concat([short(20), short(11), long(0)]))]],
    ['a frame without its end', [frame(FRAME.body, 1, octet(1), 0)]],
    ['a frame of an unknown type', [frame(9, 1, octet(1))]],
    ['table fields that never end', [method(1, '60.21', longText('x'.repeat(1000)))]],
  ] as const) {
    it(`is left, and nothing else ends, after ${what}`, async () => {
      reader = await QueueReader.start(afterConsume((line) => line.say(...bytes)));
      const failure = await reader.failure();
      expect(failure.kind, failure.message).to.be.oneOf(['platform', 'network']);
      expect(failure.message).to.contain('127.0.0.1');
      await eventually('hung up', () => reader.broker.openConnections === 0);
      expect(reader.states.at(-1)).to.equal('waiting');
    });
  }

  it('may throw anything at every step of the greeting', async () => {
    const garbage = [
      frame(FRAME.heartbeat, 0, Buffer.alloc(0)),
      frame(FRAME.body, 0, Buffer.from('abc')),
      frame(FRAME.header, 0, Buffer.alloc(3)),
      method(0, '10.10', octet(0), octet(9), long(2 ** 31), longText('PLAIN')),
      method(0, '10.10', octet(0), octet(9), long(0), longText('GSSAPI'), longText('')),
      method(0, '10.20', longText('challenge')),
      method(0, '10.30', short(1), long(1), short(1)),
      method(0, '10.50'),
      method(0, '10.50', short(530), shortText('x')),
      close(0, 999, 'unheard of'),
      close(1, 999, 'unheard of'),
      method(0, '10.60', shortText('blocked')),
      method(1, '20.20', octet(1)),
      method(1, '60.30', shortText('nobody'), octet(0)),
      method(0, '99.99'),
    ];
    const steps = ['AMQP', '10.11', '10.31', '10.40', '20.10', '60.10', '60.20'];
    const suffer = async (step: string, bytes: Buffer): Promise<void> => {
      const each = await QueueReader.start({ [step]: (line) => line.say(bytes) });
      await eventually(`${step} answered`, () => each.broker.seen.includes(step));
      for (const line of each.broker.lines) line.socket.end();
      await each.failure();
      await each.stop();
    };
    for (const step of steps) await Promise.all(garbage.map((bytes) => suffer(step, bytes)));
    reader = await QueueReader.start({});
  });

  it('that took the channel away hears nothing more, and nobody throws', async () => {
    reader = await QueueReader.start(
      afterConsume((line) => line.say(message(1, online), close(1, 406, 'x'))),
      {
        acknowledges: false,
      },
    );
    expect(await reader.failure()).to.include({ code: 'quectel:amqp-406' });
    for (const { acknowledge, requeue } of reader.deliveries) {
      acknowledge();
      requeue();
    }
  });
});
