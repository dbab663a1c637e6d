import { type OperationCall, PagedClient } from '../account/catalogue-client';
import type { PlatformOptions } from '../account/platform-connection';
import { wallTime } from '../async/clock';
import { buildRequest, type OperationRow, type PageContent } from '../catalogue';
import { InputError } from '../errors';
import { type CallOptions, type CallResult, readAnswer } from '../http';
import { textOf } from '../json/json-values';
import { omsCatalogue } from './catalogue';
import { choicesOf, type OmsChoice } from './choices';
import { readList } from './lists';
import type { OmsPropertyCall, OmsServiceCall, OmsTokenLife } from './messages';
import type { OmsOperations } from './operations.types';
import { LOGIN_OPERATION, OmsProtocol } from './protocol';
import { OmsTokenProvider, readToken } from './token-provider';

export interface OmsClientOptions extends PlatformOptions {
  appId: string;
  appSecret: string;
}

const MOST_CHOICES = 200;

/** Client of an OMS server (docs/platforms/oms.md). Close it when it is no longer used. */
export class OmsClient extends PagedClient<OmsOperations> {
  protected readonly platform = 'oms';
  protected readonly catalogue = omsCatalogue;
  protected readonly usualPageSize = 50;
  protected readonly mostPages: number | undefined;

  constructor(options: OmsClientOptions) {
    const { appId, appSecret, mostPages } = options;
    if (appId.trim() === '') throw new InputError('app_id', 'The app id is missing');
    if (appSecret === '') throw new InputError('app_secret', 'The app secret is missing');
    const files = omsCatalogue.rows.filter(({ answer }) => answer === 'bytes');
    super(options, {
      protocol: new OmsProtocol(new Set(files.map(({ operation }) => operation))),
      identity: [appId],
      login: appId,
      secrets: [appSecret],
      tokenProvider: (api, redactor, clock) =>
        new OmsTokenProvider(api, redactor, { appId, appSecret }, clock),
    });
    this.mostPages = mostPages;
  }

  /**
   * The first entries of a list, 200 at most, as things to pick: by id, with a name where there is one. Throws
   * `PlatformError` when the answer holds no list.
   */
  async choices(operation: string, options: CallOptions = {}): Promise<OmsChoice[]> {
    const answer = await this.request(operation, { page: 1, page_size: MOST_CHOICES }, options);
    return choicesOf(readAnswer(answer, readList).data.items);
  }

  /** Calls a service of a device (2.18). */
  invokeService(call: OmsServiceCall, options: CallOptions = {}): Promise<CallResult> {
    const { deviceId: device_id, userId: user_id, service, params } = call;
    return this.request('device/service/invoke', { device_id, user_id, service, params }, options);
  }

  /** Sets properties of a device (2.17). */
  setProperties(call: OmsPropertyCall, options: CallOptions = {}): Promise<CallResult> {
    const { deviceId: device_id, userId: user_id, params } = call;
    return this.request('device/property/set', { device_id, user_id, params }, options);
  }

  protected perform({ row, input, signal }: OperationCall): Promise<CallResult> {
    const { operation, safety } = row;
    const call = { operation, safety, request: buildRequest(omsCatalogue, row, input), signal };
    if (operation !== LOGIN_OPERATION) return this.connection.call(call);
    this.connection.redactor.addToken(textOf(input.values?.['sign']));
    return this.connection.sendLogin(call);
  }

  protected override dataOf({ operation }: OperationRow, data: unknown): unknown {
    return operation === LOGIN_OPERATION ? this.lifeOf(data) : data;
  }

  protected readList(_row: OperationRow, data: unknown): PageContent {
    return readList(data);
  }

  /** What may be shown of a token that was asked for by hand. */
  private lifeOf(answer: unknown): OmsTokenLife {
    const { expiresAt } = readToken(answer, this.connection.clock.now());
    return expiresAt === undefined ? {} : { expiresAt: new Date(wallTime(expiresAt)).toISOString() };
  }
}
