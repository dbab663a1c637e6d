import { textOf } from '../../json-values';
import type { BivrostAxis, BivrostMachineState } from '../messages';
import { statusName } from '../status-names';
import type { MachineFields } from './machine-record';

/** One part of the typed state: the gateway's fields that it is made of, and how. */
export interface StatePart {
  fields: readonly string[];
  put(state: BivrostMachineState, all: MachineFields): void;
}

type NumberGroup = 'feed' | 'spindle' | 'laser';
type TextName = 'mode' | 'programStatus' | 'alarmStatus';

const ENERGY = [
  'allServoAxes',
  'coolantPump',
  'ctsPump',
  'chipFlusherPump',
  'cyclonePump',
  'system24V',
  'ncControl',
  'lcdBacklight',
  'chipConveyor',
  'screwConveyor',
  'autoLubrication',
  'spindleCoolingFan',
  'servoControl',
];

const TIMES = [
  'cumulativePowerOnTime',
  'powerOnTime',
  'cumulativeOperatingTime',
  'operatingTime',
  'cumulativeCuttingTime',
  'cuttingTime',
  'lastCycleTime',
  'currentCycleTime',
  'currentCuttingTime',
  'remainingCycleTime',
];

/** Whether the gateway reaches the machine: no field of an answer. */
export const ONLINE = 'online';

/** All parts, in the order of the schema. */
export const STATE_PARTS: readonly StatePart[] = [
  {
    fields: [ONLINE],
    put: (state, { online }) => {
      if (typeof online === 'boolean') state.online = online;
    },
  },
  {
    fields: ['cncStatus'],
    put: (state, { cncStatus }) => {
      if (typeof cncStatus !== 'string') return;
      state.status = cncStatus;
      state.statusName = statusName(cncStatus);
    },
  },
  textPart('mode', 'mode'),
  textPart('programStatus', 'programStatus'),
  textPart('alarmStatus', 'alarmStatus'),
  {
    fields: ['emergencyStatus'],
    put: (state, { emergencyStatus }) => {
      if (emergencyStatus === 'EMG' || emergencyStatus === 'NOT_EMG')
        state.emergency = emergencyStatus === 'EMG';
    },
  },
  {
    fields: ['dryRunStatus'],
    put: (state, { dryRunStatus }) => {
      if (typeof dryRunStatus === 'string') state.dryRun = dryRunStatus === 'DRY_RUN';
    },
  },
  {
    fields: ['alarmLevel'],
    put: (state, { alarmLevel }) => {
      state.alarmLevel = typeof alarmLevel === 'string' ? alarmLevel : null;
    },
  },
  { fields: ['alarmMsg', 'alarmLevels'], put: putAlarms },
  {
    fields: ['count'],
    put: (state, { count }) => {
      if (isNumber(count)) state.count = count;
    },
  },
  programPart('mainPrgmName', 'main'),
  programPart('runningPrgName', 'running'),
  programPart('programSeqNum', 'sequence'),
  programPart('currentBlock', 'block'),
  toolPart('toolNumber', 'number'),
  toolPart('toolOffsetNum', 'offset'),
  numberPart('actFeed', 'feed', 'actual'),
  numberPart('cmdFeed', 'feed', 'commanded'),
  numberPart('overFeed', 'feed', 'override'),
  numberPart('overRapid', 'feed', 'rapidOverride'),
  numberPart('actSpindle', 'spindle', 'actual'),
  numberPart('cmdSpindle', 'spindle', 'commanded'),
  numberPart('overSpindle', 'spindle', 'override'),
  numberPart('preset', 'laser', 'preset'),
  numberPart('actual', 'laser', 'actual'),
  loadPart('spindleLoad', 'spindles'),
  loadPart('axialLoad', 'axes'),
  { fields: ['axisName', 'unit', 'mach', 'abs', 'rel', 'dist'], put: putAxes },
  ...ENERGY.map((name) => recordPart([name], 'energy', name, (all) => all[name])),
  ...TIMES.map((name) => recordPart([`${name}Min`, `${name}Ms`], 'times', name, (all) => seconds(all, name))),
];

function textPart(field: string, name: TextName): StatePart {
  return {
    fields: [field],
    put: (state, all) => {
      const value = all[field];
      if (typeof value === 'string') state[name] = value;
    },
  };
}

function programPart(field: string, name: keyof NonNullable<BivrostMachineState['program']>): StatePart {
  return {
    fields: [field],
    put: (state, all) => {
      const value = all[field];
      if (typeof value === 'string') state.program = { ...state.program, [name]: value };
    },
  };
}

function toolPart(field: string, name: keyof NonNullable<BivrostMachineState['tool']>): StatePart {
  return {
    fields: [field],
    put: (state, all) => {
      const value = all[field];
      if (typeof value === 'string' || isNumber(value)) state.tool = { ...state.tool, [name]: String(value) };
    },
  };
}

function numberPart(field: string, group: NumberGroup, name: string): StatePart {
  return {
    fields: [field],
    put: (state, all) => {
      const value = all[field];
      if (isNumber(value)) state[group] = { ...state[group], [name]: value };
    },
  };
}

function loadPart(field: string, name: 'spindles' | 'axes'): StatePart {
  return {
    fields: [field],
    put: (state, all) => {
      const values = all[field];
      if (Array.isArray(values)) state.load = { ...state.load, [name]: values.filter(isNumber) };
    },
  };
}

function recordPart(
  fields: readonly string[],
  group: 'energy' | 'times',
  name: string,
  read: (all: MachineFields) => unknown,
): StatePart {
  return {
    fields,
    put: (state, all) => {
      const value = read(all);
      if (isNumber(value)) state[group] = { ...state[group], [name]: value };
    },
  };
}

/** Minutes and milliseconds of the same time, added (bivrost.md, `readTimeData`). */
function seconds(all: MachineFields, name: string): number | undefined {
  const [minutes, milliseconds] = [all[`${name}Min`], all[`${name}Ms`]];
  if (!isNumber(minutes) && !isNumber(milliseconds)) return undefined;
  return (isNumber(minutes) ? minutes * 60 : 0) + (isNumber(milliseconds) ? milliseconds / 1000 : 0);
}

function putAlarms(state: BivrostMachineState, { alarmMsg, alarmLevels }: MachineFields): void {
  if (!Array.isArray(alarmMsg)) return;
  const levels: unknown[] = Array.isArray(alarmLevels) ? alarmLevels : [];
  state.alarms = alarmMsg.map((message, index) => ({
    message: textOf(message) ?? '',
    level: textOf(levels[index]) ?? '',
  }));
}

function putAxes(state: BivrostMachineState, all: MachineFields): void {
  const names = all['axisName'];
  if (!Array.isArray(names)) return;
  const numbers = [
    ['mach', 'machine'],
    ['abs', 'absolute'],
    ['rel', 'relative'],
    ['dist', 'distance'],
  ] as const;
  state.axes = Object.fromEntries(
    names.map((axisName, index) => {
      const axis: BivrostAxis = {};
      for (const [field, name] of numbers) {
        const value = entry(all[field], index);
        if (isNumber(value)) axis[name] = value;
      }
      const unit = entry(all['unit'], index);
      return [textOf(axisName) ?? String(index + 1), typeof unit === 'string' ? { ...axis, unit } : axis];
    }),
  );
}

function entry(list: unknown, index: number): unknown {
  return Array.isArray(list) ? (list[index] as unknown) : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
