import type { ConditionReport, DataItem, Observation, ObservedValue } from './data-item';

/** What is known of a data item: one observation, or one for each condition that is active. */
export type Known = readonly Observation[];

const NOTHING: Known = [];
/** What an observation takes in memory beside its texts, about. */
const OF_AN_OBSERVATION = 150;

/**
 * The observations of an agent by their sequence numbers, as many of the last as its size says, and what is known of
 * each data item now.
 */
export class ObservationBuffer {
  private readonly ring: (Observation | undefined)[] = [];
  private readonly now = new Map<DataItem, Known>();
  /** What was known before the first observation that is still there. */
  private readonly before = new Map<DataItem, Known>();
  private first = 1;
  private next = 1;
  private bytes = 0;

  /**
   * @param size how many observations are kept, at least 1
   * @param mostBytes what they take in memory at most, about; fewer are kept where they are large
   */
  constructor(
    readonly size: number,
    private readonly mostBytes = Number.POSITIVE_INFINITY,
  ) {}

  /** The first sequence number that is still there. */
  get firstSequence(): number {
    return this.first;
  }

  /** The last sequence number; 0 while there is none. */
  get lastSequence(): number {
    return this.next - 1;
  }

  get nextSequence(): number {
    return this.next;
  }

  add(item: DataItem, time: string, value: ObservedValue): void {
    const observation: Observation = { sequence: this.next, item, time, value };
    if (this.next - this.first >= this.size) this.evict();
    this.ring[(this.next - 1) % this.size] = observation;
    this.bytes += bytesOfObservation(observation);
    for (const known of this.now.get(item) ?? NOTHING) known.kept = undefined;
    keep(this.now, observation);
    this.next += 1;
    while (this.bytes > this.mostBytes && this.first < this.next - 1) this.evict();
  }

  private evict(): void {
    const evicted = this.at(this.first);
    if (evicted) {
      keep(this.before, evicted);
      this.bytes -= bytesOfObservation(evicted);
    }
    this.ring[(this.first - 1) % this.size] = undefined;
    this.first += 1;
  }

  /**
   * Tells what is known of a data item.
   * @param at the sequence number after which it was known; undefined: now
   */
  knownBy(at?: number): (item: DataItem) => Known {
    const known = at === undefined || at === this.lastSequence ? this.now : this.knownAt(at);
    return (item) => known.get(item) ?? NOTHING;
  }

  /**
   * The observations from a sequence number on, in order, as many as are asked for.
   * @param last the last sequence number that is looked at
   */
  from(
    first: number,
    last: number,
    count: number,
    isWanted: (item: DataItem) => boolean,
  ): { observations: Observation[]; next: number } {
    const observations: Observation[] = [];
    let sequence = Math.max(first, this.firstSequence);
    for (; sequence <= last && observations.length < count; sequence++) {
      const observation = this.at(sequence);
      if (observation && isWanted(observation.item)) observations.push(observation);
    }
    return { observations, next: sequence };
  }

  /** The last observations up to a sequence number, in order, as many as are asked for. */
  upTo(
    last: number,
    count: number,
    isWanted: (item: DataItem) => boolean,
  ): { observations: Observation[]; next: number } {
    const observations: Observation[] = [];
    let sequence = last;
    for (; sequence >= this.firstSequence && observations.length < count; sequence--) {
      const observation = this.at(sequence);
      if (observation && isWanted(observation.item)) observations.push(observation);
    }
    return { observations: observations.reverse(), next: last + 1 };
  }

  private at(sequence: number): Observation | undefined {
    return this.ring[(sequence - 1) % this.size];
  }

  private knownAt(at: number): ReadonlyMap<DataItem, Known> {
    const known = new Map(this.before);
    for (let sequence = this.firstSequence; sequence <= at; sequence++) {
      const observation = this.at(sequence);
      if (observation) keep(known, observation);
    }
    return known;
  }
}

function bytesOfObservation({ value }: Observation): number {
  if (typeof value !== 'object') return OF_AN_OBSERVATION + String(value).length;
  const { text, conditionId = '', nativeCode = '', nativeSeverity = '' } = value;
  return OF_AN_OBSERVATION + text.length + conditionId.length + nativeCode.length + nativeSeverity.length;
}

function keep(known: Map<DataItem, Known>, observation: Observation): void {
  const { item, value } = observation;
  known.set(
    item,
    typeof value === 'object' ? conditionsAfter(known.get(item) ?? [], observation, value) : [observation],
  );
}

/** The conditions that are active after a report; one report that says that there is none is kept, too. */
function conditionsAfter(before: Known, observation: Observation, report: ConditionReport): Known {
  if (report.conditionId === undefined) return [observation];
  const others = before.filter(
    ({ value }) =>
      typeof value === 'object' &&
      value.conditionId !== undefined &&
      value.conditionId !== report.conditionId,
  );
  if (report.level !== 'NORMAL') return [...others, observation];
  if (others.length > 0) return others;
  return [{ ...observation, value: { level: 'NORMAL', text: '' } }];
}
