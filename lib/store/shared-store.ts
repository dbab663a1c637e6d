import { EventEmitter } from 'node:events';
import type { AccountStorage, PlatformStore, StoredAccount } from '../account/account-store';
import type { AssignmentEvents, MachineAssignment, StoreState } from '../assignment/machine-assignment';
import { tell } from '../async/listeners';
import { sha256 } from '../json/digest';
import { Membership } from './membership';
import { PartitionAssignment } from './partition-assignment';
import { RedisConnection } from './redis-connection';
import { RedisTokenStore } from './redis-token-store';
import { STORE_TIMINGS, type StoreSettings, type StoreTimings } from './settings';
import { SharedRateLimiter } from './shared-rate-limiter';
import { TokenCipher } from './token-cipher';

interface Lingering {
  assignment: PartitionAssignment;
  /** Ends the client some time after the last node has left. */
  linger?: NodeJS.Timeout;
}

/** A plant's processes as one, by a Redis server (CONTRIBUTING.md, "Many processes as one"). */
export class SharedStore extends EventEmitter<{ state: [StoreState] }> implements PlatformStore {
  private readonly timings: StoreTimings;
  private readonly redis: RedisConnection;
  private readonly membership: Membership;
  private readonly assignments = new Map<string, Lingering>();
  private readonly lingerMs: number;
  private started = false;

  /** `lingerMs`: how long a node's machines are kept for it when it is gone, as over a redeploy. */
  constructor(settings: StoreSettings, { lingerMs = 0 } = {}) {
    super();
    this.lingerMs = lingerMs;
    this.timings = { ...STORE_TIMINGS, ...settings.timings };
    this.redis = new RedisConnection(settings, this.timings);
    this.membership = new Membership(this.redis, settings, this.timings);
    this.membership.on('change', () => tell(this, 'state', this.state));
  }

  get state(): StoreState {
    return this.membership.state;
  }

  /** Proves that the server does whatever a store will ask of it. Rejects with what is wrong. */
  async probe(): Promise<void> {
    this.redis.askAgain();
    await this.redis.verify();
  }

  /** What an account shares: its tokens and its limit of calls. */
  account({ platform, baseUrl, identity, secrets }: StoredAccount): AccountStorage {
    const { redis, membership } = this.joined();
    const account = [platform, baseUrl, ...identity].join(' ');
    const tokens = new RedisTokenStore(redis, membership, new TokenCipher(secrets, account));
    return {
      tokens,
      rateLimiter: (limits) => new SharedRateLimiter(hash(account), limits, redis, membership),
      close: () => tokens.close(),
    };
  }

  /** Assigns machines to the processes that name the same group. */
  assign(group: string, events: AssignmentEvents): MachineAssignment {
    const { redis, membership, assignments } = this.joined();
    const name = hash(group);
    const known = assignments.get(name);
    clearTimeout(known?.linger);
    const { assignment } = known ?? {
      assignment: new PartitionAssignment(name, redis, membership, this.timings),
    };
    assignments.set(name, { assignment });
    assignment.listen(events);
    const end = () => {
      assignments.delete(name);
      void assignment.close();
    };
    return {
      want: (machineIds) => assignment.want(machineIds),
      holds: (machineId) => assignment.holds(machineId),
      epochOf: (machineId) => assignment.epochOf(machineId),
      close: ({ atOnce }) => {
        assignment.listen(undefined);
        assignments.set(name, { assignment, linger: setTimeout(end, atOnce ? 0 : this.lingerMs) });
      },
    };
  }

  /** Gives everything back to the other processes. */
  async close(): Promise<void> {
    for (const { assignment, linger } of this.assignments.values()) {
      clearTimeout(linger);
      assignment.stop();
    }
    await this.membership.close();
    this.redis.close();
    this.removeAllListeners();
  }

  private joined(): this {
    if (!this.started) void this.membership.beat();
    this.started = true;
    return this;
  }
}

function hash(text: string): string {
  return sha256(text, 'base64url').slice(0, 22);
}
