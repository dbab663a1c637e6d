import type { Random } from '../../random';
import type { Timers } from '../../timers';
import type { DataRecord, Device, ThingValue } from './device';
import { type MessagePublisher, messageType } from './message-publisher';
import type { ThingEvent, ThingField, ThingModel } from './thing-model';
import { pushedValues, storedValues } from './thing-values';
import type { QuectelWorld } from './world';

const minute = 60_000;
const recordsOfThePast = 60;
const eventLevel = {
  INFO: [3, messageType.eventInfo],
  WARN: [4, messageType.eventWarn],
  ERROR: [5, messageType.eventError],
} as const;

/** What devices do by themselves: they report, and now and then something happens. */
export class Life {
  #packetId = 0;

  constructor(
    private readonly world: QuectelWorld,
    private readonly publisher: MessagePublisher,
    private readonly now: () => number,
  ) {
    for (const device of world.devices) {
      this.#remember(device);
    }
  }

  /** Begins, with so many milliseconds between the reports of a device; 0: only what is asked for. */
  start(timers: Timers, intervalMs: number): void {
    if (intervalMs > 0) {
      timers.every(intervalMs, () => this.tick());
    }
  }

  /** One round: every device that is online reports once. */
  tick(): void {
    for (const device of this.world.devices) {
      if (device.online) {
        this.report(device);
      }
    }
  }

  /** Lets a device report what it measures; pass-through devices send bytes and where they are. */
  report(device: Device): void {
    const { model } = device.product;
    if (!model) {
      this.#reportBytes(device);
      return;
    }
    const codes = drift(device, model);
    this.reportValues(device, codes);
    const { events } = model;
    const event = device.random.chance(0.1) ? events[device.random.integer(0, events.length)] : undefined;
    if (event) {
      this.event(device, event);
    }
  }

  /** Sends values of a device up, as a report. */
  reportValues(device: Device, codes: readonly string[]): void {
    const fields = (device.product.model?.properties ?? []).filter(({ code }) => codes.includes(code));
    const record = this.#record(device, fields, this.now());
    const kv = pushedValues(fields, device.values);
    const data = { packetId: this.nextPacket(), kv };
    this.publisher.device(
      device,
      [messageType.property],
      { type: 'MATTR', subtype: 'REPORT', data },
      record.ticket,
    );
  }

  /** Lets an event happen. */
  event(device: Device, event: ThingEvent): void {
    const fields = (device.product.model?.properties ?? []).filter(({ code }) =>
      event.outputs.includes(code),
    );
    const kv = pushedValues(fields, device.values);
    const [eventType, type] = eventLevel[event.level];
    const ticket = this.world.ticket();
    device.addEvent({
      time: this.now(),
      ticket,
      eventType,
      eventCode: event.code,
      eventName: event.name,
      abId: event.id,
      outputData: JSON.stringify(kv),
    });
    const data = { packetId: this.nextPacket(), code: event.code, kv };
    this.publisher.device(device, [type], { type: 'MEVENT', subtype: event.level, data }, ticket);
  }

  /** Takes a device off the network, or brings it back with what was kept for it. */
  setOnline(device: Device, online: boolean): void {
    if (device.online === online) {
      return;
    }
    device.online = online;
    const ticket = this.world.ticket();
    const eventType = online ? 1 : 0;
    device.addEvent({ time: this.now(), ticket, eventType, eventCode: online ? 'online' : 'offline' });
    this.publisher.device(
      device,
      [messageType.online],
      { type: 'ONLINE', data: { value: eventType } },
      ticket,
    );
    if (!online) {
      device.lastOfflineAt = this.now();
      return;
    }
    device.lastConnectedAt = this.now();
    const data = {
      packetId: this.nextPacket(),
      kv: { battery: '97', voltage: '3.7', signal_strength: '-63' },
    };
    this.publisher.device(device, [messageType.status], { type: 'STATUS', data });
    for (const { until, deliver } of device.cached.splice(0)) {
      if (until > this.now()) {
        deliver();
      }
    }
  }

  nextPacket(): number {
    this.#packetId = (this.#packetId % 65_535) + 1;
    return this.#packetId;
  }

  #reportBytes(device: Device): void {
    const raw = Buffer.from(`pallet ${device.deviceKey} stop ${device.random.integer(1, 40)}`);
    const ticket = this.world.ticket();
    device.addData({ time: this.now(), direction: 1, sendStatus: 1, ticket, raw });
    const data = { packetId: this.nextPacket(), raw: raw.toString('base64') };
    this.publisher.device(device, [messageType.rawUp], { type: 'RAW', subtype: 'UPLINK', data }, ticket);
    const place = placeOf(device.random);
    const location = { packetId: this.nextPacket(), type: 'GP', subType: 'GGA', kv: place };
    this.publisher.device(device, [messageType.location], {
      type: 'LOCATION',
      subtype: 'INFO-KV',
      data: location,
    });
  }

  #record(device: Device, fields: readonly ThingField[], time: number): DataRecord {
    const dmData = JSON.stringify(storedValues(fields, device.values));
    const raw = Buffer.from(dmData);
    return device.addData({ time, direction: 1, sendStatus: 1, ticket: this.world.ticket(), dmData, raw });
  }

  /** Gives a device an hour of past. */
  #remember(device: Device): void {
    const { model } = device.product;
    for (let ago = recordsOfThePast; ago > 0; ago--) {
      const time = this.now() - ago * minute;
      if (model) {
        const codes = drift(device, model);
        const fields = model.properties.filter(({ code }) => codes.includes(code));
        this.#record(device, fields, time);
      } else {
        const raw = Buffer.from(`pallet ${device.deviceKey}`);
        device.addData({ time, direction: 1, sendStatus: 1, ticket: this.world.ticket(), raw });
      }
    }
    device.addEvent({
      time: this.now() - (recordsOfThePast + 1) * minute,
      ticket: this.world.ticket(),
      eventType: 1,
      eventCode: 'online',
    });
  }
}

/** Lets measured values wander, and says which. */
function drift(device: Device, model: ThingModel): string[] {
  const measured = model.properties.filter(({ access }) => access === 'R');
  for (const { code, range, dataType } of measured) {
    if (range) {
      device.values[code] = wandered(device.random, device.values[code], range, dataType === 'INT');
    }
  }
  return measured.map(({ code }) => code);
}

function wandered(
  random: Random,
  before: ThingValue | undefined,
  { min, max, step }: NonNullable<ThingField['range']>,
  isWhole: boolean,
): number {
  const width = Math.min(max - min, 10_000);
  const start = typeof before === 'number' ? before : min + width * 0.4;
  const moved = start + (random.next() - 0.5) * width * 0.05;
  const steps = Math.round((Math.min(min + width * 0.9, Math.max(min, moved)) - min) / step);
  const value = min + steps * step;
  return isWhole ? Math.round(value) : Number(value.toFixed(2));
}

/** A place on the shop floor, as `LOCATION/INFO-KV` has it. */
export function placeOf(random: Random): object {
  const lat = Number((31.17 + random.next() / 1000).toFixed(6));
  const lng = Number((121.38 + random.next() / 1000).toFixed(6));
  return {
    satellites: '11',
    ggaStatus: '1',
    lat: '3110.2000',
    lng: '12122.8000',
    latType: 'N',
    lngType: 'E',
    hdop: '0.99',
    height: '12.5',
    wgs_84: { lat, lng },
    gcj_02: { lat, lng },
    bd_09: { lat, lng },
  };
}
