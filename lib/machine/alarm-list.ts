import type { BoardAlarm } from './machine-board-schema';
import type { MachineCondition, MachineState } from './machine-state';

/** So many alarms that are over stay in the list. */
const MOST_ENDED = 50;

type Active = Pick<MachineCondition, 'id' | 'level' | 'code' | 'text' | 'severity' | 'since'>;

/** The alarms of all machines: those that are active, and the latest that are over. */
export class AlarmList {
  private alarms: BoardAlarm[] = [];

  /** Newest first. */
  get all(): readonly BoardAlarm[] {
    return this.alarms;
  }

  restore(alarms: readonly BoardAlarm[]): void {
    this.alarms = [...alarms];
  }

  /** What is active by a machine's state begins, what is not ends; true where the list differs from before. */
  update(state: MachineState): boolean {
    const active = activeAlarms(state);
    if (!active) return false;
    const open = this.alarms.filter(({ key, to }) => key === state.key && to === undefined);
    const begun = active.filter(({ id }) => !open.some((alarm) => alarm.id === id));
    const isActive = new Set(active.map(({ id }) => id));
    const ended = new Set(open.filter(({ id }) => !isActive.has(id)));
    if (begun.length === 0 && ended.size === 0) return false;
    const { key, name, time } = state;
    const rest = this.alarms.map((alarm) =>
      ended.has(alarm) ? { ...alarm, to: time > alarm.from ? time : alarm.from } : alarm,
    );
    const added = begun.map(({ since, ...condition }) => ({ ...condition, key, name, from: since }));
    this.alarms = newest([...added, ...rest]);
    return true;
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

function newest(alarms: readonly BoardAlarm[]): BoardAlarm[] {
  const sorted = [...alarms].sort((one, other) => (one.from < other.from ? 1 : -1));
  let ended = 0;
  return sorted.filter(({ to }) => to === undefined || ++ended <= MOST_ENDED);
}
