import { finiteOrNull, numberOf, textOf } from '../json/json-values';
import type { ActiveCondition } from '../machine/conditions';
import { FieldMapping, type FieldRow } from '../machine/field-mapping';
import type { MachineStatus } from '../machine/machine-status';
import type { ControllerMode, Execution, MachineStateName } from '../machine/machine-words';
import type { Observation, ObservationValue } from '../machine/observation';
import { textId } from '../machine/text-id';
import { axisKind, type MachineUnits, unitFactor } from '../machine/units';
import { ENERGY_CONSUMERS } from './energy-consumers';

/**
 * How a gateway's machines look in the words of every machine (docs/platforms/bivrost.md, "In the words of every
 * machine").
 */

export interface BivrostStatusRow {
  readonly execution: Execution | null;
  readonly controllerMode: ControllerMode | null;
  readonly state: MachineStateName;
  readonly isEmergency?: true;
  readonly isDryRun?: true;
  readonly isSingleBlock?: true;
}

const AUTO_RUN: BivrostStatusRow = { execution: 'ACTIVE', controllerMode: 'AUTOMATIC', state: 'running' };
const BY_HAND: BivrostStatusRow = { execution: 'READY', controllerMode: 'MANUAL', state: 'setup' };

/** By `cncStatus`. A text without a row takes the one of the longest beginning that has one. */
export const BIVROST_STATUS_ROWS: Readonly<Record<string, BivrostStatusRow>> = {
  EMERGENCY: { execution: 'STOPPED', controllerMode: null, state: 'alarm', isEmergency: true },
  WAIT: { execution: 'READY', controllerMode: null, state: 'idle' },
  WAIT_IDLE: { execution: 'READY', controllerMode: 'AUTOMATIC', state: 'idle' },
  WAIT_HOLD: { execution: 'FEED_HOLD', controllerMode: 'AUTOMATIC', state: 'stopped' },
  WAIT_STOP: { execution: 'PROGRAM_STOPPED', controllerMode: 'AUTOMATIC', state: 'stopped' },
  AUTO_RUN,
  AUTO_RUN_REMOTE: AUTO_RUN,
  MANUAL: BY_HAND,
  MANUAL_HANDLE: BY_HAND,
  MANUAL_HANDLE_TCH: BY_HAND,
  MANUAL_JOG: BY_HAND,
  MANUAL_JOG_TCH: BY_HAND,
  MANUAL_INC: BY_HAND,
  MANUAL_REF: BY_HAND,
  MANUAL_RAPID: BY_HAND,
  MANUAL_REMOTE: BY_HAND,
  MANUAL_EDIT: { execution: 'READY', controllerMode: 'EDIT', state: 'setup' },
  MANUAL_MDI: { execution: 'READY', controllerMode: 'MANUAL_DATA_INPUT', state: 'setup' },
  MANUAL_MDI_RUN: { execution: 'ACTIVE', controllerMode: 'MANUAL_DATA_INPUT', state: 'setup' },
  MANUAL_DRY_RUN: { execution: 'ACTIVE', controllerMode: 'AUTOMATIC', state: 'setup', isDryRun: true },
  MANUAL_SINGLE_BLOCK: {
    execution: null,
    controllerMode: 'SEMI_AUTOMATIC',
    state: 'setup',
    isSingleBlock: true,
  },
  MANUAL_MSTR: { execution: 'ACTIVE', controllerMode: 'MANUAL', state: 'setup' },
  MANUAL_HOLD: { execution: 'FEED_HOLD', controllerMode: 'MANUAL', state: 'setup' },
};

const OFF = 'OFF';
const UNKNOWN_STATUS: BivrostStatusRow = { execution: null, controllerMode: null, state: 'unknown' };

/** Fields of the gateway's answers, by the names under which `MachineRecord` keeps them. */
export const BIVROST_FIELD_ROWS: readonly FieldRow[] = [
  { field: 'mainPrgmName', path: 'program.main', kind: 'label' },
  { field: 'runningPrgName', path: 'program.active', kind: 'label' },
  { field: 'currentBlock', path: 'program.block', kind: 'text' },
  { field: 'toolNumber', path: 'tool.number', kind: 'label' },
  { field: 'toolOffsetNum', path: 'tool.offset', kind: 'label' },
  { field: 'actFeed', path: 'feed.actual', kind: 'number', unit: 'feed' },
  { field: 'cmdFeed', path: 'feed.commanded', kind: 'number', unit: 'feed' },
  { field: 'overFeed', path: 'feed.override', kind: 'number' },
  { field: 'overRapid', path: 'feed.rapidOverride', kind: 'number' },
  { field: 'actSpindle', path: 'spindles.S1.speed', kind: 'number' },
  { field: 'cmdSpindle', path: 'spindles.S1.commanded', kind: 'number' },
  { field: 'overSpindle', path: 'spindles.S1.override', kind: 'number' },
  { field: 'count', path: 'parts.count', kind: 'number' },
  { field: 'cumulativeCount', path: 'parts.total', kind: 'number' },
  ...ENERGY_CONSUMERS.map((name): FieldRow => ({ field: name, path: `energy.${name}`, kind: 'number' })),
];

