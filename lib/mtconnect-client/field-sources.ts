import { CONTROLLER_MODES, EMERGENCY_STOPS, EXECUTIONS } from '../machine/machine-words';
import type { ObservationValue } from '../machine/observation';
import { axisComponent, axisName, spindleNames } from './device-axes';
import type { DataItem, DeviceModel } from './device-model';
import { converted, factorOf, type Quantity } from './units';

/** Where a data item's value goes in a machine's state. */
export interface FieldSource {
  readonly path: readonly string[];
  /** Of several data items for one field the one with the lowest rank that has a value counts. */
  readonly rank: number;
  /** `null`: not known now. */
  read(text: string): ObservationValue;
}

interface Place {
  readonly item: DataItem;
  readonly spindles: ReadonlyMap<string, string>;
  /** A counter of all parts is there. */
  readonly hasAllParts: boolean;
}

type Rule = (place: Place) => FieldSource | undefined;

/** Words that standards before 2.4 had for what is called otherwise now. */
const OLD_WORDS: Readonly<Record<string, string>> = { PROGRAM_OPTIONAL_STOP: 'OPTIONAL_STOP' };

/** By type of the data item (docs/platforms/mtconnect.md, "Fields"). */
const RULES: Readonly<Record<string, Rule>> = {
  AVAILABILITY: ({ item }) =>
    item.components.length === 0 ? words(['availability'], ['AVAILABLE', 'UNAVAILABLE']) : undefined,
  EXECUTION: () => words(['execution'], EXECUTIONS),
  CONTROLLER_MODE: () => words(['controllerMode'], CONTROLLER_MODES),
  EMERGENCY_STOP: () => words(['emergencyStop'], EMERGENCY_STOPS),
  POWER_STATE: power,
  POWER_STATUS: power,
  CONTROLLER_MODE_OVERRIDE: ({ item }) => override(item.subType),
  PROGRAM: ({ item }) =>
    bySubType(item, { MAIN: ['main', 0], '': ['main', 1], ACTIVE: ['active', 0] }, programText),
  BLOCK: () => text(['program', 'block']),
  LINE_NUMBER: ({ item }) => bySubType(item, { ABSOLUTE: ['line', 0], '': ['line', 1] }, programNumber),
  LINE: () => programNumber('line', 2),
  LINE_LABEL: () => text(['program', 'label']),
  TOOL_NUMBER: () => text(['tool', 'number']),
  TOOL_ID: () => text(['tool', 'number'], 1),
  TOOL_ASSET_ID: () => text(['tool', 'number'], 2),
  TOOL_OFFSET: ({ item }) =>
    text(['tool', 'offset'], item.subType === undefined ? 0 : item.subType === 'LENGTH' ? 1 : 2),
  PATH_FEEDRATE: ({ item }) => feed(item),
  PATH_FEEDRATE_OVERRIDE: ({ item }) => feedOverride(item),
  PART_COUNT: ({ item, hasAllParts }) => partCount(item, hasAllParts),
  EQUIPMENT_TIMER: ({ item }) => timer(item, { POWERED: 'powered', WORKING: 'working', LOADED: 'loaded' }),
  PROCESS_TIMER: ({ item }) => timer(item, { PROCESS: 'cycle', '': 'cycle' }),
  ELECTRICAL_ENERGY: ({ item }) => measured(['energy', energyName(item)], 'energy', item.units),
  ROTARY_VELOCITY: spindleSpeed,
  SPINDLE_SPEED: spindleSpeed,
  ROTARY_VELOCITY_OVERRIDE: (place) => ofSpindle(place, 'override', 'percent', true),
  LOAD: (place) => ofSpindle(place, 'load', 'percent') ?? ofAxis(place, 'load', 'percent'),
  POSITION: (place) => position(place, 'length'),
  ANGLE: (place) => position(place, 'angle'),
};

