import type { MachineState } from '../machine/machine-state';
import { type Activity, isSameActivity } from './activity';
import { type AlarmEpisode, type AlarmReport, MachineAlarms } from './alarms';
import { type Cycle, MachineCycles, PHASES } from './cycles';
import type { TimelineInterval } from './identified';
import { IntervalParts } from './interval-parts';
import type {
  JournalRemainder,
  StoredAlarm,
  StoredCycle,
  StoredInterval,
  StoredMachine,
} from './journal-store';
import type { TimelineRules } from './stretches';
import { MachineTimeline } from './timeline';

/** What is new in a machine's journal. */
export interface JournalNews {
  /** Those that have begun, ended or been corrected. */
  readonly intervals: readonly StoredInterval[];
  readonly alarms: readonly StoredAlarm[];
  readonly cycles: readonly StoredCycle[];
  /** Goes on as before, with more parts. */
  readonly counted?: StoredInterval | undefined;
}

const NOTHING: JournalNews = { intervals: [], alarms: [], cycles: [] };

/** What one machine did, made of its messages. Has no clock: each call says what time it is. */
export class MachineJournal {
  private readonly timeline: MachineTimeline;
  private readonly alarms: MachineAlarms;
  private readonly cycles: MachineCycles;
  private readonly parts = new IntervalParts();
  /** The last message, and what it says. */
  private last: { readonly state: MachineState; readonly activity: Activity } | undefined;
  private heard = -Infinity;
  private epoch = 0;
  /** Whether it has ever told of a counter: a message without one then does not know it. */
  private hasCounter = false;
  /** Until when something that was said may still become an interval or an end without another message. */
  private pendingUntil = -Infinity;
  private isSilent = false;

  constructor(
    private readonly key: string,
    private readonly rules: TimelineRules,
  ) {
    this.timeline = new MachineTimeline(key, rules);
    this.alarms = new MachineAlarms(key, rules.shortestMs);
    this.cycles = new MachineCycles(key);
  }

  /** Goes on where the journal ends. */
  restore({ machine, open, alarms }: JournalRemainder, now: number): void {
    const { state, heard, counted, epoch } = machine;
    const isOpen = open?.activity.state === state.state;
    this.last = { state, activity: isOpen ? open.activity : this.activityOf(state) };
    this.heard = heard;
    this.epoch = epoch;
    this.hasCounter = counted !== null;
    this.alarms.restore(alarms, heard);
    this.cycles.restore(counted ?? undefined, heard);
    this.pendingUntil = Infinity;
    if (open === undefined) return;
    this.timeline.restore({ open, heard }, now);
    this.parts.restore(open.id, open.parts);
  }

  /** Takes a message in. */
  take(state: MachineState, now: number): JournalNews {
    const time = Math.min(Date.parse(state.time), now);
    const activity = this.activityOf(state);
    if (time >= this.heard) {
      this.last = { state, activity };
      this.heard = time;
    }
    this.epoch = state.epoch ?? this.epoch;
    this.isSilent = false;
    const changes = this.timeline.take({ activity, time, since: Date.parse(state.since) }, now);
    const alarms = this.takeAlarms(state, time);
    const cycle = this.takeParts(state, time);
    const isPending = changes.length > 0 || !this.isTold(activity);
    this.pendingUntil = Math.min(isPending ? Infinity : this.pendingUntil, now + this.rules.shortestMs);
    return this.news(changes, alarms, cycle);
  }

  /** Whether something may have to be written by now without a message. */
  isDue(now: number): boolean {
    if (this.pendingUntil !== -Infinity) return true;
    const { staleMs } = this.rules;
    if (this.alarms.hasGone) return true;
    return staleMs > 0 && !this.isSilent && now - this.heard > staleMs;
  }

  /** What has begun or ended by now, without a message too. */
  at(now: number): JournalNews {
    if (this.last === undefined) return NOTHING;
    const changes = this.timeline.at(now);
    const alarms = this.alarms.at(now);
    if (this.pendingUntil < now) this.pendingUntil = -Infinity;
    this.isSilent = now - this.heard > this.rules.staleMs;
    return this.news(changes, alarms, undefined);
  }

  /** Messages that were too late to be written. */
  get dropped(): number {
    return this.timeline.dropped;
  }

  /** The epoch of the lease under which the last message came; 0 without a shared store. */
  get lastEpoch(): number {
    return this.epoch;
  }

  /** Whether a message says something else than the one before. */
  differs(state: MachineState): boolean {
    return this.last === undefined || !isSameActivity(this.last.activity, this.activityOf(state));
  }

  /** What is written of the machine itself; undefined before its first message. */
  get row(): StoredMachine | undefined {
    if (this.last === undefined) return undefined;
    const { state } = this.last;
    const { key, heard, epoch } = this;
    return { key, name: state.name, state, heard, counted: this.cycles.lastCount ?? null, epoch };
  }

  private takeAlarms({ conditions }: MachineState, time: number): readonly AlarmEpisode[] {
    if (conditions === undefined) return [];
    const report: AlarmReport = {
      time,
      conditions: conditions?.map((each) => ({ ...each, since: Date.parse(each.since) })),
    };
    return this.alarms.take(report);
  }

  private takeParts({ state, parts }: MachineState, time: number): Cycle | undefined {
    const told = parts?.total === undefined ? parts?.count : parts.total;
    const known = Number.isSafeInteger(told) && Number(told) >= 0 ? told : null;
    if (known !== null) this.hasCounter = true;
    const count = told === undefined && !this.hasCounter ? undefined : known;
    return this.cycles.take({ time, phase: PHASES[state], program: this.program, count });
  }

  private get program(): string | null {
    return this.last?.activity.program ?? null;
  }

  /** Whether the journal shows that the machine does this. */
  private isTold(activity: Activity): boolean {
    const shown = this.timeline.kept.at(-1);
    return shown !== undefined && isSameActivity(shown.activity, activity);
  }

  private news(
    changes: readonly TimelineInterval[],
    alarms: readonly AlarmEpisode[],
    cycle: Cycle | undefined,
  ): JournalNews {
    if (changes.length === 0 && alarms.length === 0 && cycle === undefined) return NOTHING;
    const { kept } = this.timeline;
    const counted = cycle && this.parts.add(cycle, kept);
    const isWritten = counted === undefined || changes.some(({ id }) => id === counted.id);
    const news: JournalNews = {
      intervals: changes.map((interval) => this.withParts(interval)),
      alarms: alarms.map((alarm) => ({ ...alarm, ...this.whose })),
      cycles: cycle === undefined ? [] : [{ ...cycle, ...this.whose }],
      counted: isWritten ? undefined : this.withParts(counted),
    };
    this.parts.keepOnly(kept);
    return news;
  }

  private withParts(interval: TimelineInterval): StoredInterval {
    return { ...interval, ...this.whose, parts: this.parts.of(interval) };
  }

  private get whose(): { key: string; name: string } {
    return { key: this.key, name: this.last?.state.name ?? this.key };
  }

  /** As long as a machine does the same, a program that is not known at the moment is no other one. */
  private activityOf({ state, reason, execution, program }: MachineState): Activity {
    const before = this.last?.activity;
    const known = before?.state === state ? before.program : null;
    return {
      state,
      reason,
      execution: execution ?? null,
      program: program?.main ?? program?.active ?? known,
    };
  }
}
