import type { Category, DataItem } from './data-item';

/** Where in a device a data item belongs. */
export type Place = 'device' | 'controller' | 'path' | 'electric' | 'linear' | 'rotary' | 'spindle';

/** How an observation of a machine's state is told in the standard's words. */
export interface ItemRule {
  readonly place: Place;
  readonly category: Category;
  readonly type: string;
  readonly subType?: string;
  readonly units?: string;
  readonly coordinateSystem?: DataItem['coordinateSystem'];
  /** What a number is multiplied by for the standard's unit. */
  readonly factor?: number;
  /** Whether its number must be whole. */
  readonly isWhole?: true;
  /** Whether it must be a number. */
  readonly isNumber?: true;
  /** The name that tells it from another of the same type. */
  readonly name?: string;
}

type Rest = Omit<ItemRule, 'place' | 'category' | 'type'>;
const event = (place: Place, type: string, rest: Rest = {}): ItemRule => ({
  place,
  category: 'EVENT',
  type,
  ...rest,
});
const sample = (place: Place, type: string, units: string, rest: Rest = {}): ItemRule => ({
  place,
  category: 'SAMPLE',
  type,
  units,
  isNumber: true,
  ...rest,
});

const MM = 'MILLIMETER';
const DEGREE = 'DEGREE';
const PERCENT = 'PERCENT';
const RPM = 'REVOLUTION/MINUTE';
const FEED = { units: 'MILLIMETER/SECOND', factor: 1 / 60 };

/**
 * By the path of a machine's state; `{name}` stands for the name of a spindle, of an axis or of a consumer of energy.
 * Units are those of MTConnect 2.4 (DataItem, units): feeds in mm/s, energy in Ws.
 */
export const ITEM_RULES: Readonly<Record<string, ItemRule>> = {
  availability: event('device', 'AVAILABILITY'),
  execution: event('path', 'EXECUTION'),
  controllerMode: event('controller', 'CONTROLLER_MODE'),
  emergencyStop: event('controller', 'EMERGENCY_STOP'),
  'overrides.dryRun': event('controller', 'CONTROLLER_MODE_OVERRIDE', { subType: 'DRY_RUN' }),
  'overrides.singleBlock': event('controller', 'CONTROLLER_MODE_OVERRIDE', { subType: 'SINGLE_BLOCK' }),
  conditions: { place: 'controller', category: 'CONDITION', type: 'SYSTEM' },
  'program.main': event('path', 'PROGRAM', { subType: 'MAIN' }),
  'program.active': event('path', 'PROGRAM', { subType: 'ACTIVE' }),
  'program.block': event('path', 'BLOCK'),
  'program.line': event('path', 'LINE_NUMBER', { subType: 'ABSOLUTE', isNumber: true, isWhole: true }),
  'program.label': event('path', 'LINE_LABEL'),
  'tool.number': event('path', 'TOOL_NUMBER'),
  'tool.offset': event('path', 'TOOL_OFFSET', { isNumber: true }),
  'feed.actual': sample('path', 'PATH_FEEDRATE', FEED.units, { subType: 'ACTUAL', factor: FEED.factor }),
  'feed.commanded': sample('path', 'PATH_FEEDRATE', FEED.units, {
    subType: 'COMMANDED',
    factor: FEED.factor,
  }),
  'feed.override': event('path', 'PATH_FEEDRATE_OVERRIDE', {
    subType: 'PROGRAMMED',
    units: PERCENT,
    isNumber: true,
  }),
  'feed.rapidOverride': event('path', 'PATH_FEEDRATE_OVERRIDE', {
    subType: 'RAPID',
    units: PERCENT,
    isNumber: true,
  }),
  'parts.count': event('path', 'PART_COUNT', { subType: 'ALL', isNumber: true, isWhole: true }),
  'parts.total': event('path', 'PART_COUNT', { subType: 'COMPLETE', isNumber: true, isWhole: true }),
  'timers.powered': sample('controller', 'EQUIPMENT_TIMER', 'SECOND', { subType: 'POWERED' }),
  'timers.working': sample('controller', 'EQUIPMENT_TIMER', 'SECOND', { subType: 'WORKING' }),
  'timers.loaded': sample('controller', 'EQUIPMENT_TIMER', 'SECOND', { subType: 'LOADED' }),
  'timers.cycle': sample('path', 'PROCESS_TIMER', 'SECOND', { subType: 'PROCESS' }),
  'energy.{name}': sample('electric', 'ELECTRICAL_ENERGY', 'WATT_SECOND', { factor: 3_600 }),
  'spindles.{name}.speed': sample('spindle', 'ROTARY_VELOCITY', RPM, { subType: 'ACTUAL' }),
  'spindles.{name}.commanded': sample('spindle', 'ROTARY_VELOCITY', RPM, { subType: 'COMMANDED' }),
  'spindles.{name}.override': event('spindle', 'ROTARY_VELOCITY_OVERRIDE', {
    units: PERCENT,
    isNumber: true,
  }),
  'spindles.{name}.load': sample('spindle', 'LOAD', PERCENT),
  'linear.{name}.position': sample('linear', 'POSITION', MM, { subType: 'ACTUAL' }),
  'linear.{name}.machine': sample('linear', 'POSITION', MM, {
    subType: 'ACTUAL',
    coordinateSystem: 'MACHINE',
  }),
  'linear.{name}.work': sample('linear', 'POSITION', MM, { subType: 'ACTUAL', coordinateSystem: 'WORK' }),
  'linear.{name}.load': sample('linear', 'LOAD', PERCENT),
  'rotary.{name}.position': sample('rotary', 'ANGLE', DEGREE, { subType: 'ACTUAL' }),
  'rotary.{name}.machine': sample('rotary', 'ANGLE', DEGREE, {
    subType: 'ACTUAL',
    coordinateSystem: 'MACHINE',
  }),
  'rotary.{name}.work': sample('rotary', 'ANGLE', DEGREE, { subType: 'ACTUAL', coordinateSystem: 'WORK' }),
  'rotary.{name}.load': sample('rotary', 'LOAD', PERCENT),
};

/** The rule for an observation, and the name of the spindle, axis or consumer that it is of. */
export interface FoundRule {
  readonly rule: ItemRule;
  readonly of?: string;
}

/**
 * The rule for an observation; undefined for what the standard has no words for (`timers.lastCycle`,
 * `timers.remaining`).
 * @param path such as `['axes', 'X', 'position']`
 * @param axisKind of an axis of that name
 */
export function itemRule(
  path: readonly string[],
  axisKind: (name: string) => 'linear' | 'rotary',
): FoundRule | undefined {
  const [group = '', of = '', ...rest] = path;
  if (group === 'spindles' || group === 'energy') return named(group, of, rest);
  if (group === 'axes') return named(axisKind(of), of, rest);
  const rule = ITEM_RULES[path.join('.')];
  return rule && { rule };
}

function named(group: string, of: string, rest: readonly string[]): FoundRule | undefined {
  const rule = ITEM_RULES[[group, '{name}', ...rest].join('.')];
  return rule && { rule, of };
}
