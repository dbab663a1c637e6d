import { textOf } from '../../json/json-values';
import { ENERGY_CONSUMERS } from '../energy-consumers';
import type { BivrostAxis, BivrostMachineState } from '../messages';
import { statusName } from '../status-names';
import type { MachineFields } from './machine-record';

/** One part of the typed state: the gateway's fields that it is made of, and how. */
export interface StatePart {
  fields: readonly string[];
  put(state: BivrostMachineState, all: MachineFields): void;
}

type NumberGroup = 'feed' | 'spindle' | 'laser';

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

/** Seconds that the cached status adds. */
const STATUS_TIMES = ['offTime', 'waitTime', 'emergencyTime', 'autoRunTime', 'manualTime'];

/** Whether the gateway reaches the machine: no field of an answer. */
export const ONLINE = 'online';

/** All parts, in the order of the schema. What is no longer answered, or is of another kind, is `null`. */
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
      state.status = textOrNull(cncStatus);
      state.statusName = statusName(state.status ?? '');
    },
  },
  part('adjustedStatus', (state, value) => {
    state.adjustedStatus = textOrNull(value);
  }),
  part('mode', (state, value) => {
    state.mode = textOrNull(value);
  }),
  part('programStatus', (state, value) => {
    state.programStatus = textOrNull(value);
  }),
  part('emergencyStatus', (state, value) => {
    state.emergency = booleanOf(value, 'EMG', 'NOT_EMG');
  }),
  part('dryRunStatus', (state, value) => {
    state.dryRun = booleanOf(value, 'DRY_RUN', 'NOT_DRY_RUN');
  }),
  part('alarmStatus', (state, value) => {
    state.alarmStatus = textOrNull(value);
  }),
  part('alarmLevel', (state, value) => {
    state.alarmLevel = textOrNull(value);
  }),
  { fields: ['alarmMsg', 'alarmLevels', 'alarmTime'], put: putAlarms },
  part('count', (state, value) => {
    state.count = numberOrNull(value);
  }),
  part('cumulativeCount', (state, value) => {
    state.cumulativeCount = numberOrNull(value);
  }),
  part('currentCount', (state, value) => {
    state.currentCount = numberOrNull(value);
  }),
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
  ...ENERGY_CONSUMERS.map((name) => recordPart([name], 'energy', name, (all) => all[name])),
  ...TIMES.map((name) => recordPart([`${name}Min`, `${name}Ms`], 'times', name, (all) => seconds(all, name))),
  ...STATUS_TIMES.map((name) => recordPart([name], 'times', name, (all) => all[name])),
];

/** A part that is made of one field; nothing where the field was never answered. */
function part(field: string, put: (state: BivrostMachineState, value: unknown) => void): StatePart {
  return {
    fields: [field],
    put: (state, all) => {
      if (all[field] !== undefined) put(state, all[field]);
    },
  };
}

function programPart(field: string, name: keyof NonNullable<BivrostMachineState['program']>): StatePart {
  return part(field, (state, value) => {
    state.program = { ...state.program, [name]: textOrNull(value) };
  });
}

/** A tool is a label: `007` stays `007`. */
function toolPart(field: string, name: keyof NonNullable<BivrostMachineState['tool']>): StatePart {
  return part(field, (state, value) => {
    state.tool = { ...state.tool, [name]: textOf(value) ?? null };
  });
}

function numberPart(field: string, group: NumberGroup, name: string): StatePart {
  return part(field, (state, value) => {
    state[group] = { ...state[group], [name]: numberOrNull(value) };
  });
}

/** A load that is missing keeps its place: loads have the order of the axes. */
function loadPart(field: string, name: 'spindles' | 'axes'): StatePart {
  return part(field, (state, values) => {
    state.load = { ...state.load, [name]: Array.isArray(values) ? values.map(numberOrNull) : null };
  });
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
      if (fields.every((field) => all[field] === undefined)) return;
      state[group] = { ...state[group], [name]: numberOrNull(read(all)) };
    },
  };
}

/** Minutes and milliseconds of the same time, added (docs/platforms/bivrost.md, "Direct reads"). */
function seconds(all: MachineFields, name: string): number | undefined {
  const [minutes, milliseconds] = [all[`${name}Min`], all[`${name}Ms`]];
  if (!isNumber(minutes) && !isNumber(milliseconds)) return undefined;
  return (isNumber(minutes) ? minutes * 60 : 0) + (isNumber(milliseconds) ? milliseconds / 1000 : 0);
}

function putAlarms(state: BivrostMachineState, { alarmMsg, alarmLevels, alarmTime }: MachineFields): void {
  if (alarmMsg === undefined) return;
  if (!Array.isArray(alarmMsg)) {
    state.alarms = null;
    return;
  }
  state.alarms = alarmMsg.map((message, index) => {
    const time = textOf(entry(alarmTime, index));
    return {
      message: textOf(message) ?? '',
      level: textOf(entry(alarmLevels, index)) ?? '',
      ...(time === undefined ? {} : { time }),
    };
  });
}

function putAxes(state: BivrostMachineState, all: MachineFields): void {
  const names = all['axisName'];
  if (names === null) state.axes = null;
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

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return isNumber(value) ? value : null;
}

function booleanOf(value: unknown, yes: string, no: string): boolean | null {
  return value === yes || value === no ? value === yes : null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
