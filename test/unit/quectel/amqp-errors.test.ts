import { expect } from 'chai';
import { connectionError, refusalError } from '../../../lib/quectel/amqp/amqp-errors';
import { QuectelClient } from '../../../lib/quectel/client';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import { TestIssuer } from '../../support/certificates';
import { eventually } from '../../support/eventually';
import { close } from '../../support/frame-broker';
import { startTcp, TestServer } from '../../support/servers';
import { QueueReader } from './support/queue-reader';

const place = { host: 'broker:5671', virtualHost: 'quec-open', queue: 'a.1.mine' };

describe('failures of the Quectel message broker (docs/behaviour.md, "Failures")', () => {
  for (const [what, code, text, isOfChannel, expected, words] of [
    [
      'a refused login',
      403,
      'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.',
      false,
      { kind: 'auth', retryable: false },
      ['refused the credentials'],
    ],
    [
      'a queue of somebody else',
      403,
      "ACCESS_REFUSED - access to queue 'a.1.mine' in vhost 'quec-open' refused for user 'me'",
      true,
      { kind: 'permission', retryable: false },
      ['"a.1.mine"', 'access to queue'],
    ],
    [
      'a queue with an exclusive consumer',
      403,
      "ACCESS_REFUSED - queue 'a.1.mine' in vhost 'quec-open' in exclusive use",
      true,
      { kind: 'conflict', retryable: true },
      ['"a.1.mine"', 'exclusive'],
    ],
    [
      'a queue that belongs to another connection',
      405,
      "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'a.1.mine'",
      true,
      { kind: 'conflict', retryable: true },
      ['"a.1.mine"'],
    ],
    [
      'a shut-down broker',
      320,
      "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'",
      false,
      { kind: 'offline', retryable: true },
      ['shutting down'],
    ],
    [
      'a queue that does not exist',
      404,
      "NOT_FOUND - no queue 'a.1.mine' in vhost 'quec-open'",
      true,
      { kind: 'not-found', retryable: false },
      ['"a.1.mine"'],
    ],
    [
      'a virtual host that does not exist',
      530,
      'NOT_ALLOWED - vhost quec-open not found',
      false,
      { kind: 'not-found', retryable: false },
      ['"quec-open"', 'vhost quec-open not found'],
    ],
    [
      'a virtual host without access',
      530,
      "NOT_ALLOWED - access to vhost 'quec-open' refused for user 'me'",
      false,
      { kind: 'permission', retryable: false },
      ['"quec-open"', 'refused for user'],
    ],
    [
      'the limit of connections',
      530,
      "NOT_ALLOWED - access to vhost 'quec-open' refused for user 'me': connection limit (1) is reached",
      false,
      { kind: 'conflict', retryable: true },
      ['no more connections', '"quec-open"', 'connection limit (1) is reached'],
    ],
    [
      'any other code',
      541,
      "INTERNAL_ERROR - vhost 'quec-open' is down\r\n\u001b[31m",
      false,
      { kind: 'platform', retryable: true },
      ['is down'],
    ],
  ] as const) {
    it(`says what ${what} means`, () => {
      const error = refusalError(place, { code, text, isOfChannel });
      expect(error).to.include({ ...expected, code: `quectel:amqp-${code}` });
      for (const each of [...words, 'broker:5671']) expect(error.message).to.contain(each);
      expect(error.message).not.to.match(/\p{Cc}/u);
    });
  }

  for (const [what, thrown, expected] of [
    [
      'a refused connection',
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      { kind: 'network', code: 'network:ECONNREFUSED', retryable: true },
    ],
    ['silence', new Error('Heartbeat timeout'), { kind: 'network', retryable: true }],
  ] as const) {
    it(`says what ${what} means`, () => {
      expect(connectionError('broker:5671', thrown)).to.include(expected);
    });
  }

  it('keeps the reason that the broker gives in place of opening the virtual host', async () => {
    const reason = "NOT_ALLOWED - access to vhost 'quec-open' refused for user 'me'";
    const reader = await QueueReader.start({ '10.40': (line) => line.say(close(0, 530, reason)) });
    const failure = await reader.failure();
    expect(failure).to.include({ code: 'quectel:amqp-530', kind: 'permission' });
    expect(failure.message).to.contain(reason);
    await reader.stop();
  });

  describe('and of what stands in its place', () => {
    const issuer = new TestIssuer();
    let stop: () => Promise<void>;

    afterEach(() => stop());

    /** The first failure of a consumer at this address. */
    async function failureAt(
      brokerUrl: string,
    ): Promise<{ code: string; message: string; retryable: boolean }> {
      const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
      const tls = { ca: issuer.ca };
      const client = new QuectelClient({ ...keys, baseUrl: 'http://127.0.0.1:9', brokerUrl, tls });
      try {
        return await new Promise((resolve) => {
          client.follow(
            { queue: 'a.1.mine' },
            {
              onMessage: () => undefined,
              onUnreadable: () => undefined,
              onState: (_state, error) => error && resolve(error),
            },
          );
        });
      } finally {
        client.close();
      }
    }

    for (const [what, scheme, isSecure, words] of [
      ['a web server', 'amqp', false, /is a web server \(HTTP\)/],
      ['a web server with TLS', 'amqps', true, /is a web server \(HTTP\)/],
      ['a port without TLS', 'amqps', false, /does not speak TLS/],
      ['a port with TLS', 'amqp', true, /speaks TLS|without a word/],
    ] as const) {
      it(`names ${what}`, async () => {
        const tls = isSecure ? issuer.issue('IP:127.0.0.1') : undefined;
        const server = await TestServer.start((response) => response.end(), tls);
        stop = () => server.stop();
        const error = await failureAt(`${scheme}://127.0.0.1:${server.port}/quec-open`);
        expect(error).to.include({ code: 'network:NO_BROKER' });
        expect(error.message).to.contain(`127.0.0.1:${server.port}`).and.match(words);
      });
    }

    for (const [what, greeting, words] of [
      ['an alert of TLS', Buffer.from([0x15, 3, 3, 0, 2, 2, 70]), 'amqps://'],
      ['another version of AMQP', Buffer.from('AMQP\0\x01\0\0', 'latin1'), 'another version of AMQP'],
      ['a mail server', Buffer.from('220 mail.example ESMTP\r\n'), 'does not speak AMQP'],
    ] as const) {
      it(`names ${what}`, async () => {
        const server = await startTcp((socket) => socket.write(greeting));
        stop = server.stop;
        const error = await failureAt(`amqp://127.0.0.1:${server.port}/quec-open`);
        expect(error).to.include({ code: 'network:NO_BROKER', retryable: false });
        expect(error.message).to.contain(words);
      });
    }

    it('says that nothing was said, which may pass', async () => {
      const server = await startTcp((socket) => socket.end());
      stop = server.stop;
      const error = await failureAt(`amqp://127.0.0.1:${server.port}/quec-open`);
      expect(error).to.include({ code: 'network:NO_BROKER', retryable: true });
      expect(error.message).to.contain('without a word');
    });
  });

  it('a broker that falls silent is left when its heartbeat is missed, and connected to again', async function () {
    this.timeout(15_000);
    const simulator = new QuectelSimulator({ reportIntervalMs: 0, heartbeats: { least: 1, most: 60 } });
    await simulator.start();
    const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
    const client = new QuectelClient({ ...keys, baseUrl: simulator.origin });
    const states: string[] = [];
    client.follow(
      { queue: 'shopfloor', heartbeatSeconds: 1 },
      {
        onMessage: () => undefined,
        onUnreadable: () => undefined,
        onState: (state, error) => {
          states.push(error ? `${state} ${error.code}` : state);
          const opened = states.filter((each) => each === 'open').length;
          if (state === 'open' && opened === 1) simulator.broker.freeze();
        },
      },
    );
    await eventually('open twice', () => states.filter((each) => each === 'open').length === 2);
    expect(states).to.include('waiting network:UNKNOWN');
    client.close();
    await simulator.stop();
  });
});
