import type { BodyFields, Operation, QuectelCall } from '../call';
import { refuse } from '../codes';
import type { QuectelAccount, QuectelSettings } from '../settings';
import type { OutgoingMessage } from '../world/message-publisher';
import type { QuectelWorld } from '../world/world';
import { type QueueHandler, type QueueRecord, requireService } from './queue-handler';
import {
  checkedName,
  checkedTypes,
  endUserTypes,
  lineOf,
  passThroughTypes,
  type Subscription,
  saasTypes,
  thingModelTypes,
  wants,
} from './subscription';

const path = '/v2/quecrule/r1/openapi/subscribe';

/** Subscriptions and their rules; hands the platform's messages to the queues of those that run. */
export class SubscriptionHandler {
  readonly #subscriptions = new Map<number, Subscription>();
  #lastId = 8100;

  constructor(
    private readonly world: QuectelWorld,
    private readonly queues: QueueHandler,
    private readonly settings: QuectelSettings,
    private readonly now: () => number,
  ) {}

  get operations(): Operation[] {
    const create = { method: 'POST', body: true, change: true } as const;
    const steer = { method: 'POST', change: true } as const;
    return [
      {
        name: 'subscribeCreatByPKDK',
        path: `${path}/create`,
        ...create,
        handle: ({ account, body }) => this.#answer(this.addForProduct(account, body)),
      },
      {
        name: 'subscribeCreatBySaaS',
        path: `${path}/saas`,
        ...create,
        handle: ({ account, body }) => this.#answer(this.#add(account, body, 3, saasTypes)),
      },
      {
        name: 'subscribeCreatByEnduser',
        path: `${path}/enduser`,
        ...create,
        handle: ({ account, body }) => {
          const endUserDomain = body.required('endUserDomain');
          return this.#answer(this.#add(account, body, 4, endUserTypes, { endUserDomain }));
        },
      },
      {
        name: 'subscribeDelete',
        method: 'DELETE',
        path: `${path}/delete`,
        change: true,
        handle: (call) => this.#delete(call),
      },
      { name: 'subscribeUpdate', path: `${path}/update`, ...create, handle: (call) => this.#update(call) },
      {
        name: 'subscribeList',
        method: 'POST',
        path: `${path}/list`,
        body: true,
        handle: (call) => this.#list(call),
      },
      {
        name: 'subscribeDetail',
        method: 'GET',
        path: `${path}/detail`,
        handle: (call) => this.#detail(call),
      },
      {
        name: 'subscribeStart',
        path: `${path}/start`,
        ...steer,
        handle: (call) => this.#steer(call, true),
      },
      {
        name: 'subscribeStop',
        path: `${path}/stop`,
        ...steer,
        handle: (call) => this.#steer(call, false),
      },
    ];
  }

  /** Makes a subscription to a product or a device, not running yet. @throws QuectelRefusal */
  addForProduct(account: QuectelAccount, body: BodyFields): Subscription {
    const level = body.requiredInteger('dataLevel');
    const productKey = body.required('productKey');
    const product = this.world.products.find((each) => each.productKey === productKey);
    if (!product) {
      throw refuse(70017);
    }
    if (!this.world.visibleProducts(account).includes(product)) {
      throw refuse(70060);
    }
    if (level !== 1 && level !== 2) {
      throw refuse(50005, 'dataLevel');
    }
    const deviceKey = level === 2 ? (body.text('deviceKey') ?? '') : undefined;
    if (deviceKey === '') {
      throw refuse(50004, 'deviceKey');
    }
    if (deviceKey !== undefined && !this.world.find(productKey, deviceKey)) {
      throw refuse(70130);
    }
    const types = product.model ? thingModelTypes : passThroughTypes;
    return this.#add(account, body, level, types, { productKey, ...(deviceKey ? { deviceKey } : {}) });
  }

  start(subscription: Subscription): void {
    subscription.running = true;
    subscription.queue.status = 1;
  }

  /** True while a subscription feeds the queue. */
  isFed(queue: QueueRecord): boolean {
    return [...this.#subscriptions.values()].some((each) => each.queue === queue);
  }

  /** Puts a message into the queues of the running subscriptions that want it. */
  publish(message: OutgoingMessage): void {
    const wanting = [...this.#subscriptions.values()].filter((each) => wants(each, message));
    const content = Buffer.from(JSON.stringify(message.content));
    for (const { messages } of new Set(wanting.map(({ queue }) => queue))) {
      messages.push(content);
    }
  }

  #add(
    account: QuectelAccount,
    body: BodyFields,
    level: Subscription['level'],
    allowed: readonly number[],
    about: Pick<Subscription, 'productKey' | 'deviceKey' | 'endUserDomain'> = {},
  ): Subscription {
    requireService(account);
    const name = checkedName(body.required('subscribeName'));
    const types = checkedTypes(body, allowed);
    const queue = this.#queue(account, body.required('queueName'));
    const own = [...this.#subscriptions.values()].filter((each) => each.account === account);
    if (own.length >= this.settings.maxSubscriptions) {
      throw refuse(16018);
    }
    this.#lastId += 1;
    const subscription: Subscription = {
      id: this.#lastId,
      account,
      name,
      queue,
      level,
      ...about,
      types,
      running: false,
      createdAt: this.now(),
      updatedAt: null,
    };
    this.#subscriptions.set(subscription.id, subscription);
    return subscription;
  }

  #answer({ id }: Subscription): object {
    return { subscribeId: id };
  }

  #update({ account, body }: QuectelCall): null {
    const subscription = this.#owned(account, body.requiredInteger('subscribeId'));
    if (subscription.running) {
      throw refuse(16022);
    }
    const name = body.text('subscribeName');
    const queueName = body.text('queueName');
    const all = [...thingModelTypes, ...saasTypes, ...endUserTypes];
    const types = body.fields['msgTypes'] === undefined ? subscription.types : checkedTypes(body, all);
    Object.assign(subscription, {
      name: name === undefined ? subscription.name : checkedName(name),
      queue: queueName === undefined ? subscription.queue : this.#queue(account, queueName),
      types,
      updatedAt: this.now(),
    });
    return null;
  }

  #delete({ account, query }: QuectelCall): null {
    const subscription = this.#owned(account, query.requiredInteger('subscribeId'));
    if (subscription.running) {
      throw refuse(16019);
    }
    this.#subscriptions.delete(subscription.id);
    return null;
  }

