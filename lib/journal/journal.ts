import { OpenOnce } from '../async/open-once';
import { Backoff, delay } from '../async/timing';
import { AbortedError, InputError, ShopfloorError, toShopfloorError } from '../errors';
import type { MachineState } from '../machine/machine-state';
import { AbandonedMachines, HEARD_MS } from './abandoned-machines';
import type { JournalEvent } from './journal-events';
import type { JournalRemainder, JournalStore, StoredScrap } from './journal-store';
import { MachineJournal } from './machine-journal';
import { PendingBatch, type Waiter } from './pending-batch';
import { plainState } from './plain-state';
import { storableState, storableText } from './storable';
import type { TimelineRules } from './stretches';

export interface JournalOptions {
  /** Opens the store, or gives one that is open; it is given back by its `close`. */
  open(): Promise<JournalStore>;
  readonly rules: TimelineRules;
  readonly mostMachines: number;
  /** Rows and messages that may wait for the store. */
  readonly mostWaiting: number;
  /** What has been written, in order. */
  onTold(events: readonly JournalEvent[]): void;
  /** Machines that are left to a process with a newer lease. */
  onRefused(keys: readonly string[]): void;
  /** The figures may have changed. */
  onChange(figures: JournalFigures): void;
}

export interface JournalFigures {
  readonly machines: number;
  /** Rows that were written since the start. */
  readonly rows: number;
  /** Messages that were too late, or came under an older lease. */
  readonly dropped: number;
  /** For how many ms something has waited to be written. */
  readonly behindMs: number;
  /** Why the store cannot be used; it is tried again. */
  readonly trouble: ShopfloorError | undefined;
}

/** A machine with how much of it is written. */
interface Entry {
  readonly journal: MachineJournal;
  /** Whether something of it is new that is not in a batch yet. */
  isDirty: boolean;
  /** When the row of the machine itself went into a batch, and when it had been heard then. */
  rowAt: number;
  rowHeard: number;
}

/** A message of a machine whose journal has not been read yet. */
type Early = Waiter & { readonly state: MachineState; readonly arrived: number };

const BATCH_MS = 500;
/** What the end of a journal may take when the store fails; Node-RED waits 15 s for a node. */
const LONGEST_CLOSE_MS = 8_000;
const CLOSE_RETRY_MS = 250;

/**
 * What any number of machines do, written to a store in batches of half a second, and told when it is written. While
 * the store fails what is new waits within a bound, and is written when it works again.
 * @example
 * const journal = new Journal(options);
 * await journal.take(state);
 * await journal.close();
 */
export class Journal {
  private readonly machines = new Map<string, Entry>();
  /** Messages of machines that the store is to be asked for. */
  private readonly early = new Map<string, Early[]>();
  private earlyCount = 0;
  /** Machines that another process writes, by the lease under which they were written here last. */
  private readonly left = new Map<string, number>();
  private readonly backoff = new Backoff({ firstMs: 1_000, longestMs: 30_000 });
  private readonly abandoned: AbandonedMachines;
  private readonly timer: NodeJS.Timeout;
  private readonly store: OpenOnce<JournalStore>;
  private pending = new PendingBatch();
  /** Since when something waits. */
  private waitsSince: number | undefined;
  private turn: Promise<void> | undefined;
  private isClosed = false;
  private trouble: ShopfloorError | undefined;
  private retryAt = 0;
  private rows = 0;
  private dropped = 0;

  constructor(private readonly options: JournalOptions) {
    this.store = new OpenOnce(() => options.open());
    this.abandoned = new AbandonedMachines(options.rules.staleMs, Date.now());
    this.timer = setInterval(() => this.nextTurn(), BATCH_MS);
  }

  get figures(): JournalFigures {
    const { rows, dropped, waitsSince, trouble } = this;
    const behindMs = waitsSince === undefined ? 0 : Math.max(0, Date.now() - waitsSince);
    return { machines: this.machines.size, rows, dropped, behindMs, trouble };
  }

