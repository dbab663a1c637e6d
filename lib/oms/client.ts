import { PlatformConnection, type PlatformOptions } from '../account/platform-connection';
import { wallTime } from '../async/clock';
import { buildRequest, type OperationInput, type OperationRow, type Page, pagesOf } from '../catalogue';
import { InputError } from '../errors';
import { type CallResult, readAnswer } from '../http';
import type { Session } from '../session';
import { omsCatalogue } from './catalogue';
import { choicesOf, type OmsChoice } from './choices';
import { readList } from './lists';
import type { OmsPropertyCall, OmsServiceCall, OmsTokenLife } from './messages';
import { LOGIN_OPERATION, OmsProtocol } from './protocol';
import { OmsTokenProvider, readToken } from './token-provider';

export interface OmsClientOptions extends PlatformOptions {
  appId: string;
  appSecret: string;
}

/** Entries asked for at once where the caller does not say. */
const PAGE_SIZE = 50;
const MOST_CHOICES = 200;

/** Client of an OMS server (docs/platforms/oms.md). Close it when it is no longer used. */
export class OmsClient {
  /** The account's token life, for a status display. */
  readonly session: Session;
  private readonly connection: PlatformConnection;
  private readonly mostPages: number | undefined;

  constructor(options: OmsClientOptions) {
    const { appId, appSecret, mostPages } = options;
    this.mostPages = mostPages;
    if (appId.trim() === '') throw new InputError('app_id', 'The app id is missing');
    if (appSecret === '') throw new InputError('app_secret', 'The app secret is missing');
    const files = omsCatalogue.rows.filter(({ answer }) => answer === 'bytes');
    this.connection = new PlatformConnection(options, {
      protocol: new OmsProtocol(new Set(files.map(({ operation }) => operation))),
      identity: [appId],
      secrets: [appSecret],
      tokenProvider: (api, _redactor, clock) => new OmsTokenProvider(api, { appId, appSecret }, clock),
    });
    this.session = this.connection.session;
  }

  /** Calls a catalogued operation. Rejects with `InputError` before anything is sent, or with what was answered. */
  async request(row: OperationRow, input: OperationInput, signal?: AbortSignal): Promise<CallResult> {
    const { operation, safety } = row;
    const call = { operation, safety, request: buildRequest(omsCatalogue, row, input), signal };
    if (operation !== LOGIN_OPERATION) return this.connection.call(call);
    return readAnswer(await this.connection.callOpenly(call), (data) => this.lifeOf(data));
  }

  /** All pages of an operation that is paged, one after another; see `allPages`. */
  pages(row: OperationRow, input: OperationInput, signal?: AbortSignal): AsyncIterable<Page> {
    const fetch = (page: OperationInput) => this.request(row, page, signal);
    const { mostPages } = this;
    return pagesOf(
      row,
      input,
      { platform: 'oms', usualSize: PAGE_SIZE, mostPages, fetch, read: readList },
      signal,
    );
  }

  /**
   * The first entries of a list, 200 at most, as things to pick: by id, with a name where there is one. Throws
   * `PlatformError` when the answer holds no list.
   */
  async choices(operation: string, signal?: AbortSignal): Promise<OmsChoice[]> {
    const row = omsCatalogue.get(operation);
    const answer = await this.request(row, { values: { page: 1, page_size: MOST_CHOICES } }, signal);
    return choicesOf(readAnswer(answer, readList).data.items);
  }

  /** Calls a service of a device (2.18). */
  invokeService(call: OmsServiceCall, signal?: AbortSignal): Promise<CallResult> {
    const { deviceId: device_id, userId: user_id, service, params } = call;
    return this.byName('device/service/invoke', { device_id, user_id, service, params }, signal);
  }

  /** Sets properties of a device (2.17). */
  setProperties(call: OmsPropertyCall, signal?: AbortSignal): Promise<CallResult> {
    const { deviceId: device_id, userId: user_id, params } = call;
    return this.byName('device/property/set', { device_id, user_id, params }, signal);
  }

  /** Ends all calls at once. */
  close(): void {
    this.connection.close();
  }

  /** What may be shown of a token that was asked for by hand. */
  private lifeOf(answer: unknown): OmsTokenLife {
    const { expiresAt } = readToken(answer, this.connection.clock.now());
    return expiresAt === undefined ? {} : { expiresAt: new Date(wallTime(expiresAt)).toISOString() };
  }

  private async byName(operation: string, values: Record<string, unknown>, signal?: AbortSignal) {
    return this.request(omsCatalogue.get(operation), { values }, signal);
  }
}