/** Where the values of a device's data items go, by their ids. */
export function fieldSources(model: DeviceModel): ReadonlyMap<string, FieldSource> {
  const spindles = spindleNames(model);
  const items = [...model.dataItems.values()];
  const hasAllParts = items.some((item) => item.type === 'PART_COUNT' && isOfAllParts(item));
  const sources = new Map<string, FieldSource>();
  for (const item of items) {
    if (item.category === 'CONDITION' || !isPlainValue(item) || !Object.hasOwn(RULES, item.type)) continue;
    const source = RULES[item.type]?.({ item, spindles, hasAllParts });
    if (source) sources.set(item.id, source);
  }
  return sources;
}

/** The kinds of a device's axes, which are no observations. */
export function axisKinds(model: DeviceModel, sources: ReadonlyMap<string, FieldSource>): FieldKind[] {
  const kinds = new Map<string, FieldKind>();
  for (const [id, { path }] of sources) {
    const item = model.dataItems.get(id);
    const axis = item && axisComponent(item);
    const [group, name = ''] = path;
    if (group !== 'axes' || !axis) continue;
    kinds.set(name, { path: ['axes', name, 'kind'], value: axis.kind === 'Linear' ? 'linear' : 'rotary' });
  }
  return [...kinds.values()];
}

export interface FieldKind {
  readonly path: readonly string[];
  readonly value: 'linear' | 'rotary';
}

/** A table, a curve or a mean over a time is no value of now. */
function isPlainValue({ representation, statistic }: DataItem): boolean {
  return (representation === 'VALUE' || representation === 'DISCRETE') && statistic === undefined;
}

function words(path: readonly string[], known: readonly string[]): FieldSource {
  return {
    path,
    rank: 0,
    read: (value) => {
      const word = value.trim().toUpperCase();
      const now = Object.hasOwn(OLD_WORDS, word) ? (OLD_WORDS[word] ?? word) : word;
      return known.includes(now) ? now : null;
    },
  };
}

function text(path: readonly string[], rank = 0): FieldSource {
  return { path, rank, read: (value) => value };
}

/** Undefined where the unit is none of the quantity: a wrong number would be worse than none. */
function measured(
  path: readonly string[],
  quantity: Quantity,
  units: string | undefined,
  rank = 0,
): FieldSource | undefined {
  const factor = factorOf(quantity, units);
  return factor === undefined ? undefined : { path, rank, read: (value) => converted(value, factor) };
}

const programText = (leaf: string, rank: number) => text(['program', leaf], rank);
const programNumber = (leaf: string, rank: number) => measured(['program', leaf], 'count', undefined, rank);

function bySubType(
  { subType = '' }: DataItem,
  leaves: Readonly<Record<string, readonly [leaf: string, rank: number]>>,
  make: (leaf: string, rank: number) => FieldSource | undefined,
): FieldSource | undefined {
  const found = Object.hasOwn(leaves, subType) ? leaves[subType] : undefined;
  return found && make(...found);
}

/** The power of the machine itself, not that of one of its drives. */
function power({ item: { components, subType } }: Place): FieldSource | undefined {
  const isOwn = components.every(
    ({ kind }) => kind === 'Power' || kind === 'Controller' || kind === 'Controllers',
  );
  if (!isOwn || subType === 'CONTROL') return undefined;
  return words(['power'], ['ON', 'OFF']);
}

function override(subType: string | undefined): FieldSource | undefined {
  const leaf = subType === 'DRY_RUN' ? 'dryRun' : subType === 'SINGLE_BLOCK' ? 'singleBlock' : undefined;
  if (leaf === undefined) return undefined;
  const isOn = (value: string) => ({ ON: true, OFF: false })[value.trim().toUpperCase()] ?? null;
  return { path: ['overrides', leaf], rank: 0, read: isOn };
}

