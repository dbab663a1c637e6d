import { randomUUID } from 'node:crypto';
import { delay } from '../timing';
import type { StoreAccess } from './store-access';

/** A lock without a sign of life of its holder falls open after so long, in ms. */
const LEASE_MS = 10_000;
const KEEP_MS = LEASE_MS / 3;
const ASK_AGAIN_MS = 100;

/** A lock that one process of the plant holds at a time. */
export class StoreLock {
  constructor(private readonly access: StoreAccess) {}

  /** Runs the task while the lock is held; `holder` proves that to scripts. Rejects with `StoreUnreachable`. */
  async hold<T>(name: string, signal: AbortSignal, task: (holder: string) => Promise<T>): Promise<T> {
    const holder = randomUUID();
    await this.take(name, holder, signal);
    const keeping = setInterval(() => {
      this.access.run('keepLock', [name, holder, LEASE_MS]).catch(() => undefined);
    }, KEEP_MS);
    const stopKeeping = () => clearInterval(keeping);
    signal.addEventListener('abort', stopKeeping, { once: true });
    try {
      return await task(holder);
    } finally {
      stopKeeping();
      signal.removeEventListener('abort', stopKeeping);
      this.access.run('unlock', [name, holder]).catch(() => undefined);
    }
  }

  private async take(name: string, holder: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const wait = Number(await this.access.run('lock', [name, holder, LEASE_MS]));
      if (wait === 0) return;
      await delay(Math.min(wait, ASK_AGAIN_MS * (0.5 + Math.random())), signal);
    }
  }
}
