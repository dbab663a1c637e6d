import type { Component, DataItem } from './data-item';
import type { XmlElement } from './xml-element';

/** An element of the document that `probe` answers with, and the data items that choosing it chooses. */
export interface DeviceNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly children: readonly DeviceNode[];
  readonly item?: DataItem;
}

/** The devices as the tree that paths of requests are looked up in. */
export function deviceTree(devices: readonly Component[]): DeviceNode {
  return node('MTConnectDevices', {}, [node('Devices', {}, devices.map(componentNode))]);
}

/** A device or a part of one, as `probe` tells it. */
export function componentElement(component: Component): XmlElement {
  const content: XmlElement[] = [];
  if (component.description !== undefined)
    content.push({ name: 'Description', content: component.description });
  if (component.items.length > 0)
    content.push({ name: 'DataItems', content: component.items.map(itemElement) });
  if (component.components.length > 0)
    content.push({ name: 'Components', content: component.components.map(componentElement) });
  return { name: component.element, attributes: attributesOf(component), content };
}

function itemElement(item: DataItem): XmlElement {
  return { name: 'DataItem', attributes: itemAttributes(item) };
}

function componentNode(component: Component): DeviceNode {
  const { items, components } = component;
  const children = [node('DataItems', {}, items.map(itemNode))];
  if (components.length > 0) children.push(node('Components', {}, components.map(componentNode)));
  return node(component.element, attributesOf(component), children);
}

function itemNode(item: DataItem): DeviceNode {
  return { ...node('DataItem', itemAttributes(item), []), item };
}

function node(
  name: string,
  attributes: DeviceNode['attributes'],
  children: readonly DeviceNode[],
): DeviceNode {
  return { name, attributes, children };
}

function attributesOf({ id, name, uuid }: Component): DeviceNode['attributes'] {
  return { id, name, uuid };
}

function itemAttributes({
  id,
  category,
  type,
  subType,
  name,
  units,
  coordinateSystem,
}: DataItem): DeviceNode['attributes'] {
  return {
    category,
    id,
    type,
    name,
    subType,
    units,
    coordinateSystem,
  };
}
