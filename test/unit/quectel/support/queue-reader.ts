import type { ShopfloorError } from '../../../../lib/errors';
import { type BrokerDelivery, QuectelClient, type QueueOptions } from '../../../../lib/quectel';
import { eventually } from '../../../support/eventually';
import { FrameBroker, type Script } from '../../../support/frame-broker';
import { TestServer } from '../../../support/servers';

/** What one consumer saw of a queue. */
export class QueueReader {
  readonly types: string[] = [];
  readonly unreadable: ShopfloorError[] = [];
  readonly deliveries: BrokerDelivery[] = [];
  readonly failures: ShopfloorError[] = [];
  readonly states: string[] = [];

  private constructor(
    readonly broker: FrameBroker,
    private readonly platform: TestServer,
    private readonly client: QuectelClient,
  ) {}

  /** The queue's whole name and the broker's address are known. */
  static async start(
    script: Script,
    { acknowledges = true, ...options }: Partial<QueueOptions> & { acknowledges?: boolean } = {},
  ): Promise<QueueReader> {
    const broker = await FrameBroker.start(script);
    // The platform itself tells the time and nothing else.
    const platform = await TestServer.start((response) => response.end('{}'));
    const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
    const client = new QuectelClient({ ...keys, baseUrl: platform.origin, brokerUrl: broker.url });
    const reader = new QueueReader(broker, platform, client);
    client.follow(
      { queue: 'a.1.q', ...options },
      {
        onMessage: ({ type }, delivery) => {
          reader.types.push(type);
          reader.deliveries.push(delivery);
          if (acknowledges) delivery.acknowledge();
        },
        onUnreadable: (error, delivery) => {
          reader.unreadable.push(error);
          delivery.acknowledge();
        },
        onState: (state, error) => {
          reader.states.push(state);
          if (error) reader.failures.push(error);
        },
      },
    );
    return reader;
  }

  async failure(): Promise<ShopfloorError> {
    await eventually('a failure', () => this.failures.length > 0);
    return this.failures[0] as ShopfloorError;
  }

  async stop(): Promise<void> {
    this.client.close();
    await Promise.all([this.broker.stop(), this.platform.stop()]);
  }
}