  #steer({ account, query }: QuectelCall, running: boolean): null {
    const subscription = this.#owned(account, query.requiredInteger('subscribeId'));
    if (subscription.running === running) {
      throw refuse(running ? 16020 : 16021);
    }
    if (running) {
      this.start(subscription);
    } else {
      subscription.running = false;
    }
    return null;
  }

  #list({ account, body }: QuectelCall): unknown {
    const [name, queueName, status] = [
      body.text('subscribeName'),
      body.text('queueName'),
      body.integer('status'),
    ];
    const found = [...this.#subscriptions.values()]
      .filter((each) => each.account === account)
      .filter((each) => name === undefined || each.name.includes(name))
      .filter((each) => queueName === undefined || each.queue.messages.name.includes(queueName))
      .filter((each) => status === undefined || each.running === (status === 1));
    return body.page(
      found.map((each) => ({
        ...lineOf(each),
        subscribeLevel: each.level,
        projectId: null,
        projectName: null,
      })),
    );
  }

  #detail({ account, query }: QuectelCall): object {
    const subscription = this.#owned(account, query.requiredInteger('subscribeId'));
    const { level, types, productKey, deviceKey, endUserDomain, updatedAt } = subscription;
    return {
      ...lineOf(subscription),
      dataLevel: level,
      msgType: types.join(','),
      productKey: productKey ?? null,
      deviceKey: deviceKey ?? null,
      endUserDomain: endUserDomain ?? null,
      updateTime: updatedAt,
    };
  }

  #owned(account: QuectelAccount, id: number): Subscription {
    const subscription = this.#subscriptions.get(id);
    if (!subscription) {
      throw refuse(16011);
    }
    if (subscription.account !== account) {
      throw refuse(70060);
    }
    return subscription;
  }

  #queue({ number }: QuectelAccount, name: string): QueueRecord {
    const queue = this.queues.find(number, name);
    if (!queue) {
      throw refuse(16002);
    }
    return queue;
  }
}
