import { guarded } from '../async/guard';
import { PlatformError, type ShopfloorError, toShopfloorError } from '../errors';
import type { Redactor } from '../http';
import { textOf } from '../json/json-values';
import { LARGEST_STATES, type MemoryBudget } from '../json/memory-budget';
import type { Session, Token } from '../session';
import {
  type ConnectionStateName,
  decodeMessages,
  StreamConnection,
  type StreamConnectionOptions,
} from '../stream';
import { mgmGoodbye, mgmNotice, tokenNotice } from './failures';
import { readMachineStatus } from './machine-status';
import { LARGEST_STATE, type MachineFields, MachineTracker } from './machine-tracker';
import type { MgmMachineStatus } from './messages';

/** Handlers of a follower of a machine. The objects are shared and must not be changed. */
export interface MachineFollower {
  /** Fields that changed; at first all that are known. `at`: when the machine was last heard, ms since the epoch. */
  onChange?(machineId: string, changes: MachineFields, all: () => MachineFields, at: number): void;
  onStatus?(status: MgmMachineStatus, at: number): void;
  /** A message of the machine that brought nothing new. */
  onAlive?(machineId: string, at: number): void;
  /** Every message of the platform, as it came. */
  onRaw?(machineId: string, message: Record<string, unknown>): void;
  onConnection?(machineId: string, state: ConnectionStateName, error?: ShopfloorError): void;
  /** A message, or a part of one, was left out: it could not be read, or exceeds a limit. */
  onUnread?(machineId: string, error: ShopfloorError): void;
}

export interface FeedContext
  extends Pick<StreamConnectionOptions, 'settings' | 'transports' | 'gate' | 'backoff'> {
  baseUrl: string;
  session: Pick<Session, 'token' | 'refused'>;
  redactor: Redactor;
  /** Most that is kept of one machine, in bytes, about; default 128 KB. */
  largestState?: number | undefined;
  /** What all machines of the account may keep together. */
  budget?: MemoryBudget | undefined;
}

const SHORT_LIVED_IN_A_ROW = 2;

/**
 * One machine's live data on its own socket, for any number of followers (docs/platforms/mgm.md, "Live data": 二.4.1).
 */
export class MachineFeed {
  private readonly followers = new Set<MachineFollower>();
  private readonly tracker: MachineTracker;
  private readonly connection: StreamConnection;
  private readonly allFields = () => this.tracker.fields();
  private lastStatus: MgmMachineStatus | undefined;
  private heardAt = 0;
  private token: Token | undefined;
  private isOpen = false;
  /** Whether data of the machine have arrived on this connection. */
  private isProven = false;
  private shortLived = 0;
  /** What of the frame that is being read was left out, by reason. */
  private readonly unread = new Map<string, { message: string; count: number }>();

  constructor(
    private readonly machineId: string,
    private readonly page: string,
    private readonly context: FeedContext,
  ) {
    this.tracker = new MachineTracker(context.largestState, context.budget);
    this.connection = new StreamConnection({
      ...context,
      address: (signal) => this.address(signal),
      onOpen: () => this.opened(),
      onMessage: (data) => this.receive(data),
      readGoodbye: mgmGoodbye,
      onState: (state, error) => this.tellConnection(state, error),
    });
  }

  get isFollowed(): boolean {
    return this.followers.size > 0;
  }

  add(follower: MachineFollower): void {
    this.followers.add(follower);
    if (this.lastStatus) follower.onStatus?.(this.lastStatus, this.heardAt);
    if (!this.tracker.isEmpty) {
      follower.onChange?.(this.machineId, this.allFields(), this.allFields, this.heardAt);
    }
    follower.onConnection?.(this.machineId, this.connection.stateName);
    if (this.connection.stateName === 'open' && this.isProven) {
      follower.onAlive?.(this.machineId, this.heardAt);
    }
    this.connection.start();
  }

  remove(follower: MachineFollower): void {
    this.followers.delete(follower);
  }

  stop(): void {
    this.connection.stop();
    this.tracker.clear();
  }

  private async address(signal: AbortSignal) {
    const token = await this.context.session.token({ signal });
    this.context.redactor.addTokens(token);
    this.token = token;
    return { url: `${this.context.baseUrl}/real_time`, query: { session_id: token.value } };
  }

  private opened(): void {
    this.isOpen = true;
    this.isProven = false;
    this.tracker.expectFullSet();
    this.connection.send(JSON.stringify({ machine_id: this.machineId, page: this.page }));
  }

