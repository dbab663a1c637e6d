import { Backoff, delay } from '../async/timing';
import { NetworkError, PlatformError, type ShopfloorError, toShopfloorError } from '../errors';
import type { AgentClient } from './agent-client';
import { type AgentDocument, type AgentHeader, OUT_OF_RANGE } from './agent-document';
import { type DeviceModel, devicesOf } from './device-model';
import type { Arrival } from './device-tracker';
import { HEARTBEAT_MS, MOST_OBSERVATIONS } from './limits';
import { type AgentObservation, type DeviceObservations, observationsOf } from './observations';

export interface AgentEvents {
  /** The devices that are followed; again whenever their models were read anew. */
  onDevices(devices: readonly DeviceModel[]): void;
  /** All that is known of a device. */
  onCurrent(device: DeviceModel, observations: readonly AgentObservation[], arrival: Arrival): void;
  /** What was observed since, in order. */
  onSample(device: DeviceModel, observations: readonly AgentObservation[], arrival: Arrival): void;
  /** A document came, perhaps without news: the agent lives. */
  onAlive(): void;
  /** The connection is lost and could not be had again at once. */
  onLost(): void;
  /** Said once for each kind of failure, until there is a document again. */
  onFailure(error: ShopfloorError): void;
  onRecovery(): void;
  /** The agent has none of these devices, but others that are asked for; said once. */
  onMissing(names: readonly string[]): void;
  /** So many observations went out of the agent's buffer before they were read. */
  onGap(missed: number): void;
  /** The agent's clock is off by so many ms; said once. */
  onClockOff(offBy: number): void;
}

export interface FollowerOptions {
  /** Names or uuids; none: all of the agent. */
  readonly devices: readonly string[];
  readonly intervalMs: number;
}

/** How a round of following ended, where nothing failed. */
type Outcome = 'again' | 'poll';

const BACKOFF = { firstMs: 1_000, longestMs: 30_000 };
/** The agent's clock, and what its observations say, is believed within so many ms. */
const CLOCK_TOLERANCE_MS = 300_000;
/** So often a stream may fail before its first document; then the agent is polled for a while. */
const MOST_BARREN_STREAMS = 2;
const STREAM_AGAIN_MS = 600_000;
const NO_DEVICE = 'mtconnect:NO_DEVICE';
/** An agent that has no device yet is asked again so soon. */
const EMPTY_AGAIN_MS = 2_000;
/** Between two readings of the models for the sake of a data item that is not known. */
const PROBE_AGAIN_MS = 60_000;

/**
 * Follows the devices of an agent: what they are (`probe`), what is so now (`current`), then what happens (`sample`), as
 * a stream or, where none gets through, by asking again and again. It goes on where it was after a break; where the
 * agent has begun anew, or has forgotten what comes next, it begins with what is so now.
 */
export class AgentFollower {
  private readonly closing = new AbortController();
  private readonly backoff = new Backoff(BACKOFF);
  private devices: ReadonlyMap<string, DeviceModel> = new Map();
  private instanceId: string | undefined;
  private modelTime: string | undefined;
  private bufferSize: number | undefined;
  /** The sequence number that comes next; undefined: what is so now has to be asked. */
  private next: number | undefined;
  private lastFailure: string | undefined;
  private isLost = false;
  /** What is so now was asked because what came next was forgotten, and nothing has come since. */
  private isResynchronized = false;
  /** No document came since the models were read. */
  private isFresh = false;
  private barrenStreams = 0;
  private streamAgainAt = Number.NEGATIVE_INFINITY;
  private probeAgainAt = Number.NEGATIVE_INFINITY;
  private heardAt: number | undefined;
  private isClockTold = false;
  private missing = '';

  constructor(
    private readonly client: AgentClient,
    private readonly options: FollowerOptions,
    private readonly events: AgentEvents,
  ) {}

