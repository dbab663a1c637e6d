import type { MachineState } from '../machine/machine-state';
import { AgentError } from './agent-error';
import { type AgentRequest, inRange } from './agent-request';
import { type Component, type DataItem, type ObservedValue, UNAVAILABLE } from './data-item';
import { DevicePathError, itemsAt } from './device-path';
import { componentElement, type DeviceNode, deviceTree } from './device-tree';
import {
  type AgentHeader,
  assetsDocument,
  currentStream,
  currentStreams,
  devicesDocument,
  type Owner,
  sampleStreams,
  streamsDocument,
} from './documents';
import { deviceId, deviceUuid } from './ids';
import { MOST_OBSERVATIONS } from './limits';
import { MachineDevice } from './machine-device';
import { ObservationBuffer } from './observation-buffer';
import { KeptElement, type XmlElement } from './xml-element';

export interface AgentOptions {
  /** What tells this agent from others, the same after a restart; its own device's uuid is made of it. */
  readonly key: string;
  /** Name of the computer. */
  readonly sender: string;
  /** How many observations are kept. */
  readonly bufferSize: number;
  /** What they take in memory at most, in bytes, about. */
  readonly mostBytes?: number;
  /** ms since the epoch; another clock for tests. */
  readonly now?: () => number;
}

/** Observations of a part of a stream, and where the next begins. */
export interface SamplePart {
  /** Makes the document, which streams that send the same make once. */
  readonly document: () => XmlElement;
  readonly isEmpty: boolean;
  /** Whether more is there already. */
  readonly hasMore: boolean;
  readonly next: number;
}

type Filter = (item: DataItem) => boolean;
const MOST_FILTERS = 100;
const DEFAULT_COUNT = 100;
const everything: Filter = () => true;

/**
 * An agent of the standard MTConnect 2.4 for the machines whose states it is told: their devices, what was observed of
 * them last, and the documents that requests are answered with. It knows nothing of HTTP.
 * @example
 * const agent = new MachineAgent({ key: 'mtconnect', sender: hostname(), bufferSize: 131_072 });
 * agent.take(state);
 * xmlDocument(agent.current(agentRequest(['current'], new URLSearchParams())));
 */
export class MachineAgent {
  private readonly now: () => number;
  private readonly instanceId: number;
  private readonly buffer: ObservationBuffer;
  private readonly own: Component;
  private readonly availability: DataItem;
  private readonly added: DataItem;
  private readonly changed: DataItem;
  private readonly devices = new Map<string, MachineDevice>();
  private readonly names = new Set<string>();
  /** As documents hold devices, and what is known of parts, until there is news of them. */
  private readonly described = new Map<Component, XmlElement>();
  private readonly nowOf = new Map<Component, XmlElement | undefined>();
  private readonly owners = new Map<DataItem, Owner>();
  private modelChangedAt: string;
  private tree: DeviceNode | undefined;
  private readonly filters = new Map<string, Filter>();

  constructor(private readonly options: AgentOptions) {
    const { key, bufferSize, now = Date.now } = options;
    this.now = now;
    this.instanceId = now();
    this.modelChangedAt = this.time();
    this.buffer = new ObservationBuffer(bufferSize, options.mostBytes);
    const id = deviceId(`agent ${key}`);
    this.availability = { id: `${id}_availability`, category: 'EVENT', type: 'AVAILABILITY' };
    this.added = { id: `${id}_added`, category: 'EVENT', type: 'DEVICE_ADDED' };
    this.changed = { id: `${id}_changed`, category: 'EVENT', type: 'DEVICE_CHANGED' };
    const items = [this.availability, this.added, this.changed];
    this.own = {
      id,
      element: 'Agent',
      name: 'Agent',
      uuid: deviceUuid(`agent ${key}`),
      items,
      components: [],
    };
    this.own.description = 'Node-RED';
    this.names.add('Agent');
    this.claim(this.own, this.own);
    this.buffer.add(this.availability, this.time(), 'AVAILABLE');
    this.buffer.add(this.added, this.time(), UNAVAILABLE);
    this.buffer.add(this.changed, this.time(), UNAVAILABLE);
  }

