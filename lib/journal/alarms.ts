import type { MachineCondition } from '../machine/machine-state';

/** An alarm from its begin to its end. Times are ms since the epoch. */
export interface AlarmEpisode {
  /** The same at its begin and at its end. */
  readonly id: string;
  readonly conditionId: string;
  readonly level: MachineCondition['level'];
  readonly code: string | null;
  readonly text: string;
  readonly from: number;
  /** undefined: it is active. */
  readonly to: number | undefined;
  /** How often it came: one that is back within the shortest time is the same. */
  readonly count: number;
}

/** The alarms of a machine at a time; undefined: nobody knows them. */
export interface AlarmReport {
  readonly time: number;
  readonly conditions: readonly AlarmCondition[] | undefined;
}

export type AlarmCondition = Pick<MachineCondition, 'id' | 'level' | 'code' | 'text'> & {
  /** Since when it is active, by the machine's word, ms since the epoch. */
  readonly since: number;
};

interface ActiveAlarm {
  readonly episode: AlarmEpisode;
  /** When it was seen last. */
  seen: number;
  /** When it was gone, if it is. */
  goneAt: number | undefined;
}

/**
 * The alarms of one machine as episodes, each told twice: when it begins and when it has ended. It has ended when a
 * message lacks it and it is not back within `shortestMs`. While nobody knows the machine's alarms none ends; one that
 * is missing afterwards ended when it was seen last.
 * @example
 * const alarms = new MachineAlarms('mgm:plant:12', 1_000);
 * tell(alarms.take({ time, conditions }));
 */
export class MachineAlarms {
  private readonly active = new Map<string, ActiveAlarm>();
  private heardAt = -Infinity;
  private isUnwatched = false;

  constructor(
    /** What the ids begin with. */
    private readonly key: string,
    private readonly shortestMs: number,
  ) {}

  /** Goes on with the alarms that were active at a restart. */
  restore(episodes: readonly AlarmEpisode[], heard: number): void {
    for (const episode of episodes)
      this.active.set(episode.conditionId, { episode, seen: heard, goneAt: undefined });
    this.heardAt = heard;
    this.isUnwatched = true;
  }

  /** Takes a report in; the episodes that have begun or ended. One that is older than the last changes nothing. */
  take({ time, conditions }: AlarmReport): readonly AlarmEpisode[] {
    if (time < this.heardAt) return [];
    this.heardAt = time;
    if (conditions === undefined) {
      this.isUnwatched = true;
      return this.at(time);
    }
    const told = this.takeActive(conditions, time);
    const present = new Set(conditions.map(({ id }) => id));
    for (const [id, alarm] of this.active)
      if (!present.has(id)) alarm.goneAt ??= this.isUnwatched ? alarm.seen : time;
    this.isUnwatched = false;
    return [...told, ...this.at(time)];
  }

  /** The episodes that have ended by now, without a message too. */
  at(now: number): readonly AlarmEpisode[] {
    const ended: AlarmEpisode[] = [];
    for (const [id, { episode, goneAt }] of this.active) {
      if (goneAt === undefined || now - goneAt < this.shortestMs) continue;
      this.active.delete(id);
      ended.push({ ...episode, to: goneAt });
    }
    return ended;
  }

  /** Whether one is gone that may still be back within the shortest time. */
  get hasGone(): boolean {
    return [...this.active.values()].some(({ goneAt }) => goneAt !== undefined);
  }

  /** Those that are active, for the time after a restart. */
  get open(): readonly AlarmEpisode[] {
    return [...this.active.values()].map(({ episode }) => episode);
  }

  private takeActive(conditions: readonly AlarmCondition[], time: number): AlarmEpisode[] {
    const told: AlarmEpisode[] = [];
    for (const condition of conditions) {
      const known = this.active.get(condition.id);
      if (known !== undefined && !this.isOver(known, time)) {
        const isBack = known.goneAt !== undefined;
        const episode = isBack ? { ...known.episode, count: known.episode.count + 1 } : known.episode;
        this.active.set(condition.id, { episode, seen: time, goneAt: undefined });
        continue;
      }
      if (known !== undefined) told.push({ ...known.episode, to: known.goneAt });
      const episode = this.begun(condition, known?.goneAt ?? -Infinity, time);
      this.active.set(condition.id, { episode, seen: time, goneAt: undefined });
      told.push(episode);
    }
    return told;
  }

  private isOver({ goneAt }: ActiveAlarm, time: number): boolean {
    return goneAt !== undefined && time - goneAt >= this.shortestMs;
  }

  /** It begins when the machine says so, but not before the former one of its kind was over. */
  private begun(
    { id, level, code, text, since }: AlarmCondition,
    notBefore: number,
    time: number,
  ): AlarmEpisode {
    const from = Math.max(Math.min(since, time), notBefore);
    return {
      id: `${this.key}!${id}@${new Date(from).toISOString()}`,
      conditionId: id,
      level,
      code: code ?? null,
      text,
      from,
      to: undefined,
      count: 1,
    };
  }
}
