import { CatalogueClient, type OperationCall } from '../account/catalogue-client';
import type { PlatformOptions } from '../account/platform-connection';
import {
  type AssignmentEvents,
  LocalAssignment,
  type MachineAssignment,
} from '../assignment/machine-assignment';
import { wallTime } from '../async/clock';
import type { CloseOptions, Follow, SubscriptionOptions } from '../async/subscription';
import type { OperationRow } from '../catalogue';
import { InputError, PlatformError, toShopfloorError } from '../errors';
import { type CallOptions, type CallResult, readAnswer } from '../http';
import { isPlainObject, textOf } from '../json/json-values';
import { MemoryBudget } from '../json/memory-budget';
import { MachineDirectory } from '../machine/machine-directory';
import { numberWithin } from '../settings/number-within';
import { bivrostCatalogue, bivrostRequest } from './catalogue';
import { isGatewayFailure, NO_SUCH_MACHINE, unexpectedAnswer } from './failures';
import type { GatewayFiles } from './files';
import { type BivrostMachineEvent, gatewayEvents } from './gateway-events';
import { POLL_INTERVAL } from './limits';
import type { BivrostMachineRef } from './messages';
import type { BivrostOperations } from './operations.types';
import type { GatewayFollower } from './polling/machine-poller';
import { machineReads } from './polling/reads';
import { DEFAULT_READS } from './polling/task-classes';
import { BivrostProtocol } from './protocol';
import { KeyTokenProvider, LOGIN, LoginTokenProvider, tokenIn } from './token-provider';

/** How an account shows who it is (docs/platforms/bivrost.md, "Login": 2.3); `none` where security control is off. */
export type GatewayAuth = 'jwt' | 'key' | 'none';

/** `baseUrl` is the gateway's origin. */
export interface BivrostClientOptions extends PlatformOptions {
  /** Default `jwt`. */
  auth?: GatewayAuth;
  username?: string;
  password?: string;
  key?: string;
  /** Largest value of a machine's field while it is followed, in bytes in memory, about; default 64 KB. */
  largestField?: number | undefined;
  /** Most that is kept of all machines that are followed, in bytes in memory, about; default 64 MB. */
  largestStates?: number | undefined;
}

/** Most machines of one gateway that are followed; real ones have hundreds. */
const MOST_MACHINES = 10_000;

export interface GatewayFollowOptions extends SubscriptionOptions {
  /** All active ones of the gateway when left out. */
  machineIds?: readonly string[] | undefined;
  /** Operations such as `cnc/readCNCStatus`; see `FOLLOWABLE_READS`. */
  reads?: readonly string[] | undefined;
  /** From 100 on. */
  intervalMs: number;
  /** Assigns the machines to this process and others; this process follows all of them when left out. */
  assign?: ((events: AssignmentEvents) => MachineAssignment) | undefined;
}

/** Client of a BIVROST gateway (docs/platforms/bivrost.md). Close it when it is no longer used. */
export class BivrostClient extends CatalogueClient<BivrostOperations> {
  /** NC programs of the machines. */
  readonly files: GatewayFiles;
  /** Names of the machines that are configured on the gateway. */
  readonly directory = new MachineDirectory((signal) => this.machines({ signal }));
  protected readonly catalogue = bivrostCatalogue;
  private readonly largestField: number | undefined;
  private readonly budget: MemoryBudget;

  constructor(options: BivrostClientOptions) {
    const { auth = 'jwt' } = options;
    const { username = '', password = '', key = '' } = checkedCredentials(auth, options);
    const protocol = new BivrostProtocol(auth === 'jwt');
    super(options, {
      protocol,
      identity: [auth, username],
      login: username,
      secrets: [password, key],
      tokenProvider: (api) =>
        auth === 'jwt' ? new LoginTokenProvider(api, { username, password }) : new KeyTokenProvider(key),
    });
    this.largestField = options.largestField;
    this.budget = new MemoryBudget(options.largestStates);
    const { GatewayFiles } = require('./files') as typeof import('./files');
    this.files = new GatewayFiles(
      (operation, values, options) => this.request(operation, values, options),
      this.connection,
      this.connection.settings,
    );
  }

  /**
   * Checks that the gateway answers and accepts the account. Returns until when its token lives, in ms since 1970. A
   * login is enough where the user may not make the call, or the firmware does not have it.
   */
  async probe(options: CallOptions = {}): Promise<{ expiresAt?: number }> {
    const { signal } = options;
    const token = await this.session.token({ signal });
    try {
      await this.request('config/gateway-info', {}, options);
    } catch (thrown) {
      const { kind } = toShopfloorError(thrown);
      // A page of something between is not the gateway's word.
      if (thrown instanceof PlatformError && thrown.isForeign) throw thrown;
      const isLoggedIn = token.expiresAt !== undefined;
      if (kind === 'not-found') await this.probeMachines(options);
      else if (!isLoggedIn || kind !== 'permission') throw thrown;
    }
    return this.session.token({ signal });
  }