/** Timers of the model by the document's names, whose values are `<name>Min` plus `<name>Ms`. */
export const BIVROST_TIMER_ROWS: Readonly<Record<string, string>> = {
  cumulativePowerOnTime: 'powered',
  cumulativeOperatingTime: 'working',
  cumulativeCuttingTime: 'loaded',
  currentCycleTime: 'cycle',
  lastCycleTime: 'lastCycle',
  remainingCycleTime: 'remaining',
};

const mapping = new FieldMapping(BIVROST_FIELD_ROWS);

type Fields = Readonly<Record<string, unknown>>;

/** What is known of a machine: the gateway's fields, and whether it reaches the machine where it says so. */
export interface BivrostMachineFacts {
  readonly fields: Fields;
  readonly online?: boolean | undefined;
}

/** All that the gateway's fields say of a machine. */
export function readBivrostMachine(
  { fields, online }: BivrostMachineFacts,
  units: MachineUnits = {},
): { status: MachineStatus; observations: Observation[] } {
  const cncStatus = textOf(fields['cncStatus']);
  const observations = [
    ...mapping.observe(fields, units),
    ...programLabel(fields),
    ...timers(fields),
    ...axes(fields, units),
    ...loads(fields),
    ...conditions(fields),
  ];
  // A gateway that reports a machine out of reach also says OFF of it.
  if (online === false) return { status: unavailable('unknown', cncStatus), observations };
  if (cncStatus === OFF) return { status: unavailable('off', cncStatus), observations };
  const row = rowOf(cncStatus);
  return {
    status: {
      availability: 'AVAILABLE',
      state: stateOf(row, fields),
      reason: cncStatus ?? '',
    },
    observations: [...statusObservations(row, fields), ...observations],
  };
}

function unavailable(state: MachineStateName, cncStatus: string | undefined): MachineStatus {
  return {
    availability: 'UNAVAILABLE',
    state,
    reason: state === 'off' ? (cncStatus ?? OFF) : 'disconnected',
  };
}

function rowOf(cncStatus: string | undefined): BivrostStatusRow {
  if (cncStatus === undefined) return UNKNOWN_STATUS;
  for (let name = cncStatus; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('_')))) {
    const row = Object.hasOwn(BIVROST_STATUS_ROWS, name) ? BIVROST_STATUS_ROWS[name] : undefined;
    if (row) return row;
  }
  return UNKNOWN_STATUS;
}

function stateOf(row: BivrostStatusRow, fields: Fields): MachineStateName {
  if (row.state === 'running') return isDryRun(row, fields) ? 'setup' : 'running';
  return hasActiveFault(fields) ? 'alarm' : row.state;
}

function isDryRun(row: BivrostStatusRow, { dryRunStatus }: Fields): boolean {
  return row.isDryRun === true || dryRunStatus === 'DRY_RUN';
}

/** The status carries the highest level; the list of alarms may be one round older. */
function hasActiveFault({ alarmStatus, alarmLevel, alarmLevels }: Fields): boolean {
  if (alarmStatus !== 'ALARM') return false;
  return alarmLevel === 'ERR' || (Array.isArray(alarmLevels) && alarmLevels.includes('ERR'));
}

function statusObservations(row: BivrostStatusRow, fields: Fields): Observation[] {
  const isKnown = row !== UNKNOWN_STATUS;
  return [
    { path: ['execution'], value: row.execution },
    { path: ['controllerMode'], value: row.controllerMode },
    { path: ['emergencyStop'], value: emergencyStop(row, fields) },
    { path: ['overrides', 'dryRun'], value: isKnown ? isDryRun(row, fields) : null },
    { path: ['overrides', 'singleBlock'], value: isKnown ? row.isSingleBlock === true : null },
  ];
}

