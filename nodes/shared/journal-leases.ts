import { type Lease, LeasePool } from '../../lib/async/lease-pool';
import type { JournalStore } from '../../lib/journal/journal-store';
import { isStopping } from './stopping';

/** A store that can be tried before anything is written. */
export interface OpenedJournal extends JournalStore {
  open(): Promise<void>;
}

/** A redeploy closes and reopens everything within a second or two. */
const LINGER_MS = 4_000;

const pool = new LeasePool<OpenedJournal>(LINGER_MS);

/** One journal for all of this process that name the same place. */
export function leaseJournal(place: string, make: () => Promise<OpenedJournal>): Lease<OpenedJournal> {
  return pool.acquire(place, async () => {
    const journal = await make();
    try {
      await journal.open();
    } catch (thrown) {
      await journal.close();
      throw thrown;
    }
    return { value: journal, dispose: () => journal.close() };
  });
}

/** The journal as one user has it: closing it gives the lease back. */
export async function leasedJournal(lease: Lease<OpenedJournal>, onClose: () => void): Promise<JournalStore> {
  try {
    const journal = await lease.value;
    return {
      remainders: (...args) => journal.remainders(...args),
      write: (batch) => journal.write(batch),
      latest: (keys) => journal.latest(keys),
      intervals: (query) => journal.intervals(query),
      alarms: (query) => journal.alarms(query),
      cycles: (query) => journal.cycles(query),
      scrap: (query) => journal.scrap(query),
      totals: (query) => journal.totals(query),
      shortestCycle: (...args) => journal.shortestCycle(...args),
      removeBefore: (time) => journal.removeBefore(time),
      close: async () => {
        onClose();
        lease.release({ atOnce: isStopping() });
      },
    };
  } catch (thrown) {
    onClose();
    lease.release();
    throw thrown;
  }
}
