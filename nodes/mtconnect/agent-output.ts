import type { NodeMessage } from 'node-red';
import { bytesOf } from '../../lib/json/value-size';
import { describedObservations } from '../../lib/mtconnect-client/described-observations';
import type { DeviceModel } from '../../lib/mtconnect-client/device-model';
import { type Arrival, DeviceTracker } from '../../lib/mtconnect-client/device-tracker';
import type { MtconnectObservations } from '../../lib/mtconnect-client/message-schemas';
import type { AgentObservation } from '../../lib/mtconnect-client/observations';
import { ConflatingQueue, MOST_EVENTS } from '../shared/conflating-queue';
import { MachineStateOutput, type MachineStateOutputOptions } from '../shared/machine-state-output';

/** What is made of an agent's observations. */
export interface AgentOutput {
  readonly merged: number;
  readonly dropped: number;
  /** How many of the devices say that they are there. */
  readonly working: number;
  /** The devices that are followed from now on. */
  devices(all: readonly DeviceModel[]): void;
  current(device: DeviceModel, observations: readonly AgentObservation[], arrival: Arrival): void;
  sample(device: DeviceModel, observations: readonly AgentObservation[], arrival: Arrival): void;
  /** The agent lives. */
  alive(): void;
  /** Nothing is known of any device. */
  loseAll(): void;
  close(): void;
}

/** A sign of life of each machine does not need to be noted more often, in ms. */
const ALIVE_EVERY_MS = 1_000;

/** Makes `machine/state` of what an agent observes. */
export class AgentStateOutput extends MachineStateOutput implements AgentOutput {
  private trackers: ReadonlyMap<string, DeviceTracker> = new Map();
  private notedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly agent: MachineStateOutputOptions & {
      /** The times of a device are so far off, in ms, that they are not used; reported once a device. */
      onClockOff(device: string, offBy: number): void;
    },
  ) {
    super(agent);
  }

  get working(): number {
    return [...this.trackers.keys()].filter((uuid) => this.isAvailable(uuid)).length;
  }

  devices(all: readonly DeviceModel[]): void {
    const before = this.trackers;
    this.trackers = new Map(
      all.map((model) => [model.uuid, new DeviceTracker(model, before.get(model.uuid))]),
    );
    for (const uuid of before.keys()) if (!this.trackers.has(uuid)) this.forget(uuid);
  }

  current({ uuid }: DeviceModel, observations: readonly AgentObservation[], arrival: Arrival): void {
    const tracker = this.trackers.get(uuid);
    if (tracker) this.tell(uuid, tracker.current(observations, arrival));
  }

  sample({ uuid, name }: DeviceModel, observations: readonly AgentObservation[], arrival: Arrival): void {
    const tracker = this.trackers.get(uuid);
    if (!tracker) return;
    for (const news of tracker.sample(observations, arrival)) this.tell(uuid, news);
    const { offBy } = tracker;
    if (offBy !== undefined && tracker.tellsClock()) this.agent.onClockOff(name, offBy);
  }

  alive(): void {
    const now = Date.now();
    if (Math.abs(now - this.notedAt) < ALIVE_EVERY_MS) return;
    this.notedAt = now;
    for (const uuid of this.trackers.keys()) {
      if (this.isAvailable(uuid)) this.tell(uuid, { time: now, receivedAt: now });
    }
  }

  override loseAll(): void {
    for (const tracker of this.trackers.values()) tracker.lose();
    super.loseAll();
  }
}

/** Makes `mtconnect/observations` of them. */
export class ObservationOutput implements AgentOutput {
  readonly merged = 0;
  working = 0;
  private count = 0;
  private readonly queue: ConflatingQueue<MtconnectObservations>;

  constructor(options: { send(msg: NodeMessage): void; onLate(): void }) {
    this.queue = new ConflatingQueue<MtconnectObservations>({
      merge: (_older, newer) => newer,
      release: (payload) =>
        options.send({ topic: payload.machineId, type: 'mtconnect/observations', payload } as NodeMessage),
      sizeOf: (payload) => bytesOf(payload, MOST_EVENTS.bytes),
      onLate: () => options.onLate(),
    });
  }

  get dropped(): number {
    return this.queue.dropped;
  }

  devices(all: readonly DeviceModel[]): void {
    this.count = all.length;
  }

  current(device: DeviceModel, observations: readonly AgentObservation[], arrival: Arrival): void {
    this.put(device, observations, arrival, true);
  }

  sample(device: DeviceModel, observations: readonly AgentObservation[], arrival: Arrival): void {
    this.put(device, observations, arrival, false);
  }

  alive(): void {
    this.working = this.count;
  }

  loseAll(): void {
    this.working = 0;
  }

  close(): void {
    this.queue.close();
  }

  private put(
    device: DeviceModel,
    observations: readonly AgentObservation[],
    arrival: Arrival,
    isCurrent: boolean,
  ): void {
    this.queue.putEvent(device.uuid, describedObservations(device, observations, arrival, isCurrent));
  }
}
