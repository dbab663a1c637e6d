import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { LeasePool } from '../lease-pool';
import type { DivisionEvents, MachineDivision } from './machine-division';
import { MachineShare } from './machine-share';
import type { AccountShare, PlatformStore, StoredAccount } from './platform-store';
import { ProcessLease, type StoreMode } from './process-lease';
import { RedisLink } from './redis-link';
import { RedisTokenStore } from './redis-token-store';
import { STORE_TIMINGS, type StoreSettings, type StoreTimings } from './settings';
import { SharedBudget } from './shared-budget';
import { StoreAccess } from './store-access';
import { TokenCipher } from './token-cipher';

interface SharedStoreEvents {
  mode: [StoreMode];
}

/** A plant's processes as one, by a Redis server (CONTRIBUTING, "Many processes as one"). */
export class SharedStore extends EventEmitter<SharedStoreEvents> implements PlatformStore {
  private readonly timings: StoreTimings;
  private readonly access: StoreAccess;
  private readonly shares: LeasePool<MachineShare>;
  private readonly open = new Set<MachineShare>();
  private started = false;

  /** `lingerMs`: how long a node's machines are kept for it when it is gone, as over a redeploy. */
  constructor(settings: StoreSettings, { lingerMs = 0 } = {}) {
    super();
    this.timings = { ...STORE_TIMINGS, ...settings.timings };
    const link = new RedisLink(settings, this.timings);
    link.setMaxListeners(0);
    const lease = new ProcessLease(link, this.timings);
    lease.on('mode', (mode) => this.emit('mode', mode));
    this.access = new StoreAccess(link, lease);
    this.shares = new LeasePool(lingerMs);
  }

  get mode(): StoreMode {
    return this.access.lease.mode;
  }

  /** Proves that the server is there and does what is asked of it. Rejects with what is wrong. */
  async probe(): Promise<void> {
    await this.access.link.run('read', ['probe']);
  }

  /** What an account shares: its tokens and its budget of calls. */
  account({ platform, baseUrl, identity, secrets }: StoredAccount): AccountShare {
    this.start();
    const account = [platform, baseUrl, ...identity].join(' ');
    const tokens = new RedisTokenStore(this.access, new TokenCipher(secrets, account));
    return {
      tokens,
      budget: (limits) => new SharedBudget(hash(account), limits, this.access, this.timings),
      close: () => tokens.close(),
    };
  }

  /** Divides machines between the processes that name the same group. */
  divide(group: string, events: DivisionEvents): MachineDivision {
    this.start();
    const name = hash(group);
    const lease = this.shares.acquire(name, async () => {
      const share = new MachineShare(name, this.access, this.timings);
      this.open.add(share);
      return {
        value: share,
        dispose: () => {
          this.open.delete(share);
          return share.close();
        },
      };
    });
    let [share, wanted, closed]: [MachineShare | undefined, readonly string[], boolean] = [
      undefined,
      [],
      false,
    ];
    lease.value
      .then((made) => {
        if (closed) return;
        share = made;
        made.listen(events);
        made.want(wanted);
      })
      .catch(() => undefined);
    return {
      want: (machineIds) => {
        wanted = machineIds;
        share?.want(machineIds);
      },
      holds: (machineId) => share?.holds(machineId) ?? false,
      close: (options) => {
        closed = true;
        share?.listen(undefined);
        lease.release(options);
      },
    };
  }

  /** Gives everything back to the other processes. */
  async close(): Promise<void> {
    for (const share of this.open) share.stop();
    await this.access.lease.close();
    this.access.link.close();
    this.removeAllListeners();
  }

  private start(): void {
    if (this.started) return;
    this.started = true;
    void this.access.lease.beat();
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
