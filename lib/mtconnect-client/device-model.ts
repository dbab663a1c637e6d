import { childOf, type XmlElement } from './xml-document';

/** A component between the device and a data item. */
export interface DeviceComponent {
  /** `Linear`, `Rotary`, `Path`, … */
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** What the controller calls it. */
  readonly nativeName: string;
}

export interface DataItem {
  readonly id: string;
  readonly name: string | undefined;
  readonly category: 'SAMPLE' | 'EVENT' | 'CONDITION';
  /** `EXECUTION`, or with a prefix where it is none of the standard's. */
  readonly type: string;
  readonly subType: string | undefined;
  readonly units: string | undefined;
  /** `MACHINE` or `WORK`, where the position says so. */
  readonly coordinates: 'MACHINE' | 'WORK' | undefined;
  /** `VALUE`, `DATA_SET`, `TABLE`, `TIME_SERIES`, `DISCRETE`. */
  readonly representation: string;
  /** A value over a time, such as `AVERAGE`. */
  readonly statistic: string | undefined;
  readonly resetTrigger: string | undefined;
  /** From the device's child down to where it belongs; none: to the device itself. */
  readonly components: readonly DeviceComponent[];
}

export interface DeviceModel {
  readonly uuid: string;
  readonly name: string;
  readonly id: string;
  /** By id. */
  readonly dataItems: ReadonlyMap<string, DataItem>;
}

const CATEGORIES = new Set(['SAMPLE', 'EVENT', 'CONDITION']);

/** The machines that a document of devices tells; an agent that lists itself (since 1.7) is none. */
export function devicesOf(root: XmlElement): DeviceModel[] {
  const list = childOf(root, 'Devices')?.children ?? [];
  return list.filter(({ name }) => name === 'Device').flatMap((element) => deviceOf(element) ?? []);
}

function deviceOf(element: XmlElement): DeviceModel | undefined {
  const id = element.attributes.get('id') ?? '';
  const name = element.attributes.get('name') ?? '';
  const uuid = element.attributes.get('uuid') || name || id;
  if (uuid === '') return undefined;
  const coordinates = coordinateSystems(element);
  const dataItems = new Map<string, DataItem>();
  collect(element, [], coordinates, dataItems);
  return { uuid, name: name || uuid, id, dataItems };
}

function collect(
  owner: XmlElement,
  components: readonly DeviceComponent[],
  coordinates: ReadonlyMap<string, string>,
  dataItems: Map<string, DataItem>,
): void {
  for (const { attributes } of childOf(owner, 'DataItems')?.children ?? []) {
    const item = dataItemOf(attributes, components, coordinates);
    if (item) dataItems.set(item.id, item);
  }
  for (const child of childOf(owner, 'Components')?.children ?? []) {
    collect(child, [...components, componentOf(child)], coordinates, dataItems);
  }
}

function componentOf({ name: kind, attributes }: XmlElement): DeviceComponent {
  const id = attributes.get('id') ?? '';
  const name = attributes.get('name') ?? '';
  return { kind, id, name, nativeName: attributes.get('nativeName') ?? '' };
}

function dataItemOf(
  attributes: ReadonlyMap<string, string>,
  components: readonly DeviceComponent[],
  coordinates: ReadonlyMap<string, string>,
): DataItem | undefined {
  const id = attributes.get('id');
  const category = attributes.get('category');
  if (!id || !isCategory(category)) return undefined;
  const system =
    attributes.get('coordinateSystem') ?? coordinates.get(attributes.get('coordinateSystemIdRef') ?? '');
  return {
    id,
    name: attributes.get('name'),
    category,
    type: attributes.get('type') ?? '',
    subType: attributes.get('subType') || undefined,
    units: attributes.get('units'),
    coordinates: system === 'MACHINE' || system === 'WORK' ? system : undefined,
    representation: attributes.get('representation') ?? 'VALUE',
    statistic: attributes.get('statistic'),
    resetTrigger: attributes.get('resetTrigger'),
    components,
  };
}

function isCategory(text: string | undefined): text is DataItem['category'] {
  return CATEGORIES.has(text ?? '');
}

/** By id, since 1.5: the workpiece's own system is called `OBJECT` there. */
function coordinateSystems(device: XmlElement): ReadonlyMap<string, string> {
  const systems = new Map<string, string>();
  const visit = (element: XmlElement): void => {
    for (const { attributes } of childOf(childOf(element, 'Configuration'), 'CoordinateSystems')?.children ??
      []) {
      const type = attributes.get('type');
      const id = attributes.get('id');
      if (id && type) systems.set(id, type === 'OBJECT' ? 'WORK' : type);
    }
    for (const child of childOf(element, 'Components')?.children ?? []) visit(child);
  };
  visit(device);
  return systems;
}