  /**
   * For firmware without `/api/config`: a gateway that accepts the account answers that it has no such machine, or with
   * its status; otherwise it refuses.
   */
  private async probeMachines(options: CallOptions): Promise<void> {
    try {
      await this.request('cnc/readCNCStatus', { machineID: '0' }, options);
    } catch (thrown) {
      const isAboutMachine =
        isGatewayFailure(thrown, NO_SUCH_MACHINE) || toShopfloorError(thrown).kind === 'offline';
      if (!isAboutMachine) throw thrown;
    }
  }

  /** The machines that are configured on the gateway (2.9.3.2). */
  async machines(options: CallOptions = {}): Promise<BivrostMachineRef[]> {
    const { data } = readAnswer(await this.request('config/machines', {}, options), readMachines);
    this.directory.learn(data.map(({ machineId, name }) => ({ machineId, name, path: [] })));
    return data;
  }

  /**
   * Follows machines. Throws `InputError` for an operation that machines cannot be followed with, and for an interval out
   * of range. Without handlers the events are iterated: `for await (const event of client.follow({ intervalMs: 1000 }))`.
   */
  readonly follow: Follow<GatewayFollowOptions, GatewayFollower, BivrostMachineEvent> = this.following(
    gatewayEvents,
    (options, handlers) => this.poll(options, handlers),
  );

  /** Ends all calls at once, and follows no machine any more. */
  override close(): void {
    this.directory.close();
    super.close();
  }

  /** Closes the client once no machine is without a program that is to be put back. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.files.settled();
    this.close();
  }

  protected perform({ row, input, signal }: OperationCall): Promise<CallResult> {
    const { operation, safety } = row;
    const call = { operation, safety, request: bivrostRequest(row, input), signal };
    return operation === LOGIN ? this.connection.sendLogin(call) : this.connection.call(call);
  }

  /** Of a login only the end of its token is returned, never the token: the client logs in by itself. */
  protected override dataOf({ operation }: OperationRow, data: unknown): unknown {
    if (operation !== LOGIN) return data;
    return { expiresAt: new Date(wallTime(tokenIn(data).expiresAt)).toISOString() };
  }

  /** Polls machines until the function that it returns is called. */
  private poll(options: GatewayFollowOptions, handlers: GatewayFollower): (how: CloseOptions) => void {
    const { machineIds } = options;
    const intervalMs = numberWithin(POLL_INTERVAL, options.intervalMs);
    const reads = machineReads(options.reads ?? DEFAULT_READS);
    const { MachinePoller } =
      require('./polling/machine-poller') as typeof import('./polling/machine-poller');
    const poller = new MachinePoller(
      {
        reads,
        largestField: this.largestField,
        budget: this.budget,
        intervalMs,
        assign: options.assign ?? ((changes) => new LocalAssignment(changes)),
        machineIds: async (signal) => machineIds ?? (await this.activeMachineIds(signal)),
        request: async (operation, values = {}, options = {}) => {
          const { machineID } = values;
          // Background reads wait for a transfer to the same machine.
          if (typeof machineID === 'string') await this.files.idle(machineID, options);
          return this.request(operation, values, options);
        },
      },
      handlers,
    );
    void poller.run();
    return (how) => poller.close(how);
  }

  private async activeMachineIds(signal: AbortSignal): Promise<string[]> {
    const machines = await this.machines({ signal });
    const ids = machines.filter(({ isActive }) => isActive).map(({ machineId }) => machineId);
    if (ids.length <= MOST_MACHINES) return ids;
    throw unexpectedAnswer(`The gateway lists ${ids.length} machines, more than ${MOST_MACHINES}`);
  }
}

function readMachines(data: unknown): BivrostMachineRef[] {
  if (!Array.isArray(data)) throw unexpectedAnswer('The list of machines is not a list');
  return data.filter(isPlainObject).map((machine) => ({
    // The vendor's older pages spell it the second way.
    machineId: textOf(machine['machineID'] ?? machine['MachineID']) ?? '',
    name: textOf(machine['name']) ?? '',
    system: textOf(machine['system']) ?? '',
    model: textOf(machine['model']) ?? '',
    isActive: machine['isActive'] !== false,
  }));
}

function checkedCredentials(
  auth: GatewayAuth,
  { username = '', password = '', key = '' }: BivrostClientOptions,
): Pick<BivrostClientOptions, 'username' | 'password' | 'key'> {
  switch (auth) {
    case 'jwt':
      if (username.trim() === '') throw new InputError('username', 'The user name is missing');
      if (password === '') throw new InputError('password', 'The password is missing');
      return { username: username.trim(), password };
    case 'key':
      if (key.trim() === '') throw new InputError('key', 'The secret key is missing');
      return { key: key.trim() };
    case 'none':
      return {};
    default:
      throw new InputError('auth', `The kind of login "${String(auth)}" is not known`);
  }
}