  /**
   * Takes a message in. The promise is there for one that brings something new, and resolves when that is written.
   * Throws where a limit is reached.
   */
  take(told: MachineState): Promise<void> | undefined {
    if (this.isClosed) throw new AbortedError('The journal is closed');
    const state = storableState(told);
    const { key } = state;
    const entry = this.machines.get(key);
    const epoch = state.epoch ?? 0;
    const known = entry?.journal.lastEpoch ?? this.left.get(key);
    if (known !== undefined && (entry ? epoch < known : epoch <= known)) {
      this.dropped += 1;
      return undefined;
    }
    this.checkRoom(key);
    if (entry) return this.takeKnown(key, entry, state, Date.now());
    return this.waiting(key, (waiter) => {
      const early = this.early.get(key) ?? [];
      this.early.set(key, early);
      early.push({ ...waiter, state, arrived: Date.now() });
      this.earlyCount += 1;
      this.note();
    });
  }

  /** Writes down scrap of a machine that the journal knows. Resolves when it is written. */
  async noteScrap({ id, key, reason, ...noted }: StoredScrap): Promise<void> {
    const row = {
      ...noted,
      id: storableText(id),
      key: storableText(key),
      reason: reason && storableText(reason),
    };
    this.checkRoom(row.key);
    if (!this.machines.has(row.key) && !this.early.has(row.key)) {
      const store = await this.store.open();
      if (!(await store.remainders([row.key])).has(row.key))
        throw new InputError('key', `The journal knows no machine with the key "${row.key}"`);
    }
    await this.waiting(row.key, (waiter) => {
      this.pending.addScrap(row);
      this.pending.addWaiter(waiter);
      this.note();
    });
  }

  /** Writes what is left and gives the store back. Rejects with what could not be written. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    clearInterval(this.timer);
    await this.turn;
    const failure = await this.writeLast();
    await (await this.store.opened)?.close();
    if (failure === undefined) return;
    const lost = this.pending.rows + this.earlyCount;
    const error = new ShopfloorError(
      `${lost} rows and messages of the journal could not be written before the end: ${failure.message}`,
      { code: failure.code, kind: failure.kind, retryable: false, cause: failure },
    );
    for (const { fail } of [...this.pending.waiting, ...[...this.early.values()].flat()]) fail(error);
    throw error;
  }

  private async writeLast(): Promise<ShopfloorError | undefined> {
    if (!this.store.isAsked && this.pending.size + this.earlyCount === 0) return undefined;
    const end = Date.now() + LONGEST_CLOSE_MS;
    for (;;) {
      try {
        await this.readAndWrite(true);
        return undefined;
      } catch (thrown) {
        if (Date.now() >= end) return toShopfloorError(thrown);
        await delay(CLOSE_RETRY_MS);
      }
    }
  }

  private nextTurn(): void {
    if (!this.turn && Date.now() >= this.retryAt)
      this.turn = this.oneTurn().finally(() => {
        this.turn = undefined;
      });
    this.options.onChange(this.figures);
  }

  private async oneTurn(): Promise<void> {
    try {
      await this.readAndWrite(false);
      this.backoff.reset();
      this.retryAt = 0;
      this.trouble = undefined;
    } catch (thrown) {
      this.retryAt = Date.now() + this.backoff.next();
      this.trouble = toShopfloorError(thrown);
    }
    if (!this.isClosed) this.options.onChange(this.figures);
  }

  private async readAndWrite(isLast: boolean): Promise<void> {
    const store = await this.store.open();
    await this.begin(store);
    if (!isLast) for (const remainder of await this.abandoned.find(store, Date.now())) this.endOf(remainder);
    this.look(isLast);
    await this.write(store);
  }

  /** Goes on with the journals of machines whose first message is there. */
  private async begin(store: JournalStore): Promise<void> {
    if (this.early.size === 0) return;
    const keys = [...this.early.keys()];
    const epochs = keys.map((key): [string, number] => [key, newestEpoch(this.early.get(key) ?? [])]);
    const remainders = await store.remainders(keys, new Map(epochs));
    for (const key of keys) {
      const messages = this.early.get(key) ?? [];
      this.early.delete(key);
      this.earlyCount -= messages.length;
      const journal = new MachineJournal(key, this.options.rules);
      const entry = { journal, isDirty: true, rowAt: 0, rowHeard: 0 };
      const remainder = remainders.get(key);
      if (remainder) journal.restore(remainder, messages[0]?.arrived ?? Date.now());
      this.machines.set(key, entry);
      this.left.delete(key);
      for (const { state, arrived, done, fail } of messages) {
        if ((state.epoch ?? 0) < journal.lastEpoch) {
          this.dropped += 1;
          done();
          continue;
        }
        const written = this.takeKnown(key, entry, state, arrived);
        if (written) written.then(done, fail);
        else done();
      }
    }
  }