  /** The number of machines that it serves. */
  get machineCount(): number {
    return this.devices.size;
  }

  /** Whether it serves this machine. */
  has(key: string): boolean {
    return this.devices.has(key);
  }

  get lastSequence(): number {
    return this.buffer.lastSequence;
  }

  /**
   * Takes a machine's state in.
   * @returns how many of its observations are left out, because the device has as many data items as it may have
   */
  take(state: MachineState): number {
    const known = this.devices.get(state.key);
    const device = known ?? this.addDevice(state);
    const { isOtherModel, observations, leftOut } = device.take(state);
    if (isOtherModel) {
      this.claim(device.component, device.component);
      this.described.delete(device.component);
      this.tree = undefined;
      this.filters.clear();
      this.modelChangedAt = this.time();
      this.observe(known ? this.changed : this.added, this.time(), device.component.uuid ?? '');
    }
    for (const { item, time, value } of observations) this.observe(item, time, value);
    return leftOut;
  }

  /** @throws {AgentError} NO_DEVICE */
  probe(request: AgentRequest): XmlElement {
    const { device } = request;
    const devices = this.devicesOf(request);
    // The standard's schema has no document without a device.
    if (device === undefined && this.devices.size === 0) {
      throw new AgentError('NO_DEVICE', 'no machine has been heard of yet');
    }
    return devicesDocument(
      this.header(),
      devices.map((each) => this.describe(each)),
    );
  }

  /** @throws {AgentError} NO_DEVICE, INVALID_PATH, OUT_OF_RANGE */
  current(request: AgentRequest): XmlElement {
    const { at } = request;
    const isWanted = this.filter(request);
    if (at !== undefined) inRange('at', at, this.buffer.firstSequence, this.buffer.lastSequence);
    const isNow = at === undefined || at === this.buffer.lastSequence;
    const knownOf = this.buffer.knownBy(at);
    const streamOf =
      isWanted === everything && isNow
        ? (component: Component) => this.streamNow(component)
        : (component: Component) => currentStream(component, (item) => (isWanted(item) ? knownOf(item) : []));
    return this.streams(currentStreams(this.devicesOf(request), streamOf), this.buffer.nextSequence);
  }

  /** @throws {AgentError} NO_DEVICE, INVALID_PATH, OUT_OF_RANGE */
  sample(request: AgentRequest): SamplePart {
    const { firstSequence, lastSequence, nextSequence, size } = this.buffer;
    const { from, to, count = Math.min(DEFAULT_COUNT, size) } = request;
    const isWanted = this.filter(request);
    if (count === 0) throw new AgentError('OUT_OF_RANGE', "'count' must not be 0");
    inRange('count', count, request.interval === undefined ? -size : 1, size);
    if (from !== undefined) inRange('from', from, firstSequence, nextSequence);
    if (to !== undefined) inRange('to', to, from ?? firstSequence, lastSequence);
    const last = to ?? lastSequence;
    // A document has fewer where so many would keep the process: its `nextSequence` says where the next begins.
    const most = Math.min(Math.abs(count), MOST_OBSERVATIONS);
    const { observations, next } =
      count > 0
        ? this.buffer.from(from ?? firstSequence, last, most, isWanted)
        : this.buffer.upTo(last, most, isWanted);
    return {
      document: () => this.streams(sampleStreams(observations, this.ownerOf), next),
      isEmpty: observations.length === 0,
      hasMore: next <= lastSequence,
      next,
    };
  }

  /**
   * Whether a stream can be begun, and where the buffer begins.
   * @throws {AgentError} as `current` and `sample` do
   */
  check(request: AgentRequest): { readonly firstSequence: number } {
    if (request.kind === 'current') this.filter(request);
    else this.sample(request);
    return this.buffer;
  }

  /** @throws {AgentError} ASSET_NOT_FOUND */
  assets({ assetIds }: AgentRequest): XmlElement {
    if (assetIds !== undefined && assetIds.length > 0) {
      throw new AgentError('ASSET_NOT_FOUND', `there is no asset ${assetIds.join(', ')}`);
    }
    return assetsDocument(this.header());
  }

