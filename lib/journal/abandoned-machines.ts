import type { JournalRemainder, JournalStore } from './journal-store';

/** A machine that is written is written at least this often. */
export const HEARD_MS = 10_000;
/** Longer than a machine that is written stays unwritten. */
const SURE_MS = 2 * HEARD_MS;
const AT_ONCE = 200;

/**
 * Finds machines of a store that were written before this journal began, and by nobody since: their last interval would
 * seem to go on for ever.
 */
export class AbandonedMachines {
  /** When each was heard, as it was written at the begin. */
  private heard: Map<string, number> | undefined;
  private isDone: boolean;

  constructor(
    private readonly staleMs: number,
    private readonly begin: number,
  ) {
    this.isDone = staleMs === 0;
  }

  /** What they were left with, once, as soon as it is sure that nobody writes them. */
  async find(store: JournalStore, now: number): Promise<readonly JournalRemainder[]> {
    if (this.isDone) return [];
    if (this.heard === undefined) {
      const states = await store.latest();
      const keys = states.filter(({ state }) => state !== 'unknown').map(({ key }) => key);
      const written = await remaindersOf(store, keys);
      this.heard = new Map(written.map(({ machine: { key, heard } }) => [key, heard]));
    }
    if (now - this.begin <= Math.max(this.staleMs, SURE_MS)) return [];
    const { heard } = this;
    const left = await remaindersOf(store, [...heard.keys()]);
    this.isDone = true;
    return left.filter(({ machine, open }) => {
      const isKnown = open !== undefined && open.activity.state !== 'unknown';
      return isKnown && heard.get(machine.key) === machine.heard;
    });
  }
}

async function remaindersOf(store: JournalStore, keys: readonly string[]): Promise<JournalRemainder[]> {
  const remainders: JournalRemainder[] = [];
  for (let at = 0; at < keys.length; at += AT_ONCE)
    remainders.push(...(await store.remainders(keys.slice(at, at + AT_ONCE))).values());
  return remainders;
}