  /** Ends when the follower is closed. */
  async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      try {
        await this.follow(signal);
      } catch (thrown) {
        if (signal.aborted) return;
        const wait = this.fail(toShopfloorError(thrown));
        await delay(wait, signal).catch(() => undefined);
      }
    }
  }

  close(): void {
    this.closing.abort();
  }

  /** Ms to wait before the next try. */
  private fail(error: ShopfloorError): number {
    const { events } = this;
    if (error.code === OUT_OF_RANGE && this.next !== undefined && !this.isResynchronized) {
      this.isResynchronized = true;
      this.next = undefined;
      events.onGap(0);
      return 0;
    }
    const isAgain = this.lastFailure !== undefined;
    // What was cut may be had again at once: then nothing is lost.
    if (!this.isLost && (isAgain || error.kind === 'timeout' || this.next === undefined)) {
      this.isLost = true;
      events.onLost();
    }
    if (this.lastFailure !== error.code) events.onFailure(error);
    this.lastFailure = error.code;
    return this.backoff.next();
  }

  private async follow(signal: AbortSignal): Promise<void> {
    if (this.devices.size === 0) await this.probe(signal);
    if (this.devices.size === 0) {
      await delay(EMPTY_AGAIN_MS, signal);
      return;
    }
    // What is so now is told anew to whoever was told that nothing is known.
    if (this.next === undefined || this.isLost) await this.askCurrent(signal);
    const mayStream = performance.now() >= this.streamAgainAt;
    const outcome = mayStream ? await this.stream(signal) : await this.poll(signal);
    if (outcome === 'poll') this.streamAgainAt = performance.now() + STREAM_AGAIN_MS;
  }

  private async probe(signal: AbortSignal): Promise<void> {
    const { devices: wanted } = this.options;
    const document = await this.client.probe(undefined, signal).catch((thrown: unknown) => {
      const error = toShopfloorError(thrown);
      // Where none is named, an agent that has none yet works.
      if (error.code === NO_DEVICE && wanted.length === 0) return undefined;
      throw error;
    });
    if (document === undefined) {
      this.events.onDevices([]);
      this.noteAlive();
      return;
    }
    const all = devicesOf(document.root);
    const isWanted = ({ uuid, name, id }: DeviceModel) =>
      wanted.length === 0 || wanted.some((each) => each === uuid || each === name || each === id);
    const chosen = all.filter(isWanted);
    const { instanceId, deviceModelChangeTime, bufferSize } = document.header;
    this.takeInstance(instanceId);
    this.modelTime = deviceModelChangeTime;
    this.bufferSize = bufferSize;
    this.isFresh = true;
    this.probeAgainAt = performance.now() + PROBE_AGAIN_MS;
    if (chosen.length === 0 && wanted.length > 0) throw noDevice(wanted, all);
    this.devices = new Map(chosen.map((device) => [device.uuid, device]));
    this.events.onDevices(chosen);
    if (chosen.length === 0) this.noteAlive();
    this.tellMissing(chosen);
  }

  private tellMissing(found: readonly DeviceModel[]): void {
    const names = new Set(found.flatMap(({ uuid, name, id }) => [uuid, name, id]));
    const missing = this.options.devices.filter((name) => !names.has(name));
    if (missing.length > 0 && this.missing !== missing.join()) this.events.onMissing(missing);
    this.missing = missing.join();
  }

  private takeInstance(instanceId: string): void {
    if (this.instanceId !== instanceId) this.next = undefined;
    this.instanceId = instanceId;
  }

  /** What is asked of the agent: of one device alone where only one is followed. */
  private get device(): string | undefined {
    const [first, second] = this.devices.values();
    return this.options.devices.length > 0 && second === undefined ? first?.name : undefined;
  }

  private async askCurrent(signal: AbortSignal): Promise<void> {
    const document = await this.client.current(this.device, signal);
    if (this.isAnew(document.header)) return;
    const arrival = this.arrivalOf(document.header);
    const { nextSequence = 1 } = document.header;
    const streams = observationsOf(document.root);
    this.isLost = false;
    for (const [device, observations] of this.matched(streams)) {
      this.events.onCurrent(device, observations, arrival);
    }
    this.next = nextSequence;
    this.isFresh = false;
    this.noteAlive();
  }

  /** True where the agent has begun anew, or its devices have changed: then nothing of before counts. */
  private isAnew({ instanceId, deviceModelChangeTime }: AgentHeader): boolean {
    const isOther = instanceId !== this.instanceId;
    if (isOther && this.isFresh) throw unexpected('each of its answers has another instanceId');
    const isSameModel = deviceModelChangeTime === undefined || deviceModelChangeTime === this.modelTime;
    // Some say the time in documents of one kind only.
    if (this.isFresh || this.modelTime === undefined)
      this.modelTime = deviceModelChangeTime ?? this.modelTime;
    else if (!isSameModel) return this.forget();
    return isOther && this.forget();
  }

  private forget(): true {
    this.devices = new Map();
    this.next = undefined;
    return true;
  }

  private async stream(signal: AbortSignal): Promise<Outcome> {
    if (this.next === undefined) return 'again';
    const { intervalMs } = this.options;
    const query = { from: this.next, count: this.count, intervalMs, heartbeatMs: HEARTBEAT_MS };
    let isBarren = true;
    try {
      for await (const document of this.client.stream(this.device, query, signal)) {
        isBarren = false;
        this.barrenStreams = 0;
        if (!(await this.take(document, signal))) return 'again';
        this.isResynchronized = false;
        if (document.isOnly) return 'poll';
      }
      throw ended();
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      if (signal.aborted || !isBarren || !isOfStream(error)) throw error;
      this.barrenStreams += 1;
      // A proxy may hold back what has no end, for as long as anybody waits.
      if (error.kind !== 'timeout' && this.barrenStreams < MOST_BARREN_STREAMS) throw error;
      this.barrenStreams = 0;
      return 'poll';
    }
  }

  private async poll(signal: AbortSignal): Promise<Outcome> {
    while (performance.now() < this.streamAgainAt) {
      const { next: from } = this;
      if (from === undefined) return 'again';
      const document = await this.client.sample(this.device, { from, count: this.count }, signal);
      if (!(await this.take(document, signal))) return 'again';
      this.isResynchronized = false;
      const { lastSequence = 0 } = document.header;
      const isBehind = this.next !== undefined && this.next > from && this.next <= lastSequence;
      if (!isBehind) await delay(this.options.intervalMs, signal);
    }
    return 'again';
  }

  private get count(): number {
    return Math.max(1, Math.min(MOST_OBSERVATIONS, this.bufferSize ?? MOST_OBSERVATIONS));
  }

  /** False where the following has to begin again. */
  private async take({ header, root, kind }: AgentDocument, signal: AbortSignal): Promise<boolean> {
    if (kind !== 'streams') throw unexpected('the document is not one of observations');
    if (this.isAnew(header)) return false;
    const expected = this.next ?? 0;
    const { nextSequence, firstSequence } = header;
    const isBack = nextSequence !== undefined && nextSequence < expected;
    const missed = firstSequence === undefined ? 0 : firstSequence - expected;
    const arrival = this.arrivalOf(header);
    const streams = isBack ? [] : observationsOf(root);
    let newest = expected - 1;
    for (const [device, all] of this.matched(streams)) {
      const observations = all.filter(({ sequence }) => sequence === 0 || sequence >= expected);
      newest = Math.max(newest, observations.at(-1)?.sequence ?? 0);
      if (observations.length > 0) this.events.onSample(device, observations, arrival);
    }
    this.next = nextSequence ?? newest + 1;
    this.isFresh = false;
    this.noteAlive();
    if (isBack || missed > 0) {
      this.events.onGap(Math.max(0, missed));
      await this.askCurrent(signal);
    }
    return this.next !== undefined && !this.hasUnknownItems(streams);
  }

  /** A device has data items that its model does not: the model is read again, though not all the time. */
  private hasUnknownItems(streams: readonly DeviceObservations[]): boolean {
    if (performance.now() < this.probeAgainAt) return false;
    const isUnknown = this.matched(streams).some(([{ dataItems }, observations]) =>
      observations.some(({ dataItemId }) => !dataItems.has(dataItemId)),
    );
    return isUnknown && this.forget();
  }

  private matched(streams: readonly DeviceObservations[]): [DeviceModel, readonly AgentObservation[]][] {
    return streams.flatMap(({ uuid, name, observations }) => {
      const device = this.devices.get(uuid) ?? [...this.devices.values()].find((each) => each.name === name);
      return device ? [[device, observations] as [DeviceModel, readonly AgentObservation[]]] : [];
    });
  }

  private arrivalOf({ creationTime }: AgentHeader): Arrival {
    const receivedAt = Date.now();
    const offBy = creationTime === undefined ? 0 : creationTime - receivedAt;
    const isClockRight = Math.abs(offBy) <= CLOCK_TOLERANCE_MS;
    if (!isClockRight && !this.isClockTold) {
      this.isClockTold = true;
      this.events.onClockOff(offBy);
    }
    const late = this.heardAt === undefined ? 0 : Math.max(0, receivedAt - this.heardAt);
    return { receivedAt, late, isClockRight };
  }

  private noteAlive(): void {
    this.heardAt = Date.now();
    this.backoff.reset();
    if (this.lastFailure !== undefined) this.events.onRecovery();
    this.lastFailure = undefined;
    this.events.onAlive();
  }
}

/** True for what another way to ask may avoid. */
function isOfStream(error: ShopfloorError): boolean {
  if (error.code === OUT_OF_RANGE) return false;
  return !(error instanceof NetworkError && error.notSent);
}

function ended(): NetworkError {
  return new NetworkError('STREAM_ENDED', 'The agent has ended its stream');
}

function unexpected(what: string): PlatformError {
  return new PlatformError(`The agent's answer is not what was asked for: ${what}`, {
    code: 'mtconnect:unexpected-answer',
    kind: 'platform',
    retryable: true,
  });
}

const MOST_NAMED = 10;

function noDevice(wanted: readonly string[], all: readonly DeviceModel[]): PlatformError {
  const has = all.slice(0, MOST_NAMED).map(({ name }) => name);
  const listed =
    has.length === 0 ? 'it has none' : `it has ${has.join(', ')}${all.length > MOST_NAMED ? ', …' : ''}`;
  const what = `The agent has no device "${wanted.join('", "')}": ${listed}`;
  return new PlatformError(what, { code: NO_DEVICE, kind: 'not-found', retryable: true });
}