  private receive(data: unknown): void {
    for (const message of decodeMessages(data)) {
      if (message) this.take(message);
      else this.receiveUnreadable(data);
      // What it meant ended the connection: the rest of the frame is not for this one.
      if (this.connection.stateName !== 'open') break;
    }
    this.tellUnread();
  }

  private take(message: Record<string, unknown>): void {
    this.tell((follower) => follower.onRaw?.(this.machineId, message));
    const status = readMachineStatus(message);
    const about = status?.machineId ?? textOf(message['id']);
    if (about === undefined) {
      const failure = mgmNotice(message);
      if (failure) this.connection.drop(failure);
      else if (message['machine_id'] === this.machineId && 'status' in message)
        this.noteUnread('unreadable-status', `A status of ${this.machineId} is no number: it is left out`);
    } else if (about !== this.machineId) {
      this.noteUnread('other-machine', `Data of another machine came on the socket of ${this.machineId}`);
    } else {
      this.prove();
      if (status) this.receiveStatus(status);
      else this.receiveFields(message);
    }
  }

  /** Only data of the machine itself prove that a connection works. */
  private prove(): void {
    this.isProven = true;
    this.shortLived = 0;
    this.heardAt = Date.now();
    this.connection.confirm();
  }

  private receiveUnreadable(data: unknown): void {
    const notice = typeof data === 'string' ? tokenNotice(data) : undefined;
    if (notice) this.connection.drop(notice);
    else
      this.noteUnread('unreadable', `A message of ${this.machineId} is no JSON object, or beyond its limits`);
  }

  private receiveStatus(status: MgmMachineStatus): void {
    this.lastStatus = status;
    this.tell((follower) => follower.onStatus?.(status, this.heardAt));
  }

  private receiveFields(message: MachineFields): void {
    const { leftOut } = this.tracker;
    const changes = this.tracker.apply(message);
    if (this.tracker.leftOut > leftOut) this.noteUnread('state-too-large', this.whyLeftOut());
    if (Object.keys(changes).length === 0) {
      this.tell((follower) => follower.onAlive?.(this.machineId, this.heardAt));
      return;
    }
    this.tell((follower) => follower.onChange?.(this.machineId, changes, this.allFields, this.heardAt));
  }

  private whyLeftOut(): string {
    const { largestState = LARGEST_STATE, budget } = this.context;
    return this.tracker.isBudgetSpent
      ? `The machines of the account have more fields than fit into ${kilobytes(budget?.most ?? LARGEST_STATES)} KB (limit "largestStates"; "shopfloorLargestStates" in Node-RED's settings file): those of ${this.machineId} beyond it are left out`
      : `${this.machineId} has more fields than fit into ${kilobytes(largestState)} KB (limit "largestState"; "shopfloorLargestState" in Node-RED's settings file): the others are left out`;
  }

  /** A follower that throws does not affect the others. */
  private tell(tellOne: (follower: MachineFollower) => void): void {
    const tellSafely = guarded(tellOne, (thrown) => process.emitWarning(toShopfloorError(thrown)));
    for (const follower of this.followers) tellSafely(follower);
  }

  private noteUnread(code: string, message: string): void {
    const noted = this.unread.get(code);
    this.unread.set(code, { message, count: (noted?.count ?? 0) + 1 });
  }

  /** One error for each reason, however often a frame gave it. */
  private tellUnread(): void {
    for (const [code, { message, count }] of this.unread) {
      const times = count === 1 ? '' : ` (${count} times in one frame)`;
      const error = new PlatformError(`${message}${times}`, {
        code: `mgm:${code}`,
        kind: 'platform',
        retryable: false,
      });
      error.platform = 'mgm';
      error.operation = 'real_time';
      this.tell((follower) => follower.onUnread?.(this.machineId, error));
    }
    this.unread.clear();
  }

  /** A server that ends two sockets in a row before any data may be refusing their token without saying so. */
  private countShortLived(error: ShopfloorError): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    if (this.isProven || error.code !== 'network:CLOSED') return;
    this.shortLived += 1;
    if (this.shortLived < SHORT_LIVED_IN_A_ROW || !this.token) return;
    this.shortLived = 0;
    this.context.session.refused(this.token, 'expired');
  }

  private tellConnection(state: ConnectionStateName, error?: ShopfloorError): void {
    if (error) {
      this.countShortLived(error);
      const problem = error instanceof PlatformError ? error.tokenProblem : undefined;
      if (problem !== undefined && this.token) this.context.session.refused(this.token, problem);
      error.platform ??= 'mgm';
      error.operation ??= 'real_time';
    }
    this.tell((follower) => follower.onConnection?.(this.machineId, state, error));
  }
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 1024);
}
