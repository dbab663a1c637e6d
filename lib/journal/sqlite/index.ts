import { UnderWay } from '../../async/under-way';
import type { MachineState } from '../../machine/machine-state';
import { FileLock, LOCK_TIMINGS, type LockTimings } from '../file-lock';
import { journalFailure } from '../journal-failure';
import type { RowKind, RowsOfKind } from '../journal-rows';
import type {
  JournalBatch,
  JournalQuery,
  JournalRemainder,
  JournalStore,
  StateTotals,
  StoredAlarm,
  StoredCycle,
  StoredInterval,
  StoredScrap,
} from '../journal-store';
import type { PiecePosition } from './journal-file';
import { JournalThread } from './thread';

/** Machines whose totals are asked for at once: others have their turn between them. */
const MACHINES_AT_ONCE = 10;

interface OpenFile {
  readonly lock: FileLock;
  readonly thread: JournalThread;
}

/**
 * A journal in an SQLite file, which one process at a time uses. The file is opened at the first call; after a failure
 * the next call opens it anew.
 * @example
 * const journal = new SqliteJournal('/data/journal.sqlite');
 * await journal.write(batch);
 * await journal.close();
 */
export class SqliteJournal implements JournalStore {
  private opening: Promise<OpenFile> | undefined;
  private readonly underWay = new UnderWay();
  private isClosed = false;

  constructor(
    private readonly file: string,
    private readonly timings: LockTimings = LOCK_TIMINGS,
  ) {}

  /** Opens the file, or makes it; rejects in words where it cannot be used. */
  async open(): Promise<void> {
    await this.ask('machines', []);
  }

  async remainders(
    keys: readonly string[],
    epochs: ReadonlyMap<string, number> = new Map(),
  ): Promise<ReadonlyMap<string, JournalRemainder>> {
    return this.ask('remainders', keys, epochs);
  }

  async write(batch: JournalBatch): Promise<readonly string[]> {
    return this.ask('write', batch);
  }

  async latest(keys?: readonly string[]): Promise<readonly MachineState[]> {
    return this.ask('latest', keys);
  }

  intervals(query: JournalQuery): AsyncIterable<StoredInterval> {
    return this.rows('interval', query);
  }

  alarms(query: JournalQuery): AsyncIterable<StoredAlarm> {
    return this.rows('alarm', query);
  }

  cycles(query: JournalQuery): AsyncIterable<StoredCycle> {
    return this.rows('cycle', query);
  }

  scrap(query: JournalQuery): AsyncIterable<StoredScrap> {
    return this.rows('scrap', query);
  }

  async totals({ keys, from, to }: JournalQuery): Promise<readonly StateTotals[]> {
    const machines = await this.ask('machines', keys);
    const totals: StateTotals[] = [];
    for (let at = 0; at < machines.length; at += MACHINES_AT_ONCE)
      totals.push(...(await this.ask('totals', machines.slice(at, at + MACHINES_AT_ONCE), from, to)));
    return totals;
  }

  async shortestCycle(key: string, program: string | null, before: number): Promise<number | undefined> {
    return this.ask('shortestCycle', key, program, before);
  }

  async removeBefore(time: number): Promise<boolean> {
    return this.ask('removeBefore', time);
  }

  /** Whatever was asked before is still done. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.underWay.ended();
    const opened = await this.opening?.catch(() => undefined);
    if (opened) await end(opened);
  }

  private async *rows<Kind extends RowKind>(
    kind: Kind,
    { keys, from, to }: JournalQuery,
  ): AsyncGenerator<RowsOfKind[Kind]> {
    const machines = await this.ask('machines', keys);
    let at: PiecePosition | undefined = { index: 0 };
    while (at !== undefined) {
      const piece = (await this.ask('piece', kind, { machines, from, to, at })) as {
        rows: readonly RowsOfKind[Kind][];
        next: PiecePosition | undefined;
      };
      yield* piece.rows;
      at = piece.next;
    }
  }

  private ask: JournalThread['ask'] = async (method, ...args) => {
    if (this.isClosed) throw journalFailure('closed', `The journal ${this.file} is closed`);
    return this.underWay.add(this.thread().then((thread) => thread.ask(method, ...args)));
  };

  private async thread(): Promise<JournalThread> {
    const opening = this.opening ?? this.openOnce();
    this.opening = opening;
    try {
      const opened = await opening;
      if (!opened.thread.hasEnded && (await opened.lock.isHeld())) return opened.thread;
      if (this.opening === opening) this.opening = undefined;
      await end(opened);
    } catch (thrown) {
      if (this.opening === opening) this.opening = undefined;
      throw thrown;
    }
    return this.thread();
  }

  private async openOnce(): Promise<OpenFile> {
    const lock = await FileLock.acquire(this.file, this.timings);
    const thread = new JournalThread(this.file);
    try {
      await thread.ask('open', this.file);
      return { lock, thread };
    } catch (thrown) {
      await thread.stop();
      await lock.release();
      throw thrown;
    }
  }
}

async function end({ lock, thread }: OpenFile): Promise<void> {
  await thread.ask('close').catch(() => undefined);
  await thread.stop();
  await lock.release();
}
