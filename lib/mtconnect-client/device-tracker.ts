import { boundedText } from '../machine/bounded-text';
import { isoTime } from '../machine/iso-time';
import type { MachineNews } from '../machine/machine-record';
import type { MachineStatus } from '../machine/machine-status';
import type { Observation } from '../machine/observation';
import { sourceTime } from '../machine/source-time';
import { ActiveConditions } from './active-conditions';
import { DeviceFields } from './device-fields';
import type { DeviceModel } from './device-model';
import { statusOf } from './device-status';
import type { AgentObservation } from './observations';

/** Characters of a value as received. */
const LONGEST_NATIVE = 10_000;
/** The observations that a machine's state is made of. */
const DECIDING = ['availability', 'power', 'execution', 'controllerMode', 'emergencyStop'];

/** When a document came, and what can be believed of its times. */
export interface Arrival {
  /** ms since the epoch. */
  readonly receivedAt: number;
  /** How long its observations may have waited for a connection, in ms. */
  readonly late: number;
  /** The agent's own clock is right. */
  readonly isClockRight: boolean;
}

/** Makes a machine's news of what an agent observes of one device. */
export class DeviceTracker {
  private readonly fields: DeviceFields;
  private readonly conditions: ActiveConditions;
  /** What a machine did by the last news of it; undefined before them, and after it was lost. */
  private told: MachineStatus | undefined;
  /** How far the source is off, in ms, where its times are not believed. */
  offBy: number | undefined;
  private isClockTold: boolean;

  /** `before`: the same device's tracker of before its model was read again. */
  constructor(model: DeviceModel, before?: DeviceTracker) {
    this.told = before?.told;
    this.isClockTold = before?.isClockTold ?? false;
    this.fields = new DeviceFields(model);
    const conditions = [...model.dataItems.values()].filter(({ category }) => category === 'CONDITION');
    this.conditions = new ActiveConditions(conditions.map(({ id }) => id));
  }

  /** True once for each device: that its times are off is said once. */
  tellsClock(): boolean {
    const isNew = !this.isClockTold;
    this.isClockTold = true;
    return isNew;
  }

  /** Nothing is known any more; the next document has to tell all. */
  lose(): void {
    this.told = undefined;
  }

  /** All that is known now: what was known before, and is not among it, is not known any more. */
  current(observations: readonly AgentObservation[], arrival: Arrival): MachineNews {
    this.fields.clear();
    this.conditions.clear();
    const native: Record<string, unknown> = {};
    for (const each of observations) this.put(each, arrival, native);
    const status = this.status();
    const deciding = this.fields.itemsOf(DECIDING);
    const decided = observations.filter(
      ({ dataItemId, condition }) => deciding.has(dataItemId) || condition?.level === 'FAULT',
    );
    const since = this.told?.state === status.state ? undefined : newest(decided, arrival);
    this.told = status;
    return {
      observations: [...this.fields.kinds, ...this.fields.all, ...this.conditionNews()],
      isComplete: true,
      status,
      // It is so now, whenever it began.
      time: arrival.receivedAt,
      receivedAt: arrival.receivedAt,
      native,
      ...(since === undefined ? {} : { since }),
    };
  }

  /** One news for each time at which something was observed, so that nothing that passed in between is lost. */
  sample(observations: readonly AgentObservation[], arrival: Arrival): MachineNews[] {
    const news: MachineNews[] = [];
    let begin = 0;
    for (let end = 1; end <= observations.length; end += 1) {
      if (observations[end]?.timestamp === observations[begin]?.timestamp) continue;
      news.push(this.news(observations.slice(begin, end), arrival));
      begin = end;
    }
    return news;
  }

  private news(observations: readonly AgentObservation[], arrival: Arrival): MachineNews {
    const native: Record<string, unknown> = {};
    const put = observations.flatMap((each) => this.put(each, arrival, native) ?? []);
    const { time, offBy } = sourceTime(observations[0]?.timestamp, arrival.receivedAt, 0, arrival.late);
    this.offBy = offBy;
    const hasConditions = observations.some(({ condition }) => condition !== undefined);
    this.told = this.status();
    return {
      observations: [...put, ...(hasConditions ? this.conditionNews() : [])],
      status: this.told,
      time,
      receivedAt: arrival.receivedAt,
      native,
    };
  }

  private put(
    observation: AgentObservation,
    arrival: Arrival,
    native: Record<string, unknown>,
  ): Observation | undefined {
    const { dataItemId, value, condition, timestamp } = observation;
    if (condition) {
      const since = believed(timestamp, arrival);
      const kept = typeof value === 'string' ? { ...observation, value: ownText(value) } : observation;
      this.conditions.take(kept, since === undefined ? undefined : isoTime(since));
      native[dataItemId] = condition.level;
      return undefined;
    }
    const kept = typeof value === 'string' ? ownText(boundedText(value, LONGEST_NATIVE)) : value;
    native[dataItemId] = kept;
    return typeof kept === 'string' || kept === null ? this.fields.put(dataItemId, kept) : undefined;
  }

  private conditionNews(): Observation[] {
    const { all } = this.conditions;
    return all === undefined ? [] : [{ path: ['conditions'], value: all }];
  }

  private status(): MachineStatus {
    const { fields, conditions } = this;
    return statusOf({
      availability: fields.word('availability'),
      power: fields.word('power'),
      execution: fields.word('execution'),
      controllerMode: fields.word('controllerMode'),
      emergencyStop: fields.word('emergencyStop'),
      isDryRun: fields.get('overrides.dryRun') === true,
      hasFault: conditions.hasFault,
      isHeard: fields.isHeard,
    });
  }
}

/** When an observation was made, however long ago; undefined where the agent's times are not to be believed. */
function believed(timestamp: string, { isClockRight, receivedAt }: Arrival): number | undefined {
  if (!isClockRight) return undefined;
  const { time, offBy } = sourceTime(timestamp, receivedAt, 0, Number.POSITIVE_INFINITY);
  return offBy === undefined && !Number.isNaN(Date.parse(timestamp)) ? time : undefined;
}

function newest(observations: readonly AgentObservation[], arrival: Arrival): number | undefined {
  const times = observations.flatMap(({ timestamp }) => believed(timestamp, arrival) ?? []);
  return times.length === 0 ? undefined : times.reduce((one, other) => Math.max(one, other));
}

/** Longer texts are parts of the whole document, which they would keep in memory. */
function ownText(text: string): string {
  return text.length <= 12 ? text : JSON.parse(JSON.stringify(text));
}
