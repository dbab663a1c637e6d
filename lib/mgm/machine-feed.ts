import { PlatformError, type ShopfloorError } from '../errors';
import type { Redactor } from '../http';
import type { Session, Token } from '../session';
import {
  type ConnectionStateName,
  decodeMessage,
  StreamConnection,
  type StreamConnectionOptions,
} from '../stream';
import { mgmGoodbye, mgmSocketError } from './failures';
import { readMachineStatus } from './machine-status';
import { type MachineFields, MachineTracker } from './machine-tracker';
import type { MgmMachineStatus } from './messages';

/** Who wants to know about a machine. Objects handed over are shared: not to be changed. */
export interface MachineFollower {
  /** Fields that changed; at first all that are known. */
  onChange(machineId: string, changes: MachineFields, all: () => MachineFields): void;
  onStatus(status: MgmMachineStatus): void;
  /** Every message of the platform, as it came. */
  onRaw(machineId: string, message: Record<string, unknown>): void;
  onConnection(machineId: string, state: ConnectionStateName, error?: ShopfloorError): void;
}

export interface FeedContext
  extends Pick<StreamConnectionOptions, 'settings' | 'transports' | 'gate' | 'backoff'> {
  baseUrl: string;
  session: Pick<Session, 'token' | 'refused'>;
  redactor: Redactor;
}

/** One machine's live data on its own socket, for any number of followers (mgm.source.md, 二.4.1; mgm.md). */
export class MachineFeed {
  private readonly followers = new Set<MachineFollower>();
  private readonly tracker = new MachineTracker();
  private readonly connection: StreamConnection;
  private readonly allFields = () => this.tracker.fields();
  private lastStatus: MgmMachineStatus | undefined;
  private token: Token | undefined;

  constructor(
    private readonly machineId: string,
    page: string,
    private readonly context: FeedContext,
  ) {
    this.connection = new StreamConnection({
      ...context,
      address: (signal) => this.address(signal),
      onOpen: () => this.connection.send(JSON.stringify({ machine_id: machineId, page })),
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
    if (this.lastStatus) follower.onStatus(this.lastStatus);
    if (!this.tracker.isEmpty) {
      follower.onChange(this.machineId, this.allFields(), this.allFields);
    }
    follower.onConnection(this.machineId, this.connection.stateName);
    this.connection.start();
  }

  remove(follower: MachineFollower): void {
    this.followers.delete(follower);
  }

  stop(): void {
    this.connection.stop();
  }

  private async address(signal: AbortSignal) {
    const token = await this.context.session.token(signal);
    this.context.redactor.addTokens(token);
    this.token = token;
    return { url: `${this.context.baseUrl}/real_time`, query: { session_id: token.value } };
  }

  private receive(data: unknown): void {
    const message = decodeMessage(data);
    if (!message) return;
    for (const follower of this.followers) follower.onRaw(this.machineId, message);
    if (message['code'] && message['id'] === undefined) {
      this.connection.drop(mgmSocketError(message));
      return;
    }
    this.connection.confirm();
    const status = readMachineStatus(message);
    if (status) this.receiveStatus(status);
    else if (message['id'] === this.machineId) this.receiveFields(message);
  }

  private receiveStatus(status: MgmMachineStatus): void {
    if (status.machineId !== this.machineId) return;
    this.lastStatus = status;
    for (const follower of this.followers) follower.onStatus(status);
  }

  private receiveFields(message: MachineFields): void {
    const changes = this.tracker.apply(message);
    if (Object.keys(changes).length === 0) return;
    for (const follower of this.followers) follower.onChange(this.machineId, changes, this.allFields);
  }

  private tellConnection(state: ConnectionStateName, error?: ShopfloorError): void {
    if (error) {
      const problem = error instanceof PlatformError ? error.tokenProblem : undefined;
      if (problem !== undefined && this.token) this.context.session.refused(this.token, problem);
      error.platform ??= 'mgm';
      error.operation ??= 'real_time';
    }
    for (const follower of this.followers) follower.onConnection(this.machineId, state, error);
  }
}