  header(): AgentHeader {
    const { sender, bufferSize } = this.options;
    return {
      instanceId: this.instanceId,
      sender,
      bufferSize,
      creationTime: this.time(),
      deviceModelChangeTime: this.modelChangedAt,
    };
  }

  private streams(streams: readonly XmlElement[], nextSequence: number): XmlElement {
    const { firstSequence, lastSequence } = this.buffer;
    return streamsDocument(this.header(), { firstSequence, lastSequence, nextSequence }, streams);
  }

  private readonly ownerOf = (item: DataItem): Owner =>
    this.owners.get(item) ?? { device: this.own, component: this.own };

  private observe(item: DataItem, time: string, value: ObservedValue): void {
    this.buffer.add(item, time, value);
    this.nowOf.delete(this.ownerOf(item).component);
  }

  private streamNow(component: Component): XmlElement | undefined {
    if (this.nowOf.has(component)) return this.nowOf.get(component);
    const stream = currentStream(component, this.buffer.knownBy());
    const kept = stream && new KeptElement(() => stream);
    this.nowOf.set(component, kept);
    return kept;
  }

  private describe(device: Component): XmlElement {
    const known = this.described.get(device);
    if (known) return known;
    const described = new KeptElement(() => componentElement(device));
    this.described.set(device, described);
    return described;
  }

  private devicesOf({ device, deviceType }: AgentRequest): readonly Component[] {
    const devices = device === undefined ? this.components() : [this.device(device)];
    return deviceType === undefined ? devices : devices.filter(({ element }) => element === deviceType);
  }

  /** Streams ask the same again and again. */
  private filter(request: AgentRequest): Filter {
    const name = JSON.stringify([request.device, request.deviceType, request.path]);
    const known = this.filters.get(name);
    if (known) return known;
    const filter = this.newFilter(request);
    if (this.filters.size >= MOST_FILTERS) this.filters.clear();
    this.filters.set(name, filter);
    return filter;
  }

  private newFilter(request: AgentRequest): Filter {
    const { device, deviceType, path } = request;
    const isAll = device === undefined && deviceType === undefined;
    if (path === undefined && isAll) return everything;
    const within = new Set(this.devicesOf(request));
    if (path === undefined) return (item) => within.has(this.ownerOf(item).device);
    const items = this.itemsAt(isAll ? this.wholeTree() : deviceTree([...within]), path);
    return (item) => items.has(item);
  }

  private itemsAt(tree: DeviceNode, path: string): ReadonlySet<DataItem> {
    try {
      const items = itemsAt(tree, path);
      if (items.size > 0) return items;
    } catch (error) {
      if (!(error instanceof DevicePathError)) throw error;
      throw new AgentError('INVALID_PATH', `the path cannot be read: ${error.message}`);
    }
    throw new AgentError('INVALID_PATH', `the path matches no data item: ${path}`);
  }

  private wholeTree(): DeviceNode {
    this.tree ??= deviceTree(this.components());
    return this.tree;
  }

  private components(): Component[] {
    return [this.own, ...[...this.devices.values()].map(({ component }) => component)];
  }

  private device(nameOrUuid: string): Component {
    const found = this.components().find(({ name, uuid }) => name === nameOrUuid || uuid === nameOrUuid);
    if (found === undefined)
      throw new AgentError('NO_DEVICE', `there is no device ${nameOrUuid.slice(0, 200)}`);
    return found;
  }

  private addDevice({ key, name, machineId }: MachineState): MachineDevice {
    const device = new MachineDevice(key, this.freeName(name, machineId));
    this.devices.set(key, device);
    return device;
  }

  /** Devices are asked for by name, so that each has another. */
  private freeName(name: string, machineId: string): string {
    let number = 2;
    let free = name;
    if (this.names.has(free)) free = `${name} ${machineId}`;
    while (this.names.has(free)) free = `${name} ${machineId} ${number++}`;
    this.names.add(free);
    return free;
  }

  private claim(device: Component, component: Component): void {
    for (const item of component.items) this.owners.set(item, { device, component });
    for (const below of component.components) this.claim(device, below);
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }
}
