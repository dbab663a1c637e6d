import { connect as connectTcp } from 'node:net';
import { type ChannelModel, connect } from 'amqplib';
import { expect } from 'chai';
import { QuectelSimulator } from '../../../../lib/simulator/quectel/quectel-simulator';
import type { QuectelOptions } from '../../../../lib/simulator/quectel/settings';
import { TestIssuer } from '../../../support/certificates';
import { sign } from './support';

const number = '000000026106';
const name = `a.${number}.shopfloor`;

describe('the Quectel simulator’s broker (docs/platforms/quectel.md, "AMQP message subscription")', () => {
  let simulator: QuectelSimulator;
  const models: ChannelModel[] = [];

  async function begin(options: QuectelOptions = {}): Promise<void> {
    simulator = new QuectelSimulator({ reportIntervalMs: 0, ...options });
    await simulator.start();
  }

  async function open(more: object = {}, socket: object = {}): Promise<ChannelModel> {
    const { protocol, hostname, port } = new URL(simulator.broker.url);
    const address = { protocol: protocol.slice(0, -1), hostname, port: Number(port), vhost: 'quec-open' };
    const model = await connect({ ...address, ...sign(), heartbeat: 30, ...more }, socket);
    model.on('error', () => undefined);
    models.push(model);
    return model;
  }

  const problem = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => '',
      (error: Error) => error.message,
    );

  afterEach(async () => {
    for (const model of models.splice(0)) await model.close().catch(() => undefined);
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  it('delivers in order, keeps what is not acknowledged, and says when it delivers again', async () => {
    await begin();
    const channel = await (await open()).createChannel();
    for (const text of ['one', 'two', 'x'.repeat(300_000)]) simulator.push(number, 'shopfloor', text);
    await channel.prefetch(2);
    const got: [string, boolean][] = [];
    const { promise, resolve } = later();
    await channel.consume(name, (message) => {
      if (!message) return;
      got.push([message.content.toString().slice(0, 3), message.fields.redelivered]);
      if (got.length === 2) channel.nack(message, false, true);
      else channel.ack(message);
      if (got.length === 4) resolve();
    });
    await promise;
    expect(got.slice(0, 2)).to.deep.equal([
      ['one', false],
      ['two', false],
    ]);
    expect(got.slice(2)).to.have.deep.members([
      ['two', true],
      ['xxx', false],
    ]);
  });

  it('lets in only fresh and right signatures', async () => {
    await begin();
    for (const wrong of [
      sign(Date.now() - 11 * 60_000),
      sign(Date.now(), { secret: 'wrong' }),
      { username: encodeURIComponent(sign().username), password: sign().password },
      { username: 'guest', password: 'guest' },
    ]) {
      expect(await problem(open(wrong))).to.contain('403');
    }
  });

  it('has one virtual host, and wants heartbeats of 30 to 60 seconds', async () => {
    await begin();
    for (const more of [{ vhost: '/' }, { heartbeat: 10 }, { heartbeat: 0 }]) {
      expect(await problem(open(more)), JSON.stringify(more)).to.contain('ConnectionClose');
    }
  });

  it('lets accounts consume their own queues, by the full name, and nothing else', async () => {
    await begin();
    const model = await open();
    for (const attempt of [
      async () => (await model.createChannel()).assertQueue('mine'),
      async () => (await model.createChannel()).deleteQueue(name),
      async () => (await model.createChannel()).consume('shopfloor', () => undefined),
      async () => (await model.createChannel()).consume('a.1.other', () => undefined),
    ]) {
      expect(await problem(silently(attempt))).to.match(/40[34]/);
    }
  });

  it('speaks TLS with a certificate that is given', async () => {
    const tls = new TestIssuer().selfSigned('IP:127.0.0.1');
    await begin({ tls });
    expect(simulator.broker.url).to.match(/^amqps:/);
    const channel = await (await open({}, { ca: tls.cert })).createChannel();
    await channel.consume(name, () => undefined);
  });

  it('ends what is no AMQP 0-9-1', async () => {
    await begin();
    const socket = connectTcp(Number(new URL(simulator.broker.url).port), '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\n\r\n');
    const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    expect(answer.subarray(0, 4).toString()).to.equal('AMQP');
  });

  it('cuts off who sends frames that are none', async () => {
    await begin();
    const header = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);
    for (const frame of [
      [1, 0, 0, 0, 0, 0, 2, 0, 10, 0xce],
      [1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 11, 0xce],
      [1, 0, 0, 0, 0, 0, 0, 0],
      [1, 0, 0, 255, 255, 255, 255, 0],
    ]) {
      const socket = connectTcp(Number(new URL(simulator.broker.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(Buffer.concat([header, Buffer.from(frame)]));
      await new Promise((resolve) => socket.once('close', resolve));
    }
    await open();
  });

  /** A channel that the broker closes must not end the process. */
  async function silently(attempt: () => Promise<unknown>): Promise<void> {
    const [model] = models;
    const create = model?.createChannel.bind(model);
    if (!model || !create) throw new Error('not connected');
    model.createChannel = async () => {
      const channel = await create();
      channel.on('error', () => undefined);
      return channel;
    };
    try {
      await attempt();
    } finally {
      model.createChannel = create;
    }
  }
});

function later(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
