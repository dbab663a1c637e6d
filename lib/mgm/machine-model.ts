import type { ActiveCondition } from '../machine/conditions';
import { FieldMapping, type FieldRow } from '../machine/field-mapping';
import type { MachineStatus } from '../machine/machine-status';
import type { Availability, Execution, MachineStateName } from '../machine/machine-words';
import type { Observation } from '../machine/observation';
import { textId } from '../machine/text-id';
import type { MgmMachineStatus } from './messages';

/** How MGM's machines look in the words of every machine (docs/platforms/mgm.md, "In the words of every machine"). */

export interface MgmStatusRow {
  readonly availability: Availability;
  readonly execution: Execution | null;
  /** What happens to the alarms that were active. */
  readonly conditions: 'none' | 'alarm' | 'as before';
  readonly state: MachineStateName;
}

/** By the platform's number. */
export const MGM_STATUS_ROWS: Readonly<Record<number, MgmStatusRow>> = {
  0: { availability: 'AVAILABLE', execution: 'STOPPED', conditions: 'none', state: 'idle' },
  1: { availability: 'AVAILABLE', execution: 'ACTIVE', conditions: 'none', state: 'running' },
  2: { availability: 'UNAVAILABLE', execution: null, conditions: 'none', state: 'off' },
  3: { availability: 'AVAILABLE', execution: null, conditions: 'as before', state: 'unknown' },
  4: { availability: 'AVAILABLE', execution: 'INTERRUPTED', conditions: 'alarm', state: 'alarm' },
  5: { availability: 'UNAVAILABLE', execution: null, conditions: 'none', state: 'unknown' },
};

/** A number that no document explains. */
const UNKNOWN_STATUS: MgmStatusRow = {
  availability: 'AVAILABLE',
  execution: null,
  conditions: 'as before',
  state: 'unknown',
};

/** The platform gives no units: a controller that is set to inches is named so in the plant's own list. */
export const MGM_FIELD_ROWS: readonly FieldRow[] = [
  { field: 'program', path: 'program.main', kind: 'label' },
  { field: 'block', path: 'program.block', kind: 'text' },
  { field: 'line', path: 'program.line', kind: 'number' },
  { field: 'tool_id', path: 'tool.number', kind: 'label' },
  { field: 'path_feedrate', path: 'feed.actual', kind: 'number', unit: 'feed' },
  { field: 'Fovr', path: 'feed.override', kind: 'number' },
  { field: /^S(?<number>\d+)speed$/, path: 'spindles.S{number}.speed', kind: 'number' },
  { field: /^S(?<number>\d+)speedOvr$/, path: 'spindles.S{number}.override', kind: 'number' },
  { field: /^S(?<number>\d+)load$/, path: 'spindles.S{number}.load', kind: 'number' },
  {
    field: /^(?<axis>[A-Z][A-Z0-9]{0,3})act$/,
    path: 'axes.{axis}.position',
    kind: 'number',
    unit: 'length',
  },
  { field: /^(?<axis>[A-Z][A-Z0-9]{0,3})load$/, path: 'axes.{axis}.load', kind: 'number' },
];

export const mgmFields = new FieldMapping(MGM_FIELD_ROWS);

/** A status message as what it says of the machine. */
export function readMgmStatus(message: MgmMachineStatus): {
  status: MachineStatus;
  observations: Observation[];
} {
  const row = MGM_STATUS_ROWS[message.status] ?? UNKNOWN_STATUS;
  const { availability, state, execution } = row;
  return {
    status: { availability, state, reason: String(message.status) },
    observations: [
      { path: ['execution'], value: execution },
      ...(row.conditions === 'as before'
        ? []
        : [{ path: ['conditions'], value: row.conditions === 'alarm' ? alarmOf(message) : [] }]),
    ],
  };
}

function alarmOf({ alarm }: MgmMachineStatus): ActiveCondition[] {
  const { code = '', info = '', level = '' } = alarm ?? {};
  const hasCode = code.trim() !== '';
  return [
    {
      id: hasCode ? code : textId(info),
      level: 'fault',
      ...(hasCode ? { code } : {}),
      text: info,
      ...(level === '' ? {} : { severity: level }),
    },
  ];
}