function emergencyStop(row: BivrostStatusRow, { emergencyStatus }: Fields): ObservationValue {
  if (row.isEmergency || emergencyStatus === 'EMG') return 'TRIGGERED';
  if (emergencyStatus === 'NOT_EMG') return 'ARMED';
  // Without a status of its own, a machine in any other state is in no emergency stop.
  return emergencyStatus === undefined && row !== UNKNOWN_STATUS ? 'ARMED' : null;
}

/** The sequence number of a block is its name: `N10`. */
function programLabel({ programSeqNum }: Fields): Observation[] {
  if (programSeqNum === undefined) return [];
  const text = textOf(programSeqNum) ?? '';
  const label = /^\d+$/.test(text) ? `N${text}` : text;
  return [{ path: ['program', 'label'], value: label === '' ? null : label }];
}

function timers(fields: Fields): Observation[] {
  return Object.entries(BIVROST_TIMER_ROWS).flatMap(([name, timer]) => {
    const [minutes, milliseconds] = [fields[`${name}Min`], fields[`${name}Ms`]];
    if (minutes === undefined && milliseconds === undefined) return [];
    return [{ path: ['timers', timer], value: seconds(minutes, milliseconds) }];
  });
}

function seconds(minutes: unknown, milliseconds: unknown): number | null {
  const [whole, rest] = [numberOf(minutes), numberOf(milliseconds)];
  return whole === undefined && rest === undefined
    ? null
    : finiteOrNull((whole ?? 0) * 60 + (rest ?? 0) / 1_000);
}

function axes(fields: Fields, units: MachineUnits): Observation[] {
  const [names, ownUnits] = [listOf(fields['axisName']), listOf(fields['unit'])];
  return names.flatMap((axisName, index) => {
    const name = textOf(axisName) ?? String(index + 1);
    const ownUnit = textOf(ownUnits[index]);
    const kind = axisKind(name, ownUnit);
    const factor = kind === 'rotary' ? 1 : unitFactor(ownUnit ?? units.length);
    const value = (field: string): number | null => {
      const number = numberOf(listOf(fields[field])[index]);
      return number === undefined ? null : finiteOrNull(number * factor);
    };
    const [machine, work] = [value('mach'), value('abs')];
    const position = (field: string, known: number | null): Observation[] =>
      known === null && fields[field] === undefined
        ? []
        : [{ path: ['axes', name, pathOf(field)], value: known }];
    return [
      { path: ['axes', name, 'kind'], value: kind },
      { path: ['axes', name, 'position'], value: work ?? machine },
      ...position('mach', machine),
      ...position('abs', work),
    ];
  });
}

function pathOf(field: string): string {
  return field === 'mach' ? 'machine' : 'work';
}

/** Axes in the order of `axisName`; a value that is missing keeps its place. */
function loads(fields: Fields): Observation[] {
  const names = listOf(fields['axisName']);
  const ofAxes = listOf(fields['axialLoad']).flatMap((load, index): Observation[] => {
    const name = textOf(names[index]);
    return name === undefined ? [] : [{ path: ['axes', name, 'load'], value: numberOf(load) ?? null }];
  });
  const ofSpindles = listOf(fields['spindleLoad']).map((load, index) => ({
    path: ['spindles', `S${index + 1}`, 'load'],
    value: numberOf(load) ?? null,
  }));
  return [...ofAxes, ...ofSpindles];
}

const LEVELS: Readonly<Record<string, ActiveCondition['level']>> = { ERR: 'fault', WRN: 'warning' };

function conditions(fields: Fields): Observation[] {
  const { alarmMsg } = fields;
  if (alarmMsg === undefined) return [];
  if (!Array.isArray(alarmMsg)) return [{ path: ['conditions'], value: [] }];
  const levels = listOf(fields['alarmLevels']);
  const taken = new Set<string>();
  const value = alarmMsg.flatMap((message: unknown, index): ActiveCondition[] => {
    const text = textOf(message) ?? '';
    const level = LEVELS[textOf(levels[index]) ?? ''];
    if (level === undefined) return [];
    const [, code] = /^\s*(\d+)/.exec(text) ?? [];
    // Two alarms with the same number at once are told apart by their texts.
    const id = code === undefined || taken.has(code) ? textId(text) : code;
    if (taken.has(id)) return [];
    taken.add(id);
    return [{ id, level, ...(code === undefined ? {} : { code }), text }];
  });
  return [{ path: ['conditions'], value }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