function feed({ subType, units }: DataItem): FieldSource | undefined {
  switch (subType) {
    case undefined:
    case 'ACTUAL':
      return measured(['feed', 'actual'], 'feed', units, subType === undefined ? 1 : 0);
    case 'COMMANDED':
    case 'PROGRAMMED':
      return measured(['feed', 'commanded'], 'feed', units, subType === 'COMMANDED' ? 0 : 1);
    case 'OVERRIDE':
      return measured(['feed', 'override'], 'percent', units, 1);
    default:
      return undefined;
  }
}

function feedOverride({ subType, units }: DataItem): FieldSource | undefined {
  switch (subType) {
    case undefined:
    case 'PROGRAMMED':
      return measured(['feed', 'override'], 'percent', units);
    case 'RAPID':
      return measured(['feed', 'rapidOverride'], 'percent', units);
    default:
      return undefined;
  }
}

/** The counter of all parts; beside it the one of complete parts is the total, which is not set back with it. */
function partCount(item: DataItem, hasAllParts: boolean): FieldSource | undefined {
  const { subType, units, resetTrigger } = item;
  const rank = isOfAllParts(item) ? 0 : ['COMPLETE', 'GOOD'].indexOf(subType ?? '') + 1;
  if (rank === 0 && !isOfAllParts(item)) return undefined;
  const isTotal = resetTrigger === 'LIFE' || (subType === 'COMPLETE' && hasAllParts);
  return measured(['parts', isTotal ? 'total' : 'count'], 'count', units, rank);
}

function isOfAllParts({ subType }: DataItem): boolean {
  return subType === undefined || subType === 'ALL';
}

function timer(
  { subType = '', units, components }: DataItem,
  leaves: Readonly<Record<string, string>>,
): FieldSource | undefined {
  const leaf = Object.hasOwn(leaves, subType) ? leaves[subType] : undefined;
  // An axis or a pump has timers of its own.
  const isOwn = components.every(({ kind }) =>
    ['Controller', 'Controllers', 'Path', 'Systems'].includes(kind),
  );
  return leaf === undefined || !isOwn ? undefined : measured(['timers', leaf], 'time', units);
}

function energyName({ name, components }: DataItem): string {
  const component = components.at(-1);
  return name || (component ? axisName(component) : 'total');
}

function spindleSpeed(place: Place): FieldSource | undefined {
  switch (place.item.subType) {
    case undefined:
    case 'ACTUAL':
      return ofSpindle(place, 'speed', 'speed');
    case 'COMMANDED':
    case 'PROGRAMMED':
      return ofSpindle(place, 'commanded', 'speed');
    case 'OVERRIDE':
      return ofSpindle(place, 'override', 'percent');
    default:
      return undefined;
  }
}

/** `isAlsoOfPath`: where the path tells it, it is about the first spindle. */
function ofSpindle(
  { item, spindles }: Place,
  leaf: string,
  quantity: Quantity,
  isAlsoOfPath = false,
): FieldSource | undefined {
  const axis = axisComponent(item);
  const [first] = spindles.values();
  const name = axis ? spindles.get(axis.id) : isAlsoOfPath ? first : undefined;
  return name === undefined
    ? undefined
    : measured(['spindles', name, leaf], quantity, item.units, axis ? 0 : 1);
}

function ofAxis({ item }: Place, leaf: string, quantity: Quantity, rank = 0): FieldSource | undefined {
  const axis = axisComponent(item);
  return axis && axis.kind !== 'Spindle'
    ? measured(['axes', axisName(axis), leaf], quantity, item.units, rank)
    : undefined;
}

function position(place: Place, quantity: Quantity): FieldSource | undefined {
  const { subType, coordinates } = place.item;
  if (subType !== undefined && subType !== 'ACTUAL') return undefined;
  const leaf = coordinates === 'MACHINE' ? 'machine' : coordinates === 'WORK' ? 'work' : 'position';
  return ofAxis(place, leaf, quantity, subType === undefined ? 1 : 0);
}
