import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Channel, type ChannelModel, type ConfirmChannel, connect, type Message } from 'amqplib';
import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import registerAccount from '../../../nodes/quectel/quectel-account';
import registerMessageInNode from '../../../nodes/quectel/quectel-message-in';
import { withHooks } from '../../flow/quectel/support/hooks';
import { TestIssuer } from '../../support/certificates';
import { eventually, type FlowNode, Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { CredentialChecks, publisher } from '../support/credential-checks';
import { RabbitMq } from '../support/rabbitmq';

const registerMessageIn = withHooks(registerMessageInNode);

const tlsConfig = require('@node-red/nodes/core/network/05-tls.js') as NodeInitializer;

const keys = { accessKey: '24b9zicjuns41H6MDg71AMnP', accessSecret: 'a-secret-of-this-test' };
const queue = 'a.000000026106.testAbc';
const total = 10_000;
const last = total + 1;

describe('quectel-message-in with a real RabbitMQ (docs/platforms/quectel.md, "AMQP message subscription")', function () {
  this.timeout(150_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'quectel-'));
  const checks = new CredentialChecks(keys);
  const issuer = new TestIssuer();
  let rabbit: RabbitMq;

  before(async () => {
    await checks.start();
    rabbit = await RabbitMq.prepare({ folder, issuer, authOrigin: checks.origin });
    await rabbit.start();
    await withPublisher((channel) => channel.assertQueue(queue, { durable: true }));
  });

  afterEach(async () => {
    await unloadFlow();
    checks.refuseAll = false;
    checks.refuseVirtualHost = false;
    checks.logins.length = 0;
  });

  after(async () => {
    await rabbit?.end();
    await checks.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function withPublisher<Result>(use: (channel: ConfirmChannel) => Promise<Result>): Promise<Result> {
    const { hostname, port } = new URL(rabbit.url);
    const address = { protocol: 'amqps', hostname, port: Number(port), vhost: 'quec-open', ...publisher };
    const model: ChannelModel = await connect(address, { ca: issuer.ca });
    model.on('error', () => undefined);
    try {
      return await use(await model.createConfirmChannel());
    } finally {
      await model.close();
    }
  }

  function flow(changes: Record<string, object> = {}): FlowNode[] {
    return inTab([
      {
        id: 'tls',
        type: 'tls-config',
        cert: '',
        key: '',
        ca: path.join(folder, 'ca.pem'),
        verifyservercert: true,
      },
      {
        id: 'account',
        type: 'quectel-account',
        environment: 'custom',
        baseUrl: 'http://127.0.0.1:9',
        brokerUrl: rabbit.url,
        tls: 'tls',
        ...changes['account'],
      },
      { id: 'in', type: 'quectel-message-in', account: 'account', queue, prefetch: 200, wires: [['worker']] },
      { id: 'worker', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ]);
  }

  const load = (changes: Record<string, object> = {}, accessSecret = keys.accessSecret) =>
    loadFlow([tlsConfig, registerAccount, registerMessageIn], flow(changes), {
      account: { ...keys, accessSecret },
    });

  it('10,000 messages arrive over two restarts, and none is acknowledged before the flow had it', async () => {
    const acknowledgements = new AcknowledgementWatch();
    await withPublisher(async (channel) => {
      acknowledgements.watch(channel);
      for (let number = 0; number < total; number += 1) {
        channel.sendToQueue(queue, report(number), { persistent: true });
      }
      await channel.waitForConfirms();
    });
    const arrivals = new Map<number, number>();
    const held = new Set<number>();
    let working = 0;
    await load();
    nodeById('worker').on('input', (msg, _send, done) => {
      const number = numberOf(msg.payload);
      arrivals.set(number, (arrivals.get(number) ?? 0) + 1);
      // Some are kept by the flow until the broker has been away: they have to come again.
      if (number % 500 === 0 && arrivals.get(number) === 1) {
        held.add(number);
        return;
      }
      working += 1;
      setTimeout(() => {
        acknowledgements.allow(number);
        done();
        working -= 1;
      }, number % 3);
    });

    for (const [after, signal] of [
      [2_500, 'SIGTERM'],
      [6_000, 'SIGKILL'],
    ] as const) {
      await eventually(`${after} messages`, () => arrivals.size >= after, 60_000);
      await rabbit.stop(signal);
      await rabbit.start();
    }
    await eventually(
      'every message finished',
      () => acknowledgements.allowed.size >= total - lastHeld(held, arrivals).length,
      90_000,
    );
    // Acknowledgements that a restart lost bring their messages again, all of them before this one.
    await withPublisher(async (channel) => {
      channel.sendToQueue(queue, report(last), { persistent: true });
      await channel.waitForConfirms();
    });
    await eventually('the queue to run dry', () => acknowledgements.sent.has(last) && working === 0, 60_000);
    arrivals.delete(last);
    expect([...arrivals.keys()].sort((a, b) => a - b)).to.deep.equal(
      Array.from({ length: total }, (_, number) => number),
    );
    expect(acknowledgements.tooEarly).to.deep.equal([]);
    expect(held.size).to.equal(20);
    const heldBeforeRestart = [...held].filter((number) => (arrivals.get(number) ?? 0) > 1);
    expect(heldBeforeRestart, 'kept by the flow while the broker went away').not.to.be.empty;

    const logins = checks.logins.filter(({ username }) => username.startsWith('ver=1&'));
    expect(logins.map(({ reason }) => reason).filter((reason) => reason !== '')).to.deep.equal([]);
    expect(logins.length).to.be.at.least(3);
    expect(new Set(logins.map(({ username }) => username)).size).to.equal(logins.length);
    await unloadFlow();
    acknowledgements.restore();
    const left = await withPublisher(takeAll);
    expect(
      left.sort((a, b) => a - b),
      'only what the flow never finished',
    ).to.deep.equal(lastHeld(held, arrivals).sort((a, b) => a - b));
  });

  it('credentials that the broker refuses are a failure of kind auth, told once', async () => {
    await load({}, 'another-canary-secret');
    const caught = new Inbox('caught');
    const msg = await caught.first();
    expect(msg['failure']).to.deep.include({ kind: 'auth', code: 'quectel:amqp-403', retryable: false });
    expect(JSON.stringify(msg)).not.to.contain('canary-secret');
    expect(checks.logins.map(({ reason }) => reason)).to.deep.equal(['wrong signature']);
  });

  it('a broker whose issuer is not known is not trusted with credentials', async () => {
    await load({ account: { tls: '' } });
    const caught = new Inbox('caught');
    const msg = await caught.first();
    expect(msg['failure']).to.deep.include({ kind: 'network', retryable: false });
    expect((msg['failure'] as { message: string }).message).to.contain('unknown CA');
    expect(checks.logins).to.deep.equal([]);
  });

  it('a queue that does not exist is told as not found', async () => {
    await loadFlow(
      [tlsConfig, registerAccount, registerMessageIn],
      flow().map((node) => (node.id === 'in' ? { ...node, queue: 'a.000000026106.missing' } : node)),
      { account: keys },
    );
    const caught = new Inbox('caught');
    const msg = await caught.first();
    expect(msg['failure']).to.deep.include({ kind: 'not-found', code: 'quectel:amqp-404' });
  });

  /** The failure of a flow whose account has this broker. */
  async function failureAt(brokerUrl: string): Promise<Record<string, unknown>> {
    await load({ account: { brokerUrl } });
    return (await new Inbox('caught').first())['failure'] as Record<string, unknown>;
  }

  it('a virtual host that does not exist is told with its name', async () => {
    const failure = await failureAt(rabbit.url.replace('quec-open', 'quec-shut'));
    expect(failure).to.include({ kind: 'not-found', code: 'quectel:amqp-530', retryable: false });
    expect(failure['message']).to.contain('"quec-shut"').and.contain('vhost quec-shut not found');
  });

  it('a virtual host that the account may not enter is told with the broker’s reason', async () => {
    checks.refuseVirtualHost = true;
    const failure = await failureAt(rabbit.url);
    expect(failure).to.include({ kind: 'permission', code: 'quectel:amqp-530', retryable: false });
    expect(failure['message']).to.contain('"quec-open"').and.contain('refused for user');
  });

  it('a limit of connections is told as such, and may pass', async () => {
    await rabbit.control('set_vhost_limits', '-p', 'quec-open', '{"max-connections": 0}');
    try {
      const failure = await failureAt(rabbit.url);
      expect(failure).to.include({ kind: 'conflict', code: 'quectel:amqp-530', retryable: true });
      expect(failure['message']).to.contain('"quec-open"').and.contain('connection limit');
    } finally {
      await rabbit.control('clear_vhost_limits', '-p', 'quec-open');
    }
  });

  it('a queue that another program consumes exclusively is a conflict', async () => {
    await withPublisher(async (channel) => {
      await channel.consume(queue, () => undefined, { exclusive: true });
      const failure = await failureAt(rabbit.url);
      expect(failure).to.include({ kind: 'conflict', code: 'quectel:amqp-403', retryable: true });
      expect(failure['message']).to.contain(`"${queue}"`).and.contain('exclusive');
    });
  });

  it('its port for TLS, spoken to without, is told in words', async () => {
    const failure = await failureAt(rabbit.url.replace('amqps:', 'amqp:'));
    expect(failure).to.include({ kind: 'network', code: 'network:NO_BROKER' });
    expect(failure['message']).to.match(/amqps:|without a word/);
  });

  it('leaves the queue when the flow is stopped', async () => {
    await load();
    await withPublisher(async (channel) => {
      const waitForConsumers = async (count: number): Promise<void> => {
        const end = performance.now() + 10_000;
        while ((await channel.checkQueue(queue)).consumerCount !== count) {
          expect(performance.now(), `${count} consumers`).to.be.below(end);
        }
      };
      await waitForConsumers(1);
      await unloadFlow();
      await waitForConsumers(0);
    });
  });
});

async function takeAll(channel: Channel): Promise<number[]> {
  const numbers: number[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (!message) return numbers;
    numbers.push(numberOf(JSON.parse(message.content.toString())));
  }
}

/** What amqplib's channels have, as far as it is watched. */
interface WatchedChannel {
  ack(this: WatchedChannel, message: Pick<Message, 'fields'>, allUpTo?: boolean): void;
  dispatchMessage(this: WatchedChannel, fields: { deliveryTag: number }, message: Message | null): void;
}

/** Records every acknowledgement that goes out, and whether the flow had finished with its message by then. */
class AcknowledgementWatch {
  readonly allowed = new Set<number>();
  readonly sent = new Set<number>();
  readonly tooEarly: number[] = [];
  #restore: () => void = () => undefined;

  /** `channel`: any confirm channel; all channels share the methods that are watched. */
  watch(channel: ConfirmChannel): void {
    const channels = Object.getPrototypeOf(Object.getPrototypeOf(channel)) as WatchedChannel;
    const { ack: acknowledge, dispatchMessage: dispatch } = channels;
    const { allowed, sent, tooEarly } = this;
    // A tag counts within its channel only; the acknowledgement does not hold the message itself.
    const delivered = new WeakMap<WatchedChannel, Map<number, number>>();
    channels.dispatchMessage = function (fields, message) {
      const numbers = delivered.get(this) ?? new Map<number, number>();
      delivered.set(this, numbers);
      if (message) numbers.set(fields.deliveryTag, numberOf(JSON.parse(message.content.toString())));
      dispatch.call(this, fields, message);
    };
    channels.ack = function (message, allUpTo) {
      const number = delivered.get(this)?.get(message.fields.deliveryTag) ?? Number.NaN;
      if (!allowed.has(number)) tooEarly.push(number);
      sent.add(number);
      acknowledge.call(this, message, allUpTo);
    };
    this.#restore = () => {
      Object.assign(channels, { ack: acknowledge, dispatchMessage: dispatch });
    };
  }

  allow(number: number): void {
    this.allowed.add(number);
  }

  restore(): void {
    this.#restore();
  }
}

function report(number: number): Buffer {
  const message = {
    productKey: 'p111KY',
    deviceKey: '1234567890123',
    type: 'MATTR',
    subtype: 'REPORT',
    createdAt: 1_609_316_592_000,
    ticket: String(number),
    data: { packetId: 5, kv: { numberKey: '10.2', boolKey: true, enumKey: '1' } },
  };
  return Buffer.from(JSON.stringify(message));
}

function numberOf(message: unknown): number {
  return Number((message as { ticket: string }).ticket);
}

/** Messages that the flow keeps for good: they came once, after the last restart. */
function lastHeld(held: ReadonlySet<number>, arrivals: ReadonlyMap<number, number>): number[] {
  return [...held].filter((number) => arrivals.get(number) === 1);
}
