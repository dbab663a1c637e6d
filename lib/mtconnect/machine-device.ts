import type { MachineCondition, MachineState } from '../machine/machine-state';
import { leaves, type ObservationTree } from '../machine/observation';
import {
  type Component,
  type ConditionReport,
  type DataItem,
  type ObservedValue,
  UNAVAILABLE,
} from './data-item';
import { deviceId, deviceUuid, idPart } from './ids';
import { type ItemRule, itemRule, type Place } from './item-rules';
import { observedValue } from './observed-value';

/** What a message tells of a device. */
export interface DeviceNews {
  /** Whether the device has parts or data items that it had not before, or another name. */
  readonly isOtherModel: boolean;
  /** Values that differ from what was known, in order. */
  readonly observations: readonly { item: DataItem; time: string; value: ObservedValue }[];
  /** Observations for which the device has no room. */
  readonly leftOut: number;
}

interface Tracked {
  readonly item: DataItem;
  readonly rule: ItemRule;
  known: string | number | undefined;
}

/** A machine with ten axes and spindles has a hundred; one that names others with each message must not fill the memory. */
export const MOST_DATA_ITEMS = 1_000;

/**
 * A machine as a device of the standard. Its parts and data items are those that its messages have told of so far;
 * their ids are made of the machine's key and the observation's path, so that they are the same after a restart.
 */
export class MachineDevice {
  readonly component: Component;
  private readonly tracked = new Map<string, Tracked>();
  private readonly parts = new Map<string, Component>();
  private readonly conditions: DataItem;
  private active = new Map<string, MachineCondition>();
  private areConditionsKnown: boolean | undefined;

  /** @param name as no other device of the agent has it */
  constructor(key: string, name: string) {
    this.component = {
      id: deviceId(key),
      element: 'Device',
      name,
      uuid: deviceUuid(key),
      items: [],
      components: [],
    };
    this.conditions = this.item('conditions', {
      place: 'controller',
      category: 'CONDITION',
      type: 'SYSTEM',
    });
  }

  /** Takes a message in. */
  take(state: MachineState): DeviceNews {
    const observations: DeviceNews['observations'][number][] = [];
    const description = [...state.path, state.name].join(' / ');
    let isOtherModel = this.component.description !== description;
    this.component.description = description;
    const told = new Set<string>();
    let leftOut = 0;
    for (const [path, value] of leaves(observed(state))) {
      const field = path.join('.');
      const tracked = this.tracked.get(field) ?? this.track(path, state);
      if (tracked === 'no room') leftOut += 1;
      if (tracked === undefined || tracked === 'no room') continue;
      if (tracked.known === undefined) isOtherModel = true;
      told.add(field);
      this.observe(tracked, observedValue(value, tracked.rule), state.time, observations);
    }
    for (const [field, tracked] of this.tracked) {
      if (!told.has(field)) this.observe(tracked, UNAVAILABLE, state.time, observations);
    }
    for (const report of this.conditionReports(state))
      observations.push({ item: this.conditions, ...report });
    return { isOtherModel, observations, leftOut };
  }

  private observe(
    tracked: Tracked,
    value: string | number,
    time: string,
    observations: DeviceNews['observations'][number][],
  ): void {
    if (tracked.known === value) return;
    tracked.known = value;
    observations.push({ item: tracked.item, time, value });
  }

  private track(path: readonly string[], state: MachineState): Tracked | 'no room' | undefined {
    const found = itemRule(path, (name) => (state.axes?.[name]?.kind === 'rotary' ? 'rotary' : 'linear'));
    if (found === undefined) return undefined;
    if (this.tracked.size >= MOST_DATA_ITEMS) return 'no room';
    const { rule, of } = found;
    const tracked: Tracked = { item: this.item(path.join('.'), rule, of), rule, known: undefined };
    this.tracked.set(path.join('.'), tracked);
    return tracked;
  }

