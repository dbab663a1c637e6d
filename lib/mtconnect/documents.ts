import type { AgentErrorCode } from './agent-error';
import {
  type Category,
  type Component,
  type DataItem,
  type Observation,
  observationElement,
} from './data-item';
import { KeptElement, type XmlElement } from './xml-element';

/** Version of the standard that the documents are written in. */
export const MTCONNECT_VERSION = '2.4';

/** What every document tells of the agent. */
export interface AgentHeader {
  /** Another one when the buffer was lost. */
  readonly instanceId: number;
  /** Name of the computer, or of the agent. */
  readonly sender: string;
  readonly bufferSize: number;
  /** ISO 8601 UTC */
  readonly creationTime: string;
  /** When a device, a part or a data item was added last; ISO 8601 UTC */
  readonly deviceModelChangeTime: string;
}

/** The sequence numbers of a document of observations. */
export interface Sequences {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly nextSequence: number;
}

/** Where a data item belongs. */
export interface Owner {
  readonly device: Component;
  readonly component: Component;
}

const CATEGORY_ELEMENTS: readonly (readonly [Category, string])[] = [
  ['SAMPLE', 'Samples'],
  ['EVENT', 'Events'],
  ['CONDITION', 'Condition'],
];

/** The answer to `probe`. */
export function devicesDocument(header: AgentHeader, devices: readonly XmlElement[]): XmlElement {
  return root('MTConnectDevices', [
    headerElement(header, { ...modelChange(header), assetBufferSize: 1, assetCount: 0 }),
    { name: 'Devices', content: devices },
  ]);
}

/** The answer to `current` and `sample`. */
export function streamsDocument(
  header: AgentHeader,
  sequences: Sequences,
  streams: readonly XmlElement[],
): XmlElement {
  return root('MTConnectStreams', [
    headerElement(header, { ...modelChange(header), ...sequences }),
    { name: 'Streams', content: streams },
  ]);
}

/** What was observed, by devices and their parts. */
export function sampleStreams(
  observations: readonly Observation[],
  ownerOf: (item: DataItem) => Owner,
): XmlElement[] {
  const devices = new Map<Component, Map<Component, Observation[]>>();
  for (const observation of observations) {
    const { device, component } = ownerOf(observation.item);
    const components = devices.get(device) ?? new Map<Component, Observation[]>();
    devices.set(device, components);
    const list = components.get(component);
    if (list) list.push(observation);
    else components.set(component, [observation]);
  }
  return [...devices].map(([device, components]) =>
    deviceStream(
      device,
      [...components].map(([component, list]) => componentStream(component, list, observed)),
    ),
  );
}

/**
 * What is known of devices.
 * @param streamOf what is known of a part
 */
export function currentStreams(
  devices: readonly Component[],
  streamOf: (component: Component) => XmlElement | undefined,
): XmlElement[] {
  return devices
    .map((device) => deviceStream(device, [...currentParts(device, streamOf)]))
    .filter(({ content }) => typeof content === 'object' && content.length > 0);
}

function* currentParts(
  component: Component,
  streamOf: (component: Component) => XmlElement | undefined,
): Generator<XmlElement> {
  const stream = streamOf(component);
  if (stream) yield stream;
  for (const below of component.components) yield* currentParts(below, streamOf);
}

/** What is known of a part. The observations keep what is written of them: most are the same in the next document. */
export function currentStream(
  component: Component,
  knownOf: (item: DataItem) => readonly Observation[],
): XmlElement | undefined {
  const known = component.items.flatMap((item) => knownOf(item));
  return known.length === 0 ? undefined : componentStream(component, known, keptElement);
}

function keptElement(observation: Observation): XmlElement {
  observation.kept ??= new KeptElement(() => observed(observation));
  return observation.kept;
}

function deviceStream({ name, uuid }: Component, content: readonly XmlElement[]): XmlElement {
  return { name: 'DeviceStream', attributes: { name, uuid }, content };
}

/** The answer to `assets`: the agent has none. */
export function assetsDocument(header: AgentHeader): XmlElement {
  const { bufferSize: _, ...rest } = baseAttributes(header);
  return root('MTConnectAssets', [
    { name: 'Header', attributes: { ...rest, ...modelChange(header), assetBufferSize: 1, assetCount: 0 } },
    { name: 'Assets' },
  ]);
}

/** The answer to a request that cannot be answered. */
export function errorDocument(header: AgentHeader, errorCode: AgentErrorCode, message: string): XmlElement {
  return root('MTConnectError', [
    headerElement(header),
    { name: 'Errors', content: [{ name: 'Error', attributes: { errorCode }, content: message }] },
  ]);
}

function root(name: string, content: readonly XmlElement[]): XmlElement {
  return { name, attributes: { xmlns: `urn:mtconnect.org:${name}:${MTCONNECT_VERSION}` }, content };
}

function headerElement(header: AgentHeader, more: Record<string, string | number> = {}): XmlElement {
  return { name: 'Header', attributes: { ...baseAttributes(header), ...more } };
}

function baseAttributes({ creationTime, sender, instanceId, bufferSize }: AgentHeader) {
  return { creationTime, sender, instanceId, version: `${MTCONNECT_VERSION}.0.0`, bufferSize };
}

function modelChange({ deviceModelChangeTime }: AgentHeader): { deviceModelChangeTime: string } {
  return { deviceModelChangeTime };
}

function componentStream(
  component: Component,
  observations: readonly Observation[],
  element: (observation: Observation) => XmlElement,
): XmlElement {
  const byCategory: Record<Category, XmlElement[]> = { SAMPLE: [], EVENT: [], CONDITION: [] };
  for (const observation of observations) byCategory[observation.item.category].push(element(observation));
  return {
    name: 'ComponentStream',
    attributes: { component: component.element, name: component.name, componentId: component.id },
    content: CATEGORY_ELEMENTS.map(([category, name]) => ({ name, content: byCategory[category] })).filter(
      ({ content }) => content.length > 0,
    ),
  };
}

function observed({ sequence, item, time, value }: Observation): XmlElement {
  const { id, name, type, subType } = item;
  const attributes = { dataItemId: id, timestamp: time, name, sequence };
  if (typeof value !== 'object') {
    const assetType = type.startsWith('ASSET_') ? '' : undefined;
    return {
      name: observationElement(item),
      attributes: { ...attributes, subType, assetType },
      content: value,
    };
  }
  const { level, text, conditionId, nativeCode, nativeSeverity } = value;
  const isActive = level === 'FAULT' || level === 'WARNING';
  return {
    name: level.charAt(0) + level.slice(1).toLowerCase(),
    attributes: {
      ...attributes,
      type,
      conditionId: isActive ? conditionId : undefined,
      nativeCode,
      nativeSeverity,
    },
    content: text,
  };
}
