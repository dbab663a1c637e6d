import { AlarmList } from './alarm-list';
import type { BoardPeriod, BoardPeriodFinder } from './board-period';
import { type KeptBoard, readKeptBoard } from './kept-board';
import type { BoardDay, BoardMachine, MachineBoardContent } from './machine-board-schema';
import { MachineDay } from './machine-day';
import type { MachineState } from './machine-state';

interface Entry {
  machine: BoardMachine;
  readonly day: MachineDay;
  heardAt: number;
}

/** A machine that was silent for longer gives up its place where there is no other. */
const LONGEST_SILENCE_MS = 24 * 3_600_000;

/** What a board of machines shows: their present states, what they have done today, and alarms. */
export class MachineBoard {
  private readonly entries = new Map<string, Entry>();
  private readonly alarms = new AlarmList();
  /** Keys of the machines, and of the days, that differ from what was last told. */
  private readonly changedMachines = new Set<string>();
  private readonly changedDays = new Set<string>();
  private areAlarmsChanged = false;
  /** At first, and when another day begins. */
  private isAllNew = true;
  private period: BoardPeriod;

  constructor(
    private readonly periodAt: BoardPeriodFinder,
    now: number,
  ) {
    this.period = periodAt(now);
  }

  get size(): number {
    return this.entries.size;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** Returns how many alarms of it are left out, because there are too many. */
  update(state: MachineState, now: number): number {
    this.turnDay(now);
    const { key } = state;
    const since = Date.parse(state.since);
    const known = this.entries.get(key);
    const day = known?.day ?? MachineDay.begin(state.state, since, this.dayFrom, now);
    const isEntered = day.enter(state.state, since, now);
    const count = state.parts?.total ?? state.parts?.count;
    const isCounted = typeof count === 'number' && day.countParts(count);
    const { changed: _changed, native: _native, epoch: _epoch, ...machine } = state;
    this.entries.set(key, { machine, day, heardAt: now });
    this.changedMachines.add(key);
    if (!known || isEntered || isCounted) this.changedDays.add(key);
    const { isChanged, leftOut } = this.alarms.update(state);
    if (isChanged) this.areAlarmsChanged = true;
    return leftOut;
  }

  /** Makes room: forgets the machines that were silent for longest, if that is longer than a day. Returns their keys. */
  forgetSilent(now: number): string[] {
    const gone = [...this.entries].filter(([, { heardAt }]) => now - heardAt > LONGEST_SILENCE_MS);
    for (const [key] of gone) this.forget(key);
    return gone.map(([key]) => key);
  }

  /** All there is. */
  whole(now: number): MachineBoardContent {
    this.turnDay(now);
    const machines = [...this.entries].map(([key]) => this.shown(key, true));
    return { isWhole: true, ...this.times(now), machines: machines.flat(), alarms: [...this.alarms.all] };
  }

  /** What differs from what was told before; undefined where nothing does. */
  changes(now: number): MachineBoardContent | undefined {
    this.turnDay(now);
    if (this.isAllNew) {
      this.forgetChanges();
      return this.whole(now);
    }
    if (this.changedMachines.size === 0 && !this.areAlarmsChanged) return undefined;
    const machines = [...this.changedMachines].flatMap((key) => this.shown(key, this.changedDays.has(key)));
    const alarms = this.areAlarmsChanged ? { alarms: [...this.alarms.all] } : {};
    this.forgetChanges();
    return { isWhole: false, ...this.times(now), machines, ...alarms };
  }

  keep(now: number): KeptBoard {
    const machines = [...this.entries.values()].map(({ machine, day }) => ({ machine, day: day.keep() }));
    return { keptAt: now, dayFrom: this.dayFrom, machines, alarms: this.alarms.all };
  }

  /** Takes over what `keep` made earlier the same day, of machines that have not been heard yet. */
  restore(kept: unknown, now: number): void {
    this.turnDay(now);
    const board = readKeptBoard(kept);
    if (board?.dayFrom !== this.dayFrom) return;
    if (this.entries.size === 0) this.alarms.restore(board.alarms);
    const { keptAt } = board;
    for (const { machine, day } of board.machines) {
      const { key } = machine;
      if (this.entries.has(key)) continue;
      const since = new Date(keptAt).toISOString();
      const resumed = MachineDay.resume(day, keptAt);
      this.entries.set(key, { machine: nobodyKnows(machine, since), day: resumed, heardAt: keptAt });
    }
  }

  private shown(key: string, withDay: boolean): BoardMachine[] {
    const entry = this.entries.get(key);
    if (!entry) return [];
    return [withDay ? { ...entry.machine, day: this.shownDay(entry.day) } : entry.machine];
  }

  private shownDay({ seconds, parts, strip }: MachineDay): BoardDay {
    const inSeconds = strip.map(({ state, from }) => ({
      state,
      from: Math.round((from - this.dayFrom) / 1000),
    }));
    return { seconds, parts, strip: inSeconds };
  }

  private times(now: number): Pick<MachineBoardContent, 'time' | 'dayFrom' | 'shift'> {
    const { from, shift } = this.period;
    return {
      ...{ time: new Date(now).toISOString(), dayFrom: new Date(from).toISOString() },
      ...(shift === undefined ? {} : { shift }),
    };
  }

  private get dayFrom(): number {
    return this.period.from;
  }

  /** Where another day, or shift, has begun. Machines of which nobody knew anything for the whole of it are gone. */
  private turnDay(now: number): void {
    const before = this.dayFrom;
    this.period = this.periodAt(now);
    const { dayFrom } = this;
    if (dayFrom === before) return;
    this.isAllNew = true;
    for (const [key, { day, heardAt, machine }] of this.entries) {
      if (heardAt < before && machine.state === 'unknown') this.forget(key);
      else day.beginAnew(dayFrom);
    }
  }

  /** The next content is whole, as nothing else tells that a machine is gone. */
  private forget(key: string): void {
    this.entries.delete(key);
    this.changedMachines.delete(key);
    this.changedDays.delete(key);
    this.alarms.forget(key);
    this.isAllNew = true;
  }

  private forgetChanges(): void {
    this.changedMachines.clear();
    this.changedDays.clear();
    this.areAlarmsChanged = false;
    this.isAllNew = false;
  }
}

function nobodyKnows(machine: BoardMachine, since: string): BoardMachine {
  const { key, machineId, name, path, source, time, receivedAt } = machine;
  const unknown = { state: 'unknown', reason: 'restart', availability: 'UNAVAILABLE' } as const;
  return { key, machineId, name, path, source, time, receivedAt, since, ...unknown };
}
