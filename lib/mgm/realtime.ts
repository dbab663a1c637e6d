import type { Session } from '../session';
import { type FeedContext, MachineFeed, type MachineFollower } from './machine-feed';

export interface RealtimeOptions extends FeedContext {
  session: Pick<Session, 'token' | 'refused' | 'hold'>;
  /** How long a socket outlives its last follower, in ms: a redeploy then finds it open. */
  lingerMs: number;
}

interface Entry {
  feed: MachineFeed;
  linger?: NodeJS.Timeout;
}

/** The live data of all machines of an account: a socket a machine, shared by all that follow it. */
export class MgmRealtime {
  private readonly entries = new Map<string, Entry>();
  private letTokenGo: (() => void) | undefined;

  constructor(private readonly options: RealtimeOptions) {}

  /** Follows a machine until the returned function is called; `at once` skips the linger. */
  follow(
    machineId: string,
    page: string,
    follower: MachineFollower,
  ): (options?: { atOnce?: boolean }) => void {
    const key = `${page} ${machineId}`;
    const entry = this.entries.get(key) ?? this.open(key, machineId, page);
    clearTimeout(entry.linger);
    entry.feed.add(follower);
    return ({ atOnce = false } = {}) => {
      entry.feed.remove(follower);
      if (entry.feed.isFollowed || this.entries.get(key) !== entry) return;
      clearTimeout(entry.linger);
      if (atOnce) this.end(key, entry);
      else entry.linger = setTimeout(() => this.end(key, entry), this.options.lingerMs);
    };
  }

  close(): void {
    for (const [key, entry] of this.entries) this.end(key, entry);
  }

  private open(key: string, machineId: string, page: string): Entry {
    // Sockets end with their token, so the token is kept alive as long as there are any.
    this.letTokenGo ??= this.options.session.hold();
    const entry: Entry = { feed: new MachineFeed(machineId, page, this.options) };
    this.entries.set(key, entry);
    return entry;
  }

  private end(key: string, entry: Entry): void {
    clearTimeout(entry.linger);
    entry.feed.stop();
    this.entries.delete(key);
    if (this.entries.size > 0) return;
    this.letTokenGo?.();
    this.letTokenGo = undefined;
  }
}
