import { boundedText } from './bounded-text';
import { type ActiveCondition, boundedConditions, conditionsSince } from './conditions';
import { isoTime } from './iso-time';
import type { MachineIdentity, MachineObservations, MachineState } from './machine-state';
import { type MachineStatus, NO_STATUS } from './machine-status';
import {
  copyInto,
  leafPaths,
  nullInto,
  nullOthers,
  type Observation,
  type ObservationTree,
  pathText,
  putObservation,
  removeEmpty,
} from './observation';

/** What is newly known of a machine. Times are ms since the epoch. */
export interface MachineNews {
  readonly observations?: readonly Observation[];
  /** True where these observations are all that the platform tells: others are not known now. */
  readonly isComplete?: boolean;
  readonly status?: MachineStatus;
  /** Since when the status holds, where the source says so. */
  readonly since?: number;
  /** When it happened. */
  readonly time: number;
  readonly receivedAt: number;
  /** The platform's fields as received; they add up to those that are known. */
  readonly native?: Readonly<Record<string, unknown>>;
}

const CONDITIONS = 'conditions';
/** What the names of fields that are gone may take, in characters; some machines have others after each connection. */
const LONGEST_EMPTY = 32 * 1024;

/** Collects what is reported of one machine and makes its states, for any platform. */
export class MachineRecord {
  private readonly known: ObservationTree = {};
  private readonly native: Record<string, unknown> = {};
  private status = NO_STATUS;
  private since: number | undefined;
  private lastSince: { ms: number; text: string } | undefined;
  /** Since when the status holds by the source's own word. */
  private toldSince: number | undefined;
  /** What held when the machine fell silent, and holds again when it is heard. */
  private silent: Pick<MachineNews, 'status' | 'since'> | undefined;
  /** When something of the machine last arrived, ms since the epoch; 0 before that. */
  private heardAt = 0;
  private time = 0;
  private receivedAt = 0;
  /** The length of the names that were told as `null` since the last look at them. */
  private emptied = 0;

  constructor(private identity: MachineIdentity) {}

  /** Whether anything of the machine is known at present. */
  get isAvailable(): boolean {
    return this.status.availability === 'AVAILABLE';
  }

  /** What it does by the last word of it. */
  get currentStatus(): MachineStatus {
    return this.status;
  }

  /** Another name or path; the next state carries it. */
  rename(identity: MachineIdentity): void {
    this.identity = identity;
  }

  /** The machine's state when it differs from the one before, else undefined. */
  update(news: MachineNews): MachineState | undefined {
    const changed = this.take(news);
    return changed.length === 0 ? undefined : this.snapshot(changed);
  }

  /** Takes news in; paths of what they change. News without a status say that the machine lives, and does as before. */
  take(news: MachineNews): readonly string[] {
    const { silent } = this;
    this.silent = undefined;
    this.heardAt = news.receivedAt;
    if (news.status) this.toldSince = news.since;
    return this.apply(news.status || !silent ? news : { ...news, ...silent });
  }

  /**
   * The machine is silent or out of reach: nothing is known since its last sign of life. After a silence the status of
   * before holds again as soon as there is news; of a machine that was out of reach it has to be reported again.
   */
  lose(reason: 'stale' | 'disconnected', now: number): MachineState | undefined {
    const { status, heardAt: since, toldSince } = this;
    const isOver = reason === 'stale' ? !this.isAvailable : status.reason === reason;
    if (since === 0 || isOver) return undefined;
    this.silent =
      reason === 'stale' ? { status, ...(toldSince === undefined ? {} : { since: toldSince }) } : undefined;
    const lost = { availability: 'UNAVAILABLE', state: 'unknown', reason } as const;
    const changed = this.apply({ status: lost, since, time: since, receivedAt: now });
    return changed.length === 0 ? undefined : this.snapshot(changed);
  }