  /** A machine that nobody writes any more was not heard since. */
  private endOf(remainder: JournalRemainder): void {
    const { key } = remainder.machine;
    if (this.machines.has(key) || this.machines.size >= this.options.mostMachines) return;
    const journal = new MachineJournal(key, this.options.rules);
    journal.restore(remainder, remainder.machine.heard);
    this.machines.set(key, { journal, isDirty: false, rowAt: Date.now(), rowHeard: remainder.machine.heard });
  }

  private takeKnown(key: string, entry: Entry, state: MachineState, now: number): Promise<void> | undefined {
    const { journal } = entry;
    const isOther = journal.differs(state);
    const before = journal.dropped;
    const news = journal.take(state, now);
    this.dropped += journal.dropped - before;
    const isNew = isOther || news.intervals.length + news.alarms.length + news.cycles.length > 0;
    if (!isNew) return undefined;
    entry.isDirty = true;
    this.pending.add(news);
    this.note();
    return this.waiting(key, (waiter) => this.pending.addWaiter(waiter));
  }

  /** What has happened without a message, and which machines are to be written. */
  private look(isLast: boolean): void {
    const now = Date.now();
    for (const entry of this.machines.values()) {
      const { journal } = entry;
      if (journal.isDue(now)) {
        const news = journal.at(now);
        this.pending.add(news);
        if (news.intervals.length + news.alarms.length > 0) entry.isDirty = true;
      }
      const { row } = journal;
      if (row === undefined) continue;
      const isOld = row.heard !== entry.rowHeard && (isLast || now - entry.rowAt >= HEARD_MS);
      if (!entry.isDirty && !isOld) continue;
      entry.isDirty = false;
      entry.rowAt = now;
      entry.rowHeard = row.heard;
      this.pending.addMachine({ ...row, state: plainState(row.state) });
    }
  }

  private async write(store: JournalStore): Promise<void> {
    const batch = this.pending;
    if (batch.rows === 0) return;
    this.pending = new PendingBatch();
    let refused: readonly string[];
    try {
      refused = await store.write(batch.batch);
    } catch (thrown) {
      batch.addAll(this.pending);
      this.pending = batch;
      this.note();
      throw thrown;
    }
    for (const key of refused) this.leave(key, batch);
    this.rows += batch.rows;
    this.waitsSince = undefined;
    if (this.pending.size > 0) this.note();
    this.options.onTold(batch.told);
    for (const { done } of batch.waiting) done();
    if (refused.length > 0) this.options.onRefused(refused);
  }

  private leave(key: string, batch: PendingBatch): void {
    this.left.set(key, this.machines.get(key)?.journal.lastEpoch ?? 0);
    this.machines.delete(key);
    for (const rows of [batch, this.pending]) rows.drop(key, ({ done }) => done());
  }

  private checkRoom(key: string): void {
    const { mostMachines, mostWaiting } = this.options;
    const isNew = !this.machines.has(key) && !this.early.has(key);
    if (isNew && this.machines.size + this.early.size >= mostMachines) {
      throw new InputError(
        'payload',
        `${key} is one machine more than one node takes: ${mostMachines} (limit "shopfloorMostMachines" in Node-RED's settings file)`,
      );
    }
    if (this.pending.size + this.earlyCount < mostWaiting) return;
    throw new ShopfloorError(
      `${mostWaiting} rows and messages wait for the store (limit "shopfloorMostJournalRows" in Node-RED's settings file): this message is left out`,
      { code: 'journal:full', kind: 'rate-limit', retryable: true },
    );
  }

  private waiting(key: string, add: (waiter: Waiter) => void): Promise<void> {
    return new Promise((resolve, reject) => add({ key, done: resolve, fail: reject }));
  }

  private note(): void {
    this.waitsSince ??= Date.now();
  }
}

function newestEpoch(messages: readonly Early[]): number {
  return Math.max(0, ...messages.map(({ state }) => state.epoch ?? 0));
}
