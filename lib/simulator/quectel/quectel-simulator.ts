import { PlatformSimulator } from '../platform-simulator';
import { jsonReply, type Reply } from '../reply';
import { BodyTooLarge, type MalformedBody, type SimulatedRequest } from '../request';
import { Broker } from './broker/broker';
import { BodyFields, type Operation, PageOfItems, QueryFields, readBody } from './call';
import { QuectelRefusal, refuse } from './codes';
import { DataHandler } from './handlers/data-handler';
import { DeviceHandler } from './handlers/device-handler';
import { EndUserHandler } from './handlers/end-user-handler';
import { GatewayHandler } from './handlers/gateway-handler';
import { QueueHandler } from './handlers/queue-handler';
import { SubscriptionHandler } from './handlers/subscription-handler';
import { type QuectelAccount, type QuectelOptions, type QuectelSettings, settingsOf } from './settings';
import { type TokenGrant, TokenIssuer } from './token-issuer';
import { CommandRunner } from './world/commands';
import { Life } from './world/life';
import { MessagePublisher } from './world/message-publisher';
import { QuectelWorld } from './world/world';

/** A call that changed something, for tests that no write was sent twice. */
export interface DoneChange {
  operation: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

const keptChanges = 10_000;
const tokenPath = '/v2/quecauth/accessKeyAuthrize';

/** The Quectel platform with a small world of devices, as strict as docs/platforms/quectel.md. */
export class QuectelSimulator extends PlatformSimulator {
  /** Switches; changes hold from then on. */
  readonly settings: QuectelSettings;
  /** Counts since it was made. */
  readonly statistics = { logins: 0, renewals: 0, refusals: new Map<number, number>() };
  /** What calls have changed, the last ten thousand, oldest first. */
  readonly changes: DoneChange[] = [];
  /** The message broker; it listens while the simulator does. */
  readonly broker: Broker;
  readonly world: QuectelWorld;
  readonly life: Life;
  readonly endUsers: EndUserHandler;
  readonly #tokens: TokenIssuer;
  readonly #queues: QueueHandler;
  readonly #reportIntervalMs: number;
  #listening: Promise<void> | undefined;

  constructor(options: QuectelOptions = {}) {
    super(options);
    const { now, timers } = this;
    this.settings = settingsOf(options);
    this.#reportIntervalMs = options.reportIntervalMs ?? 2000;
    this.#tokens = new TokenIssuer(this.settings, now);
    this.world = new QuectelWorld(this.random.fork('world'), now);
    const publisher = new MessagePublisher(now, () => this.world.ticket());
    this.life = new Life(this.world, publisher, now);
    const post = new CommandRunner(this.world, this.life, publisher, this.settings, timers, now);
    const isFed = (queue: Parameters<SubscriptionHandler['isFed']>[0]) => subscriptions.isFed(queue);
    this.#queues = new QueueHandler(this.settings, now, isFed, () => this.broker.url);
    const subscriptions = new SubscriptionHandler(this.world, this.#queues, this.settings, now);
    publisher.onMessage = (message) => subscriptions.publish(message);
    this.endUsers = new EndUserHandler(this.world, publisher, this.random.fork('end users'), now);
    const handlers = [
      new DeviceHandler(this.world, publisher, now),
      new GatewayHandler(this.world),
      new DataHandler(this.world, post),
      this.#queues,
      subscriptions,
      this.endUsers,
    ];
    for (const operation of handlers.flatMap((handler) => handler.operations)) {
      this.router.add(operation.method, operation.path, (request) => this.#answer(operation, request));
    }
    for (const method of ['GET', 'POST']) {
      this.router.add(method, `${tokenPath}/accessKeyLogin`, ({ query }) => this.#login(query));
      this.router.add(method, `${tokenPath}/refreshToken`, ({ query }) => this.#renew(query));
    }
    this.broker = new Broker({ rules: this.#brokerRules(), tls: options.tls });
    this.#prepareQueues(subscriptions);
  }

  /** Ends every token as if its time had come. */
  endTokens(): void {
    this.#tokens.endAll();
  }

  /** Puts a text into a queue as it is. @throws RangeError when there is no such queue */
  push(accountNumber: string, queueName: string, content: string): void {
    const queue = this.#queues.find(accountNumber, queueName);
    if (!queue) {
      throw new RangeError(`the simulator has no queue ${queueName}`);
    }
    queue.messages.push(Buffer.from(content));
  }

  /** Messages that wait in a queue, delivered and not acknowledged ones not counted. */
  waiting(accountNumber: string, queueName: string): number {
    return this.#queues.find(accountNumber, queueName)?.messages.length ?? 0;
  }

  override async start(): Promise<void> {
    await super.start();
    this.#listening ??= this.broker.listen();
    await this.#listening;
  }

  override async stop(): Promise<void> {
    this.#listening = undefined;
    await Promise.all([super.stop(), this.broker.close()]);
  }

  protected override started(): void {
    this.life.start(this.timers, this.#reportIntervalMs);
  }

  protected override unrouted(request: SimulatedRequest): Reply {
    return jsonReply({ code: 404, msg: `no ${request.method} ${request.path}`, data: null }, 404);
  }

  protected override unreadable(error: MalformedBody | BodyTooLarge): Reply {
    const status = error instanceof BodyTooLarge ? 413 : 200;
    return jsonReply({ code: 50005, msg: error.message, data: null }, status);
  }

  #login(query: URLSearchParams): Reply {
    const fields = new QueryFields(query);
    this.statistics.logins++;
    return this.#grant(() => {
      requireGrant(fields, 'password');
      const username = fields.required('username');
      return this.#tokens.login(username, fields.required('password'), fields.text('scope') ?? '');
    });
  }

  #renew(query: URLSearchParams): Reply {
    const fields = new QueryFields(query);
    this.statistics.renewals++;
    return this.#grant(() => {
      requireGrant(fields, 'refresh_token');
      return this.#tokens.renew(fields.required('refresh_token'), fields.text('scope') ?? '');
    });
  }

  #grant(give: () => TokenGrant): Reply {
    return this.#counted(() => jsonReply({ code: 200, msg: 'OK', ...give() }));
  }

