import { CatalogueClient, type OperationCall } from '../account/catalogue-client';
import type { PlatformOptions } from '../account/platform-connection';
import { isolated } from '../async/listeners';
import type { Follow, SubscriptionOptions } from '../async/subscription';
import { buildRequest } from '../catalogue';
import { InputError } from '../errors';
import type { FileContent } from '../files/file-source';
import { type CallOptions, type CallResult, readAnswer } from '../http';
import { MachineDirectory } from '../machine/machine-directory';
import { numberWithin } from '../settings/number-within';
import { mgmCatalogue } from './catalogue';
import { CALLS_PER_MINUTE } from './limits';
import { type MgmMachineEvent, machineEvents } from './machine-events';
import type { MachineFollower } from './machine-feed';
import type { MgmOrganization, MgmSysInfo, MgmTransferResult } from './messages';
import type { MgmOperations } from './operations.types';
import { readOrganization } from './organization';
import { MgmProtocol, mgmRequest } from './protocol';
import type { MgmSockets, SocketOptions } from './sockets';
import { readSysInfo } from './sys-info';
import { MgmTokenProvider } from './token-provider';
import type { TransferOrder } from './transfer/order';
import type { TransferOptions } from './transfer/transfer';

/** `baseUrl` includes `/v1` where the platform's address has it; see `MGM_BASE_URLS`. */
export interface MgmClientOptions extends PlatformOptions, SocketOptions {
  appKey: string;
  appSecret: string;
  /** Default 200, the platform's limit. */
  callsPerMinute?: number;
}

/** Content to send: bytes, text (as UTF-8), or a file on disk, which is streamed. */
export type TransferContent = FileContent;

export interface MgmFollowOptions extends SubscriptionOptions {
  machineId: string;
  /** Which of the platform's pages of data; default `a`. */
  page?: string;
}

const DEFAULT_PAGE = 'a';
const MINUTE_MS = 60_000;

/** Client of the MGM-IoT Moses cloud (docs/platforms/mgm.md). Close it when it is no longer used. */
export class MgmClient extends CatalogueClient<MgmOperations> {
  /** Names of the machines that the app key may see. */
  readonly directory = new MachineDirectory((signal) => this.getOrganization({ signal }));
  protected readonly catalogue = mgmCatalogue;
  private readonly socketOptions: SocketOptions;
  private opened: MgmSockets | undefined;

  constructor(options: MgmClientOptions) {
    const { appKey, appSecret, callsPerMinute } = options;
    if (appKey.trim() === '') throw new InputError('app_key', 'The app key is missing');
    if (appSecret === '') throw new InputError('app_secret', 'The app secret is missing');
    const calls = numberWithin(CALLS_PER_MINUTE, callsPerMinute);
    super(options, {
      protocol: new MgmProtocol(),
      identity: [appKey],
      login: appKey,
      secrets: [appSecret],
      tokenProvider: (api) => new MgmTokenProvider(api, { appKey, appSecret }),
      // One call at a time: the platform sees them in the order in which they were asked for.
      limits: { calls, windowMs: MINUTE_MS, concurrent: 1 },
    });
    this.socketOptions = options;
  }

  /** The organisation tree that the app key may see (`get_organization`, 二.2). */
  async getOrganization(options: CallOptions = {}): Promise<CallResult<MgmOrganization>> {
    const answer = readAnswer(await this.request('get_organization', {}, options), readOrganization);
    this.directory.learn(answer.data.machines);
    return answer;
  }

  /** CNC system, class and model of machines (`get_sys_info`, 二.3). */
  async getSysInfo(
    machineIds: readonly string[],
    options: CallOptions = {},
  ): Promise<CallResult<MgmSysInfo>> {
    if (machineIds.length === 0) throw new InputError('machine_list', 'No machine ids were given');
    const answer = await this.request('get_sys_info', { machine_list: machineIds }, options);
    return readAnswer(answer, (data) => readSysInfo(data, machineIds));
  }

  /**
   * Follows a machine's live data (二.4.1). Followers of the same machine share a socket, which comes back by itself.
   * Without handlers the events are iterated: `for await (const event of client.follow({ machineId }))`.
   */
  readonly follow: Follow<MgmFollowOptions, MachineFollower, MgmMachineEvent> = this.following(
    machineEvents,
    ({ machineId, page = DEFAULT_PAGE }, handlers) => this.sockets.follow(machineId, page, handlers),
  );

  /**
   * Sends a file to a machine (二.4.2). Checked before anything is sent; files for one machine go one after
   * another; a cut transfer goes on where it stopped. Rejects with `InputError`, or with what the platform said.
   */
  async sendFile(
    order: TransferOrder,
    from: TransferContent,
    options: TransferOptions = {},
  ): Promise<MgmTransferResult> {
    return this.connection.whileOpen(async (signal) => {
      const { openSource } = require('../files/file-source') as typeof import('../files/file-source');
      const source = await openSource(from);
      const { onProgress, onUnread } = isolated(options);
      const sent = this.sockets.send(source, order, { onProgress, onUnread, signal });
      return sent.finally(() => source.close());
    }, options.signal);
  }

  /** Ends all sockets, calls and transfers at once. */
  override close(): void {
    this.directory.close();
    this.opened?.close();
    super.close();
  }

  protected perform({ row, input, signal }: OperationCall): Promise<CallResult> {
    const { operation, safety } = row;
    const { body } = buildRequest(mgmCatalogue, row, input);
    const request = mgmRequest('/resource', operation, String(body));
    return this.connection.call({ operation, safety, request, signal });
  }

  private get sockets(): MgmSockets {
    const { MgmSockets } = require('./sockets') as typeof import('./sockets');
    this.opened ??= new MgmSockets(this.connection, this.socketOptions);
    return this.opened;
  }
}
