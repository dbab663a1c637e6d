import { InputError } from '../../errors';
import { bivrostCatalogue } from '../catalogue';
import { FOLLOWABLE_READS, TASK_CLASSES } from './task-classes';

/** A direct read that machines can be followed with, and the cached data class that holds the same. */
export interface MachineRead {
  operation: string;
  /** `type` of the cached reads (docs/platforms/bivrost.md, "Cached reads"). */
  taskClass: string;
  /** The documented fields, which are what a change is looked for in; by the name under which they are kept. */
  fields: ReadonlyMap<string, string>;
  /** Fields that grow every second. They are kept, but a change of them is not reported. */
  counters: ReadonlySet<string>;
}

/** What the cached classes have beside the fields of the direct reads (docs/platforms/bivrost.md, "Cached reads"). */
const CACHED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  CNCStatus: ['adjustedStatus'],
  Count: ['cumulativeCount', 'currentCount'],
  AlarmLog: ['alarmTime'],
};
const CACHED_COUNTERS: Readonly<Record<string, readonly string[]>> = {
  CNCStatus: ['offTime', 'waitTime', 'emergencyTime', 'autoRunTime', 'manualTime'],
};

/** Levels of all alarms; `readCNCStatus` has the highest under the same name. */
const LIST_OF_LEVELS = 'alarmLevels';

/** The reads of these names, with or without `cnc/`. Throws `InputError` for what is none. */
export function machineReads(operations: readonly string[]): MachineRead[] {
  return [...new Set(operations.map(fullName))].map((operation) => {
    const taskClass = Object.hasOwn(TASK_CLASSES, operation) ? TASK_CLASSES[operation] : undefined;
    if (taskClass === undefined) {
      throw new InputError(
        'reads',
        `Machines cannot be followed with "${operation}"; choose among ${FOLLOWABLE_READS.join(', ')}`,
      );
    }
    const cached = (CACHED_FIELDS[taskClass] ?? []).map((name): [string, string] => [name, name]);
    return {
      operation,
      taskClass,
      fields: new Map([...fieldsOf(operation), ...cached]),
      counters: new Set(CACHED_COUNTERS[taskClass]),
    };
  });
}

function fullName(name: string): string {
  const text = name.trim();
  return text.includes('/') ? text : `cnc/${text}`;
}

function fieldsOf(operation: string): Map<string, string> {
  const { answerFields = [] } = bivrostCatalogue.get(operation);
  return new Map(
    answerFields
      .filter(({ name }) => name !== 'channel')
      .map(({ name, type }) => [name, name === 'alarmLevel' && type.endsWith('[]') ? LIST_OF_LEVELS : name]),
  );
}
