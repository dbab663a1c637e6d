import { expect } from 'chai';
import { brokerError } from '../../../lib/quectel/amqp/amqp-errors';
import { QuectelClient } from '../../../lib/quectel/client';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';

describe('failures of the Quectel message broker (contract, "Failures")', () => {
  for (const [what, thrown, expected] of [
    [
      'a refused login',
      new Error(
        'Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN."',
      ),
      { kind: 'auth', code: 'quectel:amqp-403', retryable: false },
    ],
    [
      'a shut-down broker',
      Object.assign(new Error('Connection closed: 320 (CONNECTION-FORCED) with message "x"'), { code: 320 }),
      { kind: 'offline', code: 'quectel:amqp-320', retryable: true },
    ],
    [
      'a queue that does not exist',
      Object.assign(new Error('Channel closed by server: 404 (NOT-FOUND) with message "no queue"'), {
        code: 404,
      }),
      { kind: 'not-found', code: 'quectel:amqp-404', retryable: false },
    ],
    [
      'a refused virtual host',
      new Error('Expected ConnectionOpenOk; got <ConnectionClose channel:0>'),
      { kind: 'permission', code: 'quectel:amqp-530', retryable: false },
    ],
    [
      'a refused connection',
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      { kind: 'network', code: 'network:ECONNREFUSED', retryable: true },
    ],
    ['silence', new Error('Heartbeat timeout'), { kind: 'network', retryable: true }],
  ] as const) {
    it(`says what ${what} means`, () => {
      expect(brokerError('broker:5671', thrown)).to.include(expected);
    });
  }

  it('a broker that falls silent is left when its heartbeat is missed, and connected to again', async function () {
    this.timeout(15_000);
    const simulator = new QuectelSimulator({ reportIntervalMs: 0, heartbeats: { least: 1, most: 60 } });
    await simulator.start();
    const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
    const client = new QuectelClient({ ...keys, baseUrl: simulator.origin });
    const states: string[] = [];
    await new Promise<void>((resolve) => {
      client.consume(
        { queue: 'shopfloor', heartbeatSeconds: 1 },
        {
          onMessage: () => undefined,
          onUnreadable: () => undefined,
          onState: (state, error) => {
            states.push(error ? `${state} ${error.code}` : state);
            if (states.filter((each) => each === 'open').length === 2) resolve();
            else if (state === 'open') simulator.broker.freeze();
          },
        },
      );
    });
    expect(states).to.include('waiting network:UNKNOWN');
    client.close();
    await simulator.stop();
  });
});
