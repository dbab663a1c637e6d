import { type OperationCall, PagedClient } from '../account/catalogue-client';
import type { PlatformOptions } from '../account/platform-connection';
import { wallTime } from '../async/clock';
import type { Follow, SubscriptionOptions } from '../async/subscription';
import { buildRequest, type OperationInput, type OperationRow, type PageContent } from '../catalogue';
import { type CallOptions, type CallResult, type ConnectionSettings, readAnswer } from '../http';
import { textOf } from '../json/json-values';
import { numberWithin } from '../settings/number-within';
import type { StreamAddress } from '../stream/transport';
import type { QueueFollower, QueueOptions } from './amqp/queue-feed';
import { checkedBrokerUrl, locateQueue } from './amqp/queue-location';
import { readPage, unwrapAnswer, withModelledNumbers } from './answers';
import { quectelCatalogue } from './catalogue';
import { checkedKeys, type QuectelKeys, signedCredentials } from './credentials';
import { QUECTEL_BROKER_URLS } from './environments';
import { PREFETCH } from './limits';
import type { QuectelLogin } from './messages';
import type { QuectelOperations } from './operations.types';
import { prepareInput } from './preparation';
import { QuectelProtocol } from './protocol';
import { type QuectelQueueEvent, queueEvents } from './queue-events';
import { ThingModels } from './thing-models';
import { LOGIN, QuectelTokenProvider } from './token-provider';

export interface QuectelClientOptions extends PlatformOptions, QuectelKeys {
  /** Scopes separated by blanks; all when left out or blank. */
  scope?: string;
  /** `amqps://host:port/vhost`; where none is known, the REST API is asked for it. */
  brokerUrl?: string;
}

/** What `quectel-login` hands out. */
export interface QuectelGrant {
  /** Value of the header `Authorization`. */
  authorization: string;
  login: QuectelLogin;
}

export interface QuectelFollowOptions extends QueueOptions, SubscriptionOptions {}

const PAGE_SIZE = 100;
/** Events that wait at the least, besides deliveries. */
const LEAST_WAITING = 100;
/** Ms to wait for a thing model. One that takes longer is tried again later. */
const LONGEST_LOOK_UP_MS = 10_000;

/** Client of the Quectel / Acceleronix OpenAPI (docs/platforms/quectel.md). Close it when it is no longer used. */
export class QuectelClient extends PagedClient<QuectelOperations> {
  protected readonly platform = 'quectel';
  protected readonly catalogue = quectelCatalogue;
  protected readonly usualPageSize = PAGE_SIZE;
  protected readonly mostPages: number | undefined;
  private readonly keys: QuectelKeys;
  private readonly scope: string | undefined;
  private readonly settings: ConnectionSettings;
  private readonly brokerUrl: string | undefined;
  private readonly models = new ThingModels((productKey) => this.thingModel(productKey));

  constructor(options: QuectelClientOptions) {
    const { brokerUrl } = options;
    const broker = brokerUrl === undefined ? undefined : checkedBrokerUrl(brokerUrl);
    const keys = checkedKeys(options);
    const scope = options.scope?.trim();
    super(options, {
      protocol: new QuectelProtocol(),
      identity: [keys.accessKey, scope ?? ''],
      login: keys.accessKey,
      secrets: [keys.accessSecret],
      tokenProvider: (api, redactor, clock) => new QuectelTokenProvider(api, redactor, keys, scope, clock),
    });
    this.keys = keys;
    this.mostPages = options.mostPages;
    this.scope = scope;
    this.settings = this.connection.settings;
    this.brokerUrl = broker ?? QUECTEL_BROKER_URLS[this.connection.baseUrl];
  }

  /** The live token, with a login when there is none. */
  async login({ signal }: CallOptions = {}): Promise<QuectelGrant> {
    const { value, type = 'jwt', scope = '', expiresAt, obtainedAt } = await this.session.token({ signal });
    const login = {
      tokenType: type,
      scope,
      expiresAt: new Date(wallTime(expiresAt ?? obtainedAt)).toISOString(),
    };
    return { authorization: value, login };
  }

