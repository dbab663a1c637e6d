import type { MachineState } from '../machine/machine-state';
import type { AlarmEpisode } from './alarms';
import type { Cycle } from './cycles';
import type { TimelineInterval } from './identified';

/**
 * Where a journal is kept. What `write` has resolved for outlives a crash of the process and a power cut. All times
 * are ms since the epoch.
 */
export interface JournalStore {
  /**
   * What the journal of each machine goes on with; machines of which nothing was heard are absent.
   * @param epochs of the leases under which the asker is going to write them: from now on what is written under older
   * ones is refused, so that nothing can change behind the asker's back
   */
  remainders(
    keys: readonly string[],
    epochs?: ReadonlyMap<string, number>,
  ): Promise<ReadonlyMap<string, JournalRemainder>>;
  /**
   * Writes all of a batch or nothing. An interval, alarm, cycle or piece of scrap that is there already under its id is
   * replaced, so that a batch may be written twice. An interval that ends where it begins is kept, but not read.
   * @returns those of `batch.machines` of which nothing was written, because a process with a newer lease writes them
   */
  write(batch: JournalBatch): Promise<readonly string[]>;
  /** The last message of each machine, by key. */
  latest(keys?: readonly string[]): Promise<readonly MachineState[]>;
  /** Those that touch the time asked for, by key and `from`, not clipped to it. Ends quietly when the asker stops reading. */
  intervals(query: JournalQuery): AsyncIterable<StoredInterval>;
  alarms(query: JournalQuery): AsyncIterable<StoredAlarm>;
  /** Those that end after `from` and not after `to`: a part that is finished as a shift ends belongs to that shift. */
  cycles(query: JournalQuery): AsyncIterable<StoredCycle>;
  scrap(query: JournalQuery): AsyncIterable<StoredScrap>;
  /** Milliseconds in each state within the time asked for, by key; what is not over lasts until `to`. */
  totals(query: JournalQuery): Promise<readonly StateTotals[]>;
  /** The shortest of the last 50 complete cycles of a program, in ms; undefined: there are none. */
  shortestCycle(key: string, program: string | null, before: number): Promise<number | undefined>;
  /** Removes a part of what ended before a time; false when nothing was left to remove. */
  removeBefore(time: number): Promise<boolean>;
  close(): Promise<void>;
}

/** What a journal asks of its store: from, included, to, not included. */
export interface JournalQuery {
  /** undefined: every machine */
  readonly keys?: readonly string[] | undefined;
  readonly from: number;
  readonly to: number;
}

interface OfMachine {
  readonly key: string;
  readonly name: string;
}

export type StoredInterval = OfMachine & TimelineInterval & { readonly parts: number };
export type StoredAlarm = OfMachine & AlarmEpisode;
export type StoredCycle = OfMachine & Cycle;

export interface StoredScrap {
  /** The same message written twice is one. */
  readonly id: string;
  readonly key: string;
  readonly time: number;
  readonly count: number;
  readonly reason: string | null;
}

/** The state of a machine's journal as of its last message. */
export interface StoredMachine extends OfMachine {
  /** The last message, as it was sent. */
  readonly state: MachineState;
  /** When it was heard last. */
  readonly heard: number;
  /** Its counter of parts as it was known last. */
  readonly counted: number | null;
  /** The epoch of the lease under which it is written; 0 without a shared store. */
  readonly epoch: number;
}

export interface JournalBatch {
  readonly machines: readonly StoredMachine[];
  readonly intervals: readonly StoredInterval[];
  readonly alarms: readonly StoredAlarm[];
  readonly cycles: readonly StoredCycle[];
  readonly scrap: readonly StoredScrap[];
}

/** What a machine's journal goes on with after a restart, or in another process. */
export interface JournalRemainder {
  readonly machine: StoredMachine;
  /** The interval that was not over. */
  readonly open: StoredInterval | undefined;
  /** The alarms that were active. */
  readonly alarms: readonly StoredAlarm[];
}

export interface StateTotals {
  readonly key: string;
  readonly name: string;
  /** ms by state; states that did not occur are absent */
  readonly times: Readonly<Partial<Record<MachineState['state'], number>>>;
}
