import type { DataItem, DeviceComponent, DeviceModel } from './device-model';

const AXES = new Set(['Linear', 'Rotary', 'Spindle']);
const SPEEDS = new Set(['ROTARY_VELOCITY', 'SPINDLE_SPEED']);
const SPINDLE_NAME = /^S\d{0,2}$/i;

/** The axis that a data item belongs to; undefined where it belongs to none. */
export function axisComponent({ components }: DataItem): DeviceComponent | undefined {
  return components.findLast(({ kind }) => AXES.has(kind));
}

/** What axes are called in a machine's state, by their controller. */
export function axisName({ name, nativeName, id }: DeviceComponent): string {
  return name || nativeName || id;
}

/**
 * The names of a device's spindles by the ids of their components: `S1`, `S2`, … A rotary axis that has a speed is a
 * spindle; it may be an axis as well.
 */
export function spindleNames({ dataItems }: DeviceModel): ReadonlyMap<string, string> {
  const spindles = new Map<string, DeviceComponent>();
  for (const item of dataItems.values()) {
    const axis = axisComponent(item);
    if (axis && axis.kind !== 'Linear' && SPEEDS.has(item.type)) spindles.set(axis.id, axis);
  }
  const named = [...spindles.values()].map((axis) => [axis.id, ownName(axis)] as const);
  const taken = new Set<string | undefined>();
  const names = new Map<string, string>();
  for (const [id, name] of named) {
    if (name === undefined || taken.has(name)) continue;
    taken.add(name);
    names.set(id, name);
  }
  for (const id of spindles.keys()) {
    if (names.has(id)) continue;
    let number = 1;
    while (taken.has(`S${number}`)) number += 1;
    taken.add(`S${number}`);
    names.set(id, `S${number}`);
  }
  return names;
}

/** `S` is `S1`. */
function ownName({ name, nativeName }: DeviceComponent): string | undefined {
  const own = [name, nativeName].find((each) => SPINDLE_NAME.test(each))?.toUpperCase();
  return own === 'S' ? 'S1' : own;
}