  private item(field: string, rule: ItemRule, of?: string): DataItem {
    const { category, type, subType, units, coordinateSystem } = rule;
    const item: DataItem = {
      id: `${this.component.id}_${field.split('.').map(idPart).join('.')}`,
      category,
      type,
      subType,
      name: rule.place === 'electric' ? of : undefined,
      units,
      coordinateSystem,
    };
    this.part(rule.place, of).items.push(item);
    return item;
  }

  /** The part of the device for a place, added with those above it where it is not there yet. */
  private part(place: Place, of = ''): Component {
    if (place === 'device') return this.component;
    if (place === 'controller') return this.added(this.component, 'Controller', 'controller');
    if (place === 'path') return this.added(this.part('controller'), 'Path', 'path');
    if (place === 'electric')
      return this.added(this.added(this.component, 'Systems', 'systems'), 'Electric', 'electric');
    const axes = this.added(this.component, 'Axes', 'axes');
    return this.added(axes, place === 'linear' ? 'Linear' : 'Rotary', `${place}.${idPart(of)}`, of);
  }

  private added(above: Component, element: string, path: string, name?: string): Component {
    const known = this.parts.get(path);
    if (known) return known;
    const component: Component = {
      id: `${this.component.id}.${path}`,
      element,
      name,
      items: [],
      components: [],
    };
    this.parts.set(path, component);
    above.components.push(component);
    return component;
  }

  /** What differs of the conditions: those that have ended first, then those that have begun or are another now. */
  private *conditionReports(state: MachineState): Generator<{ time: string; value: ConditionReport }> {
    const { conditions, time } = state;
    if (conditions === null || state.availability === UNAVAILABLE) {
      if (this.areConditionsKnown !== false) yield { time, value: { level: 'UNAVAILABLE', text: '' } };
      this.areConditionsKnown = false;
      this.active.clear();
      return;
    }
    const present = new Map((conditions ?? []).map((condition) => [condition.id, condition]));
    const ended = [...this.active.values()].filter(({ id }) => !present.has(id));
    const left = [...this.active.values()].filter(({ id }) => present.has(id));
    // The standard ends a condition by its code. One that others have too ends them all, and they are told again.
    const isAmbiguous = ended.some((one) => left.some((other) => nativeCode(one) === nativeCode(other)));
    const endsAll =
      this.areConditionsKnown !== true || (ended.length > 0 && left.length === 0) || isAmbiguous;
    if (endsAll) yield { time, value: { level: 'NORMAL', text: '' } };
    else for (const condition of ended) yield { time, value: endOf(condition) };
    for (const condition of present.values()) {
      if (endsAll || !isSameCondition(this.active.get(condition.id), condition))
        yield { time: condition.since, value: reportOf(condition) };
    }
    this.areConditionsKnown = true;
    this.active = present;
  }
}

function nativeCode({ code, id }: MachineCondition): string {
  return code ?? id;
}

function reportOf(condition: MachineCondition): ConditionReport {
  return {
    level: condition.level === 'fault' ? 'FAULT' : 'WARNING',
    conditionId: condition.id,
    nativeCode: nativeCode(condition),
    nativeSeverity: condition.severity,
    text: condition.text,
  };
}

function endOf(condition: MachineCondition): ConditionReport {
  return { level: 'NORMAL', conditionId: condition.id, nativeCode: nativeCode(condition), text: '' };
}

function isSameCondition(one: MachineCondition | undefined, other: MachineCondition): boolean {
  return (
    one !== undefined &&
    one.level === other.level &&
    one.code === other.code &&
    one.text === other.text &&
    one.severity === other.severity
  );
}

/** What of a machine's state is observed, but for its conditions. */
function observed({
  availability,
  execution,
  controllerMode,
  emergencyStop,
  overrides,
  program,
  tool,
  feed,
  parts,
  timers,
  spindles,
  axes,
  energy,
}: MachineState): ObservationTree {
  const observations = {
    ...{ availability, execution, controllerMode, emergencyStop },
    ...{ overrides, program, tool, feed, parts, timers, spindles, axes, energy },
  };
  const told = Object.entries(observations).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as ObservationTree;
}
