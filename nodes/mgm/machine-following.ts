import type { Subscription } from '../../lib/async/subscription';
import { PlatformError, type ShopfloorError } from '../../lib/errors';
import type { MgmClient } from '../../lib/mgm/client';
import type { MachineFollower } from '../../lib/mgm/machine-feed';
import type { ConnectionStateName } from '../../lib/stream/connection';
import type { RealtimeSink } from './realtime-output';

export interface FollowerEvents {
  /** The number of machines changed whose socket is open and has brought words of their own. */
  onWorking(count: number): void;
  /**
   * A machine cannot be followed, and the reason does not pass by itself. It is reported once, until it works again.
   */
  onFailure(machineId: string, error: ShopfloorError): void;
  /** A message of a machine was left out as a whole or in part; `isNews` for the first of its kind. */
  onUnread(machineId: string, error: ShopfloorError, isNews: boolean): void;
}

/** The machines that one node follows. */
export class MachineFollowing {
  private readonly subscriptions = new Map<string, Pick<Subscription, 'close'>>();
  private readonly open = new Set<string>();
  private readonly working = new Set<string>();
  private readonly failing = new Set<string>();
  /** Kinds of unread messages that were reported, by machine. */
  private readonly unread = new Map<string, Set<string>>();
  private readonly follower: MachineFollower;

  constructor(
    private readonly client: MgmClient,
    private readonly page: string,
    private readonly output: RealtimeSink,
    private readonly events: FollowerEvents,
  ) {
    this.follower = {
      onChange: (machineId, changes, all, at) => {
        this.heard(machineId);
        this.output.change(machineId, changes, all, at);
      },
      onStatus: (status, at) => {
        this.heard(status.machineId);
        this.output.status(status, at);
      },
      onAlive: (machineId, at) => {
        this.heard(machineId);
        this.output.alive?.(machineId, at);
      },
      onRaw: (machineId, message) => this.output.raw?.(machineId, message),
      onConnection: (machineId, state, error) => this.connection(machineId, state, error),
      onUnread: (machineId, error) => {
        const told = this.unread.get(machineId) ?? new Set();
        const isNews = !told.has(error.code);
        this.unread.set(machineId, told.add(error.code));
        this.events.onUnread(machineId, error, isNews);
      },
    };
  }

  subscribe(machineIds: readonly string[]): void {
    for (const machineId of machineIds) {
      if (!this.subscriptions.has(machineId)) {
        // The machine counts as followed before the feed sends its first events.
        this.subscriptions.set(machineId, { close: () => undefined });
        this.subscriptions.set(machineId, this.client.follow({ machineId, page: this.page }, this.follower));
      }
    }
    this.events.onWorking(this.working.size);
  }

  unsubscribe(machineIds: readonly string[]): void {
    for (const machineId of machineIds) this.leave(machineId, { atOnce: true });
    this.events.onWorking(this.working.size);
  }

  /** Leaves all machines; sockets linger for a redeploy unless `atOnce`. */
  close(options: { atOnce: boolean }): void {
    for (const machineId of [...this.subscriptions.keys()]) this.leave(machineId, options);
  }

  private leave(machineId: string, options: { atOnce: boolean }): void {
    this.subscriptions.get(machineId)?.close(options);
    this.subscriptions.delete(machineId);
    this.open.delete(machineId);
    this.working.delete(machineId);
    this.failing.delete(machineId);
    this.unread.delete(machineId);
    this.output.forget(machineId);
  }

  /** A machine itself has spoken, which alone proves that its connection works. */
  private heard(machineId: string): void {
    this.failing.delete(machineId);
    if (!this.open.has(machineId) || this.working.has(machineId)) return;
    this.working.add(machineId);
    this.events.onWorking(this.working.size);
  }

  private connection(machineId: string, state: ConnectionStateName, error?: ShopfloorError): void {
    if (!this.subscriptions.has(machineId)) return;
    if (state === 'open') this.open.add(machineId);
    else {
      this.open.delete(machineId);
      this.working.delete(machineId);
      this.output.lose?.(machineId);
    }
    if (error && needsSomebody(error) && !this.failing.has(machineId)) {
      this.failing.add(machineId);
      this.events.onFailure(machineId, error);
    }
    this.events.onWorking(this.working.size);
  }
}

/** The session replaces a refused token. Every other failure that is not retryable needs somebody to act. */
function needsSomebody(error: ShopfloorError): boolean {
  return !error.retryable && !(error instanceof PlatformError && error.tokenProblem !== undefined);
}
