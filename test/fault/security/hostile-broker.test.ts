import { resolve } from 'node:path';
import { expect } from 'chai';
import {
  body,
  delivery,
  FRAME,
  FrameBroker,
  frame,
  header,
  type Line,
  long,
  longLong,
  longText,
  message,
  method,
  octet,
  type Script,
  short,
  shortText,
} from '../../support/frame-broker';
import { TestServer } from '../../support/servers';
import type { ConsumerOutcome, ConsumerTask } from './consumer-child';
import { inChild } from './in-child';

const MEGABYTE = 1024 * 1024;
const MOST_MEMORY = 300 * MEGABYTE;
const LISTEN_MS = 2_000;

const online = JSON.stringify({ type: 'ONLINE', createdAt: 1, data: { value: 1 } });
/** As much as a message of the largest size can make of itself when it is read. */
const manyValues = `{"type":"NEW","data":[${'{},'.repeat(340_000)}0]}`;
const fullFrame = body(Buffer.alloc(131_064));

const afterConsume = (say: (line: Line) => void): Script => ({
  '60.20': (line) => {
    line.say(method(1, '60.21', shortText('reader')));
    say(line);
  },
});
const flood = (...bytes: Buffer[]): Script => afterConsume((line) => line.flood(Buffer.concat(bytes)));

/** What each broker does, and with which code it is left; '' is not left. */
const brokers: [what: string, script: Script, code: string | string[]][] = [
  ['messages without end', flood(message(1, online)), 'quectel:amqp-protocol'],
  [
    'large messages without end',
    flood(message(1, `${online}${' '.repeat(100_000)}`)),
    'quectel:amqp-protocol',
  ],
  [
    'a message of 512 MB',
    afterConsume((line) => {
      line.say(delivery(1), header(2 ** 29));
      line.flood(fullFrame);
    }),
    // A fast computer gets to its end, where more comes than was announced.
    ['', 'quectel:amqp-protocol'],
  ],
  [
    'a message of 2^60 bytes',
    afterConsume((line) => {
      line.say(delivery(1), header(2n ** 60n));
      line.flood(fullFrame);
    }),
    'quectel:amqp-protocol',
  ],
  [
    'a message in pieces of one byte',
    afterConsume((line) => {
      line.say(delivery(1), header(100_000));
      line.flood(Buffer.concat(Array.from({ length: 4096 }, () => body('x'))));
    }),
    'quectel:amqp-protocol',
  ],
  ['pieces without bytes', flood(delivery(1), header(9), body('')), 'quectel:amqp-protocol'],
  [
    'ten messages of a third of a million values each',
    afterConsume((line) => {
      for (let tag = 1; tag <= 10; tag += 1)
        line.say(delivery(tag), header(manyValues.length), ...frames(manyValues));
    }),
    '',
  ],
  [
    'one frame that never ends',
    afterConsume((line) => {
      line.say(frame(FRAME.body, 1, Buffer.alloc(9)).subarray(0, 3), long(2 ** 31));
      line.flood(Buffer.alloc(65_536));
    }),
    'quectel:amqp-protocol',
  ],
  [
    'confirmations of what was never sent',
    flood(...Array.from({ length: 1000 }, (_, at) => method(1, '60.80', longLong(at * 7_919), octet(0)))),
    'quectel:amqp-protocol',
  ],
  ['signs of life without end', flood(frame(FRAME.heartbeat, 0, Buffer.alloc(0))), ''],
  [
    'a greeting without end',
    {
      AMQP: (line) =>
        line.flood(
          method(
            0,
            '10.10',
            octet(0),
            octet(9),
            long(0),
            longText(`PLAIN ${'x'.repeat(50_000)}`),
            longText(''),
          ),
        ),
    },
    'network:UNKNOWN',
  ],
  [
    'channels without end',
    flood(frame(FRAME.method, 5, Buffer.concat([short(20), short(11), long(0)]))),
    'quectel:amqp-protocol',
  ],
];

function frames(text: string): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < text.length; at += 131_064) pieces.push(body(text.slice(at, at + 131_064)));
  return pieces;
}

describe('message brokers that want to fill the memory (SECURITY.md, "What is promised"; AMQP 0-9-1, section 2.3.5)', function () {
  this.timeout(60_000);
  const running: FrameBroker[] = [];
  let outcome: ConsumerOutcome;

  before(async () => {
    for (const [, script] of brokers) running.push(await FrameBroker.start(script));
    const platform = await TestServer.start((response) => response.end('{}'));
    const brokerUrls = running.map(({ url }) => url);
    const task: ConsumerTask = { baseUrl: platform.origin, brokerUrls, listenMs: LISTEN_MS };
    outcome = await inChild<ConsumerOutcome>(resolve(__dirname, 'consumer-child.js'), task);
    await platform.stop();
  });

  after(async () => {
    for (const broker of running) await broker.stop();
  });

  for (const [index, [what, , code]] of brokers.entries()) {
    const codes = [code].flat();
    it(`with ${what} ${codes.includes('') ? 'are endured' : `are left as ${codes}`}`, () => {
      expect(outcome.ends[index]?.code).to.be.oneOf(codes);
    });
  }

  it('fill no more than 300 MB', () => {
    console.log(`      ${(outcome.mostMemory / MEGABYTE).toFixed(0)} MB`);
    expect(outcome.mostMemory).to.be.below(MOST_MEMORY);
    expect(Math.max(...outcome.ends.map(({ messages }) => messages))).to.be.at.most(10);
  });
});
