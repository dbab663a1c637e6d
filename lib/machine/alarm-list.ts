import type { BoardAlarm } from './machine-board-schema';
import type { MachineCondition, MachineState } from './machine-state';

/** So many alarms that are over stay in the list. */
const MOST_ENDED = 50;
/** So many active alarms of all machines together; more would fill any screen a hundred times. */
export const MOST_ACTIVE_ALARMS = 10_000;

type Active = Pick<MachineCondition, 'id' | 'level' | 'code' | 'text' | 'severity' | 'since'>;

/** What a state of a machine made of the list. */
interface AlarmChange {
  /** The list differs from before. */
  readonly isChanged: boolean;
  /** Alarms that begin and have no room. */
  readonly leftOut: number;
}

/**
 * The alarms of all machines: those that are active, and the latest that are over. What a state of a machine costs grows
 * with its own alarms, not with those of the others.
 */
export class AlarmList {
  /** By machine, and by id. */
  private active = new Map<string, Map<string, BoardAlarm>>();
  private activeCount = 0;
  /** Newest first. */
  private ended: readonly BoardAlarm[] = [];

  /** Newest first. */
  get all(): readonly BoardAlarm[] {
    const active = [...this.active.values()].flatMap((ofMachine) => [...ofMachine.values()]);
    return newestFirst([...active, ...this.ended]);
  }

  restore(alarms: readonly BoardAlarm[]): void {
    this.active = new Map();
    this.activeCount = 0;
    for (const alarm of alarms) if (alarm.to === undefined) this.begin(alarm);
    this.ended = newestFirst(alarms.filter(({ to }) => to !== undefined)).slice(0, MOST_ENDED);
  }

  /** What is active by a machine's state begins, what is not ends. */
  update(state: MachineState): AlarmChange {
    const active = activeAlarms(state);
    if (!active) return { isChanged: false, leftOut: 0 };
    const { key, name, time } = state;
    const isActive = new Set(active.map(({ id }) => id));
    const open = this.active.get(key) ?? new Map<string, BoardAlarm>();
    const over = [...open.values()].filter(({ id }) => !isActive.has(id));
    for (const { id } of over) this.end(key, id);
    if (over.length > 0) {
      const ended = over.map((alarm) => ({ ...alarm, to: time > alarm.from ? time : alarm.from }));
      this.ended = newestFirst([...ended, ...this.ended]).slice(0, MOST_ENDED);
    }
    const begun = active.filter(({ id }) => !open.has(id));
    const added = begun.filter(({ since, ...alarm }) => this.begin({ ...alarm, key, name, from: since }));
    return { isChanged: added.length > 0 || over.length > 0, leftOut: begun.length - added.length };
  }

  /** Nobody knows the machine any more. */
  forget(key: string): void {
    this.activeCount -= this.active.get(key)?.size ?? 0;
    this.active.delete(key);
  }

  /** False where there is no room for it. */
  private begin(alarm: BoardAlarm): boolean {
    if (this.activeCount >= MOST_ACTIVE_ALARMS) return false;
    const ofMachine = this.active.get(alarm.key) ?? new Map<string, BoardAlarm>();
    this.active.set(alarm.key, ofMachine);
    if (!ofMachine.has(alarm.id)) this.activeCount += 1;
    ofMachine.set(alarm.id, alarm);
    return true;
  }

  private end(key: string, id: string): void {
    const ofMachine = this.active.get(key);
    if (!ofMachine?.delete(id)) return;
    this.activeCount -= 1;
    if (ofMachine.size === 0) this.active.delete(key);
  }
}

/** Undefined where nobody knows: then what was active stays so. */
function activeAlarms(state: MachineState): readonly Active[] | undefined {
  if (state.state === 'off') return [];
  if (state.availability === 'UNAVAILABLE' || state.conditions === null) return undefined;
  const { conditions = [], since } = state;
  if (state.state !== 'alarm' || conditions.length > 0) return conditions;
  // A platform that says no more than that there is an alarm.
  return [{ id: 'alarm', level: 'fault', text: '', since }];
}

function newestFirst(alarms: readonly BoardAlarm[]): BoardAlarm[] {
  return [...alarms].sort((one, other) => (one.from < other.from ? 1 : -1));
}
