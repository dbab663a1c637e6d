import type { AgentErrorCode } from './agent-error';
import { type Component, type DataItem, type Observation, observationElement } from './data-item';
import { componentElement } from './device-tree';
import type { XmlElement } from './xml-element';

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

type Category = keyof typeof CATEGORY_ELEMENTS;
const CATEGORY_ELEMENTS = { SAMPLE: 'Samples', EVENT: 'Events', CONDITION: 'Condition' } as const;

/** The answer to `probe`. */
export function devicesDocument(header: AgentHeader, devices: readonly Component[]): XmlElement {
  return root('MTConnectDevices', [
    headerElement(header, { ...modelChange(header), assetBufferSize: 1, assetCount: 0 }),
    { name: 'Devices', content: devices.map(componentElement) },
  ]);
}

/** The answer to `current` and `sample`. */
export function streamsDocument(
  header: AgentHeader,
  sequences: Sequences,
  observations: readonly Observation[],
  ownerOf: (item: DataItem) => Owner,
): XmlElement {
  const devices = new Map<Component, Map<Component, Observation[]>>();
  for (const observation of observations) {
    const { device, component } = ownerOf(observation.item);
    const components = devices.get(device) ?? new Map<Component, Observation[]>();
    devices.set(device, components);
    const list = components.get(component);
    if (list) list.push(observation);
    else components.set(component, [observation]);
  }
  const streams = [...devices].map(
    ([device, components]): XmlElement => ({
      name: 'DeviceStream',
      attributes: { name: device.name, uuid: device.uuid },
      content: [...components].map(([component, list]) => componentStream(component, list)),
    }),
  );
  return root('MTConnectStreams', [
    headerElement(header, { ...modelChange(header), ...sequences }),
    { name: 'Streams', content: streams },
  ]);
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

function componentStream(component: Component, observations: readonly Observation[]): XmlElement {
  const categories = Object.entries(CATEGORY_ELEMENTS) as [Category, string][];
  return {
    name: 'ComponentStream',
    attributes: { component: component.element, name: component.name, componentId: component.id },
    content: categories
      .map(([category, name]) => ({
        name,
        content: observations.filter(({ item }) => item.category === category).map(observed),
      }))
      .filter(({ content }) => content.length > 0),
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