  /** All that is known, with these paths as what differs from the message before. */
  snapshot(changed: readonly string[]): MachineState {
    const { availability, state, reason } = this.status;
    const { key, machineId, name, path, source } = this.identity;
    const time = isoTime(this.time);
    const observations: ObservationTree = {};
    if (availability === 'UNAVAILABLE') nullInto(observations, this.known);
    else copyInto(observations, this.known);
    const made = {
      key,
      machineId,
      name,
      path: [...path],
      source: { ...source },
      time,
      receivedAt: this.receivedAt === this.time ? time : isoTime(this.receivedAt),
      state,
      since: this.sinceText(),
      reason,
      availability,
    };
    // Built by the rows of a mapping table, whose paths are checked against the schema in its test.
    return Object.assign(made, observations as MachineObservations, {
      changed: [...changed],
      native: copyNative(this.native),
    });
  }

  /** Stays the same for many states. */
  private sinceText(): string {
    const since = this.since ?? this.time;
    if (this.lastSince?.ms !== since) this.lastSince = { ms: since, text: isoTime(since) };
    return this.lastSince.text;
  }

  private apply(news: MachineNews): readonly string[] {
    const { status: before } = this;
    const { since, time } = news;
    const status = news.status ? withBoundedReason(news.status) : before;
    this.time = time;
    this.receivedAt = news.receivedAt;
    this.forgetEmpty();
    const observed = this.observe(news);
    this.takeNative(news.native ?? {});
    const began = this.begin(status, since, time);
    this.status = status;
    return [...began, ...this.visibleChanges(before, observed)];
  }

  private takeNative(fields: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(fields)) if (fields[name] === null) this.emptied += name.length;
    Object.assign(this.native, fields);
  }

  /** A field that is gone was told once. */
  private forgetEmpty(): void {
    if (this.emptied <= LONGEST_EMPTY) return;
    this.emptied = 0;
    const empty = Object.keys(this.native).filter((name) => this.native[name] === null);
    if (empty.join('').length > LONGEST_EMPTY) for (const name of empty) delete this.native[name];
    removeEmpty(this.known, LONGEST_EMPTY);
  }

  private observe({ observations = [], isComplete = false, time, since = time }: MachineNews): string[] {
    const gone = isComplete ? nullOthers(this.known, observations) : [];
    for (const path of gone) this.emptied += path.length;
    const put = observations.filter(({ path, value }) =>
      putObservation(this.known, {
        path,
        value: isConditions(path, value)
          ? conditionsSince(this.activeConditions(), boundedConditions(value), isoTime(since))
          : typeof value === 'string'
            ? boundedText(value)
            : value,
      }),
    );
    for (const { path, value } of put) if (value === null) this.emptied += pathText(path).length;
    return [...gone, ...put.map(({ path }) => pathText(path))];
  }

  private activeConditions(): readonly ActiveCondition[] {
    const known = this.known[CONDITIONS];
    return Array.isArray(known) ? known : [];
  }

  /** Notes since when a state holds; names what differs from the state before. */
  private begin(
    { state, reason, availability }: MachineStatus,
    since: number | undefined,
    time: number,
  ): string[] {
    const { status: before } = this;
    const isNew = this.since === undefined || state !== before.state;
    const begin = since ?? (isNew ? time : (this.since ?? time));
    const differs: Record<string, boolean> = {
      state: isNew,
      since: begin !== this.since,
      reason: isNew || reason !== before.reason,
      availability: isNew || availability !== before.availability,
    };
    this.since = begin;
    return Object.keys(differs).filter((name) => differs[name] === true);
  }

  /** What changes while a machine is unavailable counts as changed when it is back. */
  private visibleChanges(before: MachineStatus, observed: readonly string[]): readonly string[] {
    const { availability } = this.status;
    if (availability !== before.availability) return leafPaths(this.known).map(pathText);
    return availability === 'UNAVAILABLE' ? [] : observed;
  }
}

function withBoundedReason(status: MachineStatus): MachineStatus {
  return { ...status, reason: boundedText(status.reason) };
}

function isConditions(path: readonly string[], value: Observation['value']): value is ActiveCondition[] {
  return path.length === 1 && path[0] === CONDITIONS && Array.isArray(value);
}

/** Most fields are texts and numbers, which need no copy of their own. */
function copyNative(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy = { ...fields };
  for (const name in copy) {
    const value = copy[name];
    if (typeof value === 'object' && value !== null) copy[name] = structuredClone(value);
  }
  return copy;
}
