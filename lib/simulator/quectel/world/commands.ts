import type { Timers } from '../../timers';
import { refuse } from '../codes';
import type { QuectelSettings } from '../settings';
import type { DataRecord, Device, ThingValue } from './device';
import type { Life } from './life';
import { type MessagePublisher, messageType } from './message-publisher';
import type { ThingModel, ThingService } from './thing-model';
import { idsOf, pushedValues, storedValues } from './thing-values';
import type { QuectelWorld } from './world';

/** What a downlink call sends to a device. */
export type Command =
  | { kind: 'read'; model: ThingModel; codes: string[] }
  | { kind: 'write'; model: ThingModel; values: Record<string, ThingValue> }
  | {
      kind: 'service';
      model: ThingModel;
      calls: { service: ThingService; inputs: Record<string, ThingValue> }[];
    }
  | { kind: 'raw'; bytes: Buffer };

/** What happens to a command to a device that is offline. */
export interface Keeping {
  isCache: boolean;
  /** Seconds that it is kept. */
  cacheTime: number;
  /** It takes the place of those that are kept already. */
  isCover: boolean;
}

export interface DeviceResult {
  code: number;
  productKey: string;
  deviceKey: string;
  ticket: string | null;
  message: string | null;
}

/** Carries commands to devices: a ticket at once, the effect and its messages a little later. */
export class CommandRunner {
  constructor(
    private readonly world: QuectelWorld,
    private readonly life: Life,
    private readonly publisher: MessagePublisher,
    private readonly settings: QuectelSettings,
    private readonly timers: Timers,
    private readonly now: () => number,
  ) {}

  /** The result for one device; refused ones are no failure of the call (docs/platforms/quectel.md, "Envelope"). */
  send(productKey: string, deviceKey: string, command: Command, keeping: Keeping): DeviceResult {
    const device = this.world.find(productKey, deviceKey);
    const code = device ? this.#obstacle(device, keeping.isCache) : 70130;
    if (!device || code !== undefined) {
      const { message } = refuse(code ?? 70130);
      return { code: code ?? 70130, productKey, deviceKey, ticket: null, message };
    }
    device.commandTimes.push(this.now());
    const ticket = this.world.ticket();
    const record = device.addData(this.#record(device, command, ticket));
    if (device.online) {
      this.#deliver(device, command, record);
    } else {
      const kept = keeping.isCover ? [] : device.cached.filter(({ until }) => until > this.now());
      const until = this.now() + keeping.cacheTime * 1000;
      device.cached = [...kept, { until, deliver: () => this.#deliver(device, command, record) }];
    }
    return { code: 200, productKey, deviceKey, ticket, message: null };
  }

  #obstacle(device: Device, isCached: boolean): 61002 | 61005 | 61007 | 70026 | undefined {
    if (!device.verified) {
      return 61005;
    }
    if (device.product.accessType === 2 && device.gatewayKey === undefined) {
      return 70026;
    }
    const times = device.commandTimes;
    while (times[0] !== undefined && times[0] <= this.now() - 1000) {
      times.shift();
    }
    if (times.length >= this.settings.commandsPerSecond) {
      return 61007;
    }
    return device.online || isCached ? undefined : 61002;
  }

  #record(device: Device, command: Command, ticket: string): DataRecord {
    const base = { time: this.now(), direction: 2, ticket } as const;
    const sendStatus = device.online ? 1 : 0;
    if (command.kind === 'raw') {
      return { ...base, sendStatus, raw: command.bytes };
    }
    const dmData = JSON.stringify(storedCommand(command));
    return { ...base, sendStatus, dmData, raw: Buffer.from(dmData) };
  }

  #deliver(device: Device, command: Command, record: DataRecord): void {
    record.sendStatus = 1;
    const { ticket } = record;
    this.#announce(device, command, ticket);
    this.timers.after(this.settings.commandDelayMs, () => {
      const data = { sentAt: this.now(), status: 'succ' };
      this.publisher.device(device, [messageType.response], { type: 'REQACK', data }, ticket);
      this.#carryOut(device, command, ticket);
    });
  }

  #announce(device: Device, command: Command, ticket: string): void {
    const property = [messageType.property];
    if (command.kind === 'read') {
      const data = { keys: command.codes };
      this.publisher.device(device, property, { type: 'MATTR', subtype: 'READ', data }, ticket);
    } else if (command.kind === 'write') {
      const data = { kv: pushedValues(command.model.properties, command.values) };
      this.publisher.device(device, property, { type: 'MATTR', subtype: 'WRITE', data }, ticket);
    } else if (command.kind === 'raw') {
      const data = { raw: command.bytes.toString('base64') };
      this.publisher.device(
        device,
        [messageType.rawDown],
        { type: 'RAW', subtype: 'DOWNLINK', data },
        ticket,
      );
    } else {
      for (const { service, inputs } of command.calls) {
        const kv = pushedValues(service.inputs, inputs);
        const data = { packetId: this.life.nextPacket(), code: service.code, kv };
        this.publisher.device(
          device,
          [messageType.service],
          { type: 'MSERV', subtype: 'INPUT', data },
          ticket,
        );
      }
    }
  }

  #carryOut(device: Device, command: Command, ticket: string): void {
    if (command.kind === 'read') {
      const fields = command.model.properties.filter(({ code }) => command.codes.includes(code));
      const data = { packetId: this.life.nextPacket(), kv: pushedValues(fields, device.values) };
      this.publisher.device(
        device,
        [messageType.property],
        { type: 'MATTR', subtype: 'READRESP', data },
        ticket,
      );
    } else if (command.kind === 'write') {
      Object.assign(device.values, command.values);
      device.updatedAt = this.now();
      this.life.reportValues(device, Object.keys(command.values));
    } else if (command.kind === 'service') {
      for (const { service } of command.calls) {
        const data = { packetId: this.life.nextPacket(), code: service.code, kv: {} };
        this.publisher.device(
          device,
          [messageType.service],
          { type: 'MSERV', subtype: 'OUTPUT', data },
          ticket,
        );
      }
    }
  }
}

function storedCommand(command: Exclude<Command, { kind: 'raw' }>): unknown {
  switch (command.kind) {
    case 'read':
      return idsOf(command.model, command.codes);
    case 'write':
      return storedValues(command.model.properties, command.values);
    case 'service':
      return command.calls.map(({ service, inputs }) => ({
        id: service.id,
        value: storedValues(service.inputs, inputs),
      }));
  }
}