  /**
   * Follows a queue. Each delivery must be acknowledged or put back. Without handlers the events are iterated:
   * `for await (const event of client.follow({ queue }))`.
   */
  readonly follow: Follow<QuectelFollowOptions, QueueFollower, QuectelQueueEvent> = this.following(
    queueEvents,
    (options, handlers) => {
      const { followQueue } = require('./amqp/queue-feed') as typeof import('./amqp/queue-feed');
      const locate = (signal: AbortSignal) => this.locate(options.queue, signal);
      return followQueue(options, this.settings, locate, this.models, withContext(handlers));
    },
    // No delivery is left out: so many may be under way.
    ({ mostWaiting = LEAST_WAITING, prefetch }) =>
      Math.max(mostWaiting, numberWithin(PREFETCH, prefetch) + LEAST_WAITING),
  );

  protected async perform({ row, input, signal }: OperationCall): Promise<CallResult> {
    const isToken = row.group === 'token';
    const filled = isToken ? await this.withTokenValues(row, input, signal) : input;
    const request = buildRequest(quectelCatalogue, row, prepareInput(row.operation, filled));
    const call = { operation: row.operation, safety: row.safety, request, signal };
    if (row.operation === LOGIN) return this.connection.sendLogin(call);
    return isToken ? this.connection.callOpenly(call) : this.connection.call(call);
  }

  /** With numbers where the thing model of a product says that a text is one. */
  protected override completed({ operation }: OperationRow, data: unknown): Promise<unknown> {
    return withModelledNumbers(operation, data, async (productKey) => this.models.find(productKey));
  }

  /** Throws for the failure of a device that a downlink call names; then `cause.results` has those of all. */
  protected override dataOf({ operation }: OperationRow, envelope: unknown): unknown {
    return unwrapAnswer(operation, envelope, this.settings.mostValues);
  }

  protected readList(row: OperationRow, envelope: unknown): PageContent {
    return readPage(row, envelope, this.settings.mostValues);
  }

  private async thingModel(productKey: string): Promise<unknown> {
    const row = quectelCatalogue.get('productTSL');
    const answer = await this.perform({
      row,
      input: { values: { productKey } },
      signal: AbortSignal.timeout(LONGEST_LOOK_UP_MS),
    });
    return readAnswer(answer, (envelope) => unwrapAnswer(row.operation, envelope, this.settings.mostValues))
      .data;
  }

  /** The account fills in what the token operations need; values that are given win. */
  private async withTokenValues(
    row: OperationRow,
    input: OperationInput,
    signal: AbortSignal | undefined,
  ): Promise<OperationInput> {
    const scope = this.scope === undefined ? {} : { scope: this.scope };
    const known =
      row.operation === LOGIN
        ? { grant_type: 'password', ...signedCredentials(this.keys, this.connection.clock.now()) }
        : { grant_type: 'refresh_token', refresh_token: (await this.session.token({ signal })).value };
    const given = Object.entries(input.values).filter(([, value]) => value !== undefined);
    const values: Record<string, unknown> = { ...known, ...scope, ...Object.fromEntries(given) };
    for (const secret of [values['password'], values['refresh_token']]) {
      this.connection.redactor.addToken(textOf(secret));
    }
    return { ...input, values };
  }

  /** Credentials for the broker are good for ten minutes: every connection gets its own. */
  private async locate(queue: string, signal: AbortSignal): Promise<StreamAddress> {
    const ask = async (operation: string, values: Record<string, unknown>): Promise<unknown> => {
      const { data } = await this.request(operation, values, { signal });
      return data;
    };
    const location = await locateQueue(queue, this.brokerUrl, {
      baseUrl: this.connection.baseUrl,
      list: () => ask('queueList', { pageNum: 1, pageSize: PAGE_SIZE }),
      detail: (queueId) => ask('queueDetail', { queueId }),
    });
    await this.learnTime(signal);
    const credentials = signedCredentials(this.keys, this.connection.clock.now());
    this.connection.redactor.addToken(credentials.password);
    return { url: location.url, query: { ...credentials, queue: location.queue } };
  }

  /** Any login brings the platform's time; without one the broker is tried all the same. */
  private async learnTime(signal: AbortSignal): Promise<void> {
    if (this.connection.clock.isKnown) return;
    const soon = AbortSignal.any([signal, AbortSignal.timeout(this.settings.timeoutMs)]);
    await this.session.token({ signal: soon }).catch(() => undefined);
  }
}

/** Errors of a queue say what they belong to, as those of calls do. */
function withContext(follower: QueueFollower): QueueFollower {
  return {
    onMessage: (message, delivery) => follower.onMessage(message, delivery),
    onUnreadable: (error, delivery) => follower.onUnreadable(error.during('quectel', 'message'), delivery),
    onState: (state, error) => follower.onState?.(state, error?.during('quectel', 'message')),
  };
}