  async #answer(operation: Operation, request: SimulatedRequest): Promise<Reply> {
    const account = this.#counted(() => this.#authorized(request));
    const body = operation.body ? await readBody(request) : new BodyFields({});
    const query = new QueryFields(request.query);
    const data = this.#counted(() => operation.handle({ account, query, body }));
    if (operation.change) {
      const given = Object.fromEntries(request.query);
      this.changes.push({ operation: operation.name, query: given, body: body.fields });
      if (this.changes.length > keptChanges) {
        this.changes.shift();
      }
    }
    return jsonReply(envelope(operation, data));
  }

  #authorized({ headers, path }: SimulatedRequest): QuectelAccount {
    const account = this.#tokens.check(headers.authorization);
    if (account.notWhiteListed) {
      throw refuse(91006);
    }
    if (account.closedApis?.some((start) => path.startsWith(start))) {
      throw refuse(91007);
    }
    return account;
  }

  #counted<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (error instanceof QuectelRefusal) {
        this.statistics.refusals.set(error.code, (this.statistics.refusals.get(error.code) ?? 0) + 1);
      }
      throw error;
    }
  }

  #brokerRules() {
    const { settings } = this;
    return {
      admit: (username: string, password: string) => {
        try {
          return this.#tokens.verify(username, password).number;
        } catch {
          return undefined;
        }
      },
      find: (account: string, queueName: string) => {
        const queue = this.#queues.find(account, queueName)?.messages;
        return queue?.name === queueName ? queue : undefined;
      },
      get heartbeats() {
        return settings.heartbeats;
      },
      loginLimitMs: 15_000,
    };
  }

  /** Every account finds a queue `shopfloor` that gets all that its products have to say. */
  #prepareQueues(subscriptions: SubscriptionHandler): void {
    for (const account of this.settings.accounts.filter(({ withoutMessages }) => !withoutMessages)) {
      this.#queues.add(account, 'shopfloor', 'all messages of all products');
      for (const { productKey, model } of this.world.visibleProducts(account)) {
        const msgTypes = model ? [1, 2, 4, 5, 6, 7, 8, 9, 10, 15] : [1, 2, 3, 4, 5, 13, 15];
        const fields = {
          subscribeName: `all-${productKey}`,
          queueName: 'shopfloor',
          dataLevel: 1,
          productKey,
          msgTypes,
        };
        subscriptions.start(subscriptions.addForProduct(account, new BodyFields(fields)));
      }
    }
  }
}

function requireGrant(fields: QueryFields, type: string): void {
  if (fields.required('grant_type') !== type) {
    throw refuse(50005, 'grant_type');
  }
}

/** What is around every answer (docs/platforms/quectel.md, "Envelope"). */
function envelope({ endUser, zero }: Operation, data: unknown): object {
  const code = zero ? 0 : 200;
  if (endUser) {
    return { code, msg: 'OK', data, extMsg: null };
  }
  if (data instanceof PageOfItems) {
    const { items, pageNum, pageSize, pages, total } = data;
    return { code, msg: '', data: items, pageNum, pageSize, pages, total, exp1: null };
  }
  return { code, msg: '', data, pageNum: null, pageSize: null, pages: null, total: null, exp1: null };
}
