import { type ActiveCondition, conditionsSince } from './conditions';
import type {
  Availability,
  MachineIdentity,
  MachineObservations,
  MachineState,
  MachineStateName,
} from './machine-state';
import {
  copyTree,
  keepOnly,
  leafPaths,
  nulledTree,
  type Observation,
  type ObservationTree,
  pathText,
  putObservation,
} from './observation';

/** What a machine does, as its platform's table says. */
export interface MachineStatus {
  readonly availability: Availability;
  readonly state: MachineStateName;
  /** The vendor's own word, or `stale`, `disconnected`, `restart`. */
  readonly reason: string;
}

/** What is newly known of a machine. Times are ms since the epoch. */
export interface MachineNews {
  readonly observations?: readonly Observation[];
  /** True where these observations are all that the platform tells: others that were known are gone. */
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

/** Before the first status of a machine. */
const NO_STATUS: MachineStatus = { availability: 'UNAVAILABLE', state: 'unknown', reason: 'restart' };
const CONDITIONS = 'conditions';

/** Collects what is reported of one machine and makes its states, for any platform. */
export class MachineRecord {
  private readonly known: ObservationTree = {};
  private readonly native: Record<string, unknown> = {};
  private status = NO_STATUS;
  private since: number | undefined;
  private time = 0;
  private receivedAt = 0;

  constructor(private identity: MachineIdentity) {}

  /** When data of the machine last arrived, ms since the epoch; 0 before that. */
  get lastSignOfLife(): number {
    return this.receivedAt;
  }

  /** Another name or path; the next state carries it. */
  rename(identity: MachineIdentity): void {
    this.identity = identity;
  }

  /** The machine's state when it differs from the one before, else undefined. */
  update(news: MachineNews): MachineState | undefined {
    const { status: before } = this;
    this.time = news.time;
    this.receivedAt = news.receivedAt;
    const observed = this.observe(news);
    Object.assign(this.native, news.native);
    const status = news.status ?? before;
    const began = this.begin(status, news);
    this.status = status;
    const changed = [...began, ...this.visibleChanges(before, observed)];
    return changed.length === 0 ? undefined : this.snapshot(changed);
  }

  /** The machine is silent or out of reach: nothing is known since its last sign of life. */
  lose(reason: 'stale' | 'disconnected', now: number): MachineState | undefined {
    if (
      this.receivedAt === 0 ||
      (this.status.availability === 'UNAVAILABLE' && this.status.reason === reason)
    ) {
      return undefined;
    }
    const since = this.receivedAt;
    const status = { availability: 'UNAVAILABLE', state: 'unknown', reason } as const;
    const state = this.update({ status, since, time: since, receivedAt: now });
    this.receivedAt = since;
    return state;
  }

  /** All that is known, with these paths as what differs from the message before. */
  snapshot(changed: readonly string[]): MachineState {
    const { availability, state, reason } = this.status;
    const observations = availability === 'UNAVAILABLE' ? nulledTree(this.known) : copyTree(this.known);
    return {
      ...this.identity,
      path: [...this.identity.path],
      source: { ...this.identity.source },
      time: isoTime(this.time),
      receivedAt: isoTime(this.receivedAt),
      state,
      since: isoTime(this.since ?? this.time),
      reason,
      availability,
      // Built by the rows of a mapping table, whose paths are checked against the schema in its test.
      ...(observations as MachineObservations),
      changed: [...changed],
      native: structuredClone(this.native),
    };
  }

  private observe({ observations = [], isComplete = false, time }: MachineNews): string[] {
    const gone = isComplete ? keepOnly(this.known, observations) : [];
    const put = observations.filter(({ path, value }) =>
      putObservation(this.known, {
        path,
        value: isConditions(path, value)
          ? conditionsSince(this.activeConditions(), value, isoTime(time))
          : value,
      }),
    );
    return [...gone, ...put.map(({ path }) => pathText(path))];
  }

  private activeConditions(): readonly ActiveCondition[] {
    const known = this.known[CONDITIONS];
    return Array.isArray(known) ? known : [];
  }

  /** Notes since when a state holds; names what differs from the state before. */
  private begin({ state, reason, availability }: MachineStatus, { since, time }: MachineNews): string[] {
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

function isConditions(path: readonly string[], value: Observation['value']): value is ActiveCondition[] {
  return path.length === 1 && path[0] === CONDITIONS && Array.isArray(value);
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
