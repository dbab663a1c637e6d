import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { InputError, toShopfloorError } from '../errors';
import {
  ApiClient,
  AxiosTransport,
  type CallResult,
  type ConnectionSettings,
  type Effect,
  type HttpTransport,
  Redactor,
  SlidingWindowBudget,
} from '../http';
import { MemoryTokenStore, Session, type TokenStore } from '../session';
import { chooseTransports, HandshakeGate, type TransportChoice, type TransportSetting } from '../stream';
import { MgmAuthority } from './authority';
import { MgmDialect, mgmRequest } from './dialect';
import { DEFAULT_CALLS_PER_MINUTE, DEFAULT_TIMEOUT_MS } from './environments';
import type { MachineFollower } from './machine-feed';
import type { MgmOrganization, MgmSysInfo, MgmTransferResult } from './messages';
import { readOrganization } from './organization';
import { MgmRealtime } from './realtime';
import { readSysInfo } from './sys-info';
import { diskSource, type FileSource, memorySource } from './transfer/file-source';
import { KeyedQueue } from './transfer/keyed-queue';
import { checkOrder, type TransferOrder } from './transfer/order';
import { FileTransfer, type TransferWatch } from './transfer/transfer';

export interface MgmClientOptions extends Partial<ConnectionSettings> {
  /** Includes `/v1`; see `MGM_BASE_URLS`. */
  baseUrl: string;
  appKey: string;
  appSecret: string;
  /** Default `auto`. */
  transport?: TransportSetting;
  /** Default 200, the platform's limit. */
  callsPerMinute?: number;
  store?: TokenStore;
  /** How long a socket outlives its last follower, in ms; default 0. */
  lingerMs?: number;
}

/** Content to send: bytes, text (as UTF-8), or a file on disk, which is streamed. */
export type TransferContent = { content: Buffer | string } | { path: string };

const MINUTE_MS = 60_000;

/** Client of the MGM-IoT Moses cloud (mgm.source.md). Close it when it is no longer used. */
export class MgmClient {
  /** The account's token life, for a status display. */
  readonly session: Session;
  private readonly redactor = new Redactor();
  private readonly http: HttpTransport;
  private readonly api: ApiClient;
  private readonly realtime: MgmRealtime;
  private readonly transfers = new KeyedQueue();
  private readonly closing = new AbortController();
  private readonly streams: {
    settings: ConnectionSettings;
    transports: TransportChoice;
    gate: HandshakeGate;
  };
  private readonly baseUrl: string;

  constructor(options: MgmClientOptions) {
    const { appKey, appSecret, store = new MemoryTokenStore(), lingerMs = 0 } = options;
    if (appKey.trim() === '') throw new InputError('app_key', 'The app key is missing');
    if (appSecret === '') throw new InputError('app_secret', 'The app secret is missing');
    this.baseUrl = checkedBaseUrl(options.baseUrl);
    const settings = connectionSettings(options);
    // Every call of a busy flow listens to this one signal.
    setMaxListeners(0, this.closing.signal);
    this.redactor.addSecret(appSecret);
    this.redactor.addSecret(options.proxy?.password);
    this.http = new AxiosTransport({ ...settings, baseUrl: this.baseUrl });
    const shared = { transport: this.http, dialect: new MgmDialect(), redactor: this.redactor };
    this.session = new Session({
      key: sessionKey(this.baseUrl, appKey, appSecret),
      authority: new MgmAuthority(new ApiClient(shared), { appKey, appSecret }),
      store,
    });
    // One call at a time: the platform sees them in the order in which they were asked for.
    const calls = options.callsPerMinute ?? DEFAULT_CALLS_PER_MINUTE;
    const budget = new SlidingWindowBudget({ calls, windowMs: MINUTE_MS, concurrent: 1 });
    this.api = new ApiClient({ ...shared, session: this.session, budget });
    const transports = chooseTransports(options.transport ?? 'auto', settings);
    this.streams = { settings, transports, gate: new HandshakeGate() };
    this.realtime = new MgmRealtime({ ...this.streamContext(), redactor: this.redactor, lingerMs });
  }

  /** The organisation tree that the app key may see (`get_organization`, 二.2). */
  async getOrganization(signal?: AbortSignal): Promise<CallResult<MgmOrganization>> {
    const { data, call } = await this.call('get_organization', {}, 'read', signal);
    return { data: readOrganization(data), call };
  }

  /** CNC system, class and model of machines (`get_sys_info`, 二.3). */
  async getSysInfo(machineIds: readonly string[], signal?: AbortSignal): Promise<CallResult<MgmSysInfo>> {
    if (machineIds.length === 0) throw new InputError('machine_list', 'No machine ids were given');
    const { data, call } = await this.call('get_sys_info', { machine_list: machineIds }, 'read', signal);
    return { data: readSysInfo(data, machineIds), call };
  }

  /**
   * Follows a machine's live data (二.4.1) until the returned function is called. Followers of the same machine
   * share a socket, which comes back by itself.
   */
  follow(
    machineId: string,
    page: string,
    follower: MachineFollower,
  ): (options?: { atOnce?: boolean }) => void {
    return this.realtime.follow(machineId, page, follower);
  }

  /**
   * Sends a file to a machine (二.4.2). Checked before anything is sent; files for one machine go one after
   * another; a cut transfer goes on where it stopped. Rejects with `InputError`, or with what the platform said.
   */
  async sendFile(
    order: TransferOrder,
    from: TransferContent,
    watch: TransferWatch = {},
  ): Promise<MgmTransferResult> {
    const signal = watch.signal ? AbortSignal.any([watch.signal, this.closing.signal]) : this.closing.signal;
    try {
      const source = 'path' in from ? await diskSource(from.path) : memorySource(from.content);
      return await this.sendFrom(source, order, { ...watch, signal }).finally(() => source.close());
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      this.redactor.cleanError(error);
      throw error;
    }
  }

  /** Ends all sockets, calls and transfers at once. */
  close(): void {
    this.closing.abort();
    this.realtime.close();
    this.session.close();
    this.http.close();
  }

  private async sendFrom(
    source: FileSource,
    order: TransferOrder,
    watch: TransferWatch,
  ): Promise<MgmTransferResult> {
    checkOrder(order, source.size);
    const run = () => new FileTransfer(order, source, this.streamContext(), watch).run();
    return this.transfers.run(order.machineId, run, watch.signal);
  }

  private call(func: string, data: object, effect: Effect, signal?: AbortSignal): Promise<CallResult> {
    const both = signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal;
    return this.api.call({
      operation: func,
      effect,
      request: mgmRequest('/resource', func, data),
      signal: both,
    });
  }

  private streamContext() {
    return { ...this.streams, baseUrl: this.baseUrl, session: this.session };
  }
}

/** The secret is part of the key, hashed: who changes it must log in with it. */
function sessionKey(baseUrl: string, appKey: string, appSecret: string): string {
  const fingerprint = createHash('sha256').update(appSecret).digest('hex').slice(0, 16);
  return `mgm ${baseUrl} ${appKey} ${fingerprint}`;
}

function checkedBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InputError('baseUrl', `The base URL "${text}" is not an http(s) address`);
  }
  return text.replace(/\/+$/, '');
}

function connectionSettings({
  timeoutMs = DEFAULT_TIMEOUT_MS,
  tls,
  proxy,
}: MgmClientOptions): ConnectionSettings {
  return { timeoutMs, ...(tls ? { tls } : {}), ...(proxy ? { proxy } : {}) };
}
