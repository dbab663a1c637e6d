import type { BodyFields, Operation, QuectelCall } from '../call';
import { isFields } from '../call';
import { refuse } from '../codes';
import type { Command, CommandRunner, DeviceResult, Keeping } from '../world/commands';
import type { DataRecord, Device, EventRecord } from '../world/device';
import { placeOf } from '../world/life';
import { checkedReads, checkedServices, checkedWrites } from '../world/thing-check';
import type { ThingModel } from '../world/thing-model';
import type { QuectelWorld } from '../world/world';
import { deviceByIdOrKeys } from './device-handler';

const shadow = '/v2/deviceshadow/r3/openapi';
const storage = '/v2/quecdatastorage/r1/openapi/device';
const longestRawText = 4096;

/** What goes down to devices, and what came up from them. */
export class DataHandler {
  constructor(
    private readonly world: QuectelWorld,
    private readonly post: CommandRunner,
  ) {}

  get operations(): Operation[] {
    return [
      {
        name: 'deviceReadData',
        method: 'POST',
        path: `${shadow}/dm/readData`,
        body: true,
        handle: (call) => this.#toProduct(call, readCommand),
      },
      {
        name: 'deviceWriteData',
        method: 'POST',
        path: `${shadow}/dm/writeData`,
        body: true,
        change: true,
        handle: (call) => this.#toProduct(call, writeCommand),
      },
      {
        name: 'deviceSendServiceData',
        method: 'POST',
        path: `${shadow}/dm/sendServiceData`,
        body: true,
        change: true,
        handle: (call) => this.#toProduct(call, serviceCommand),
      },
      {
        name: 'deviceSendRawData',
        method: 'POST',
        path: `${shadow}/raw/sendData`,
        body: true,
        change: true,
        handle: (call) => this.#raw(call),
      },
      {
        name: 'deviceGetLocation',
        method: 'GET',
        path: '/v2/deviceshadow/r1/openapi/device/getlocation',
        handle: (call) => this.#location(deviceByIdOrKeys(this.world, call)),
      },
      {
        name: 'deviceDataHistory',
        method: 'GET',
        path: `${storage}/data/history`,
        handle: (call) => this.#dataHistory(call),
      },
      {
        name: 'deviceEventHistory',
        method: 'GET',
        path: `${storage}/eventdata/history`,
        handle: (call) => this.#eventHistory(call),
      },
    ];
  }

  #toProduct(
    { account, body }: QuectelCall,
    commandOf: (model: ThingModel, data: string) => Command,
  ): DeviceResult[] {
    const { productKey, model } = this.world.product(account, body.required('productKey'), 70130);
    if (!model) {
      throw refuse(70083);
    }
    const command = commandOf(model, body.required('data'));
    return textsOf(body.list('devices')).map((deviceKey) =>
      this.post.send(productKey, deviceKey, command, keepingOf(body)),
    );
  }

  #raw({ account, body }: QuectelCall): DeviceResult[] {
    const command: Command = { kind: 'raw', bytes: rawBytes(body) };
    const targets = body.list('devices').map((entry) => {
      const { productKey, deviceKey } = isFields(entry) ? entry : {};
      if (typeof productKey !== 'string' || typeof deviceKey !== 'string') {
        throw refuse(50005, 'devices');
      }
      this.world.product(account, productKey, 70130);
      return { productKey, deviceKey };
    });
    return targets.map(({ productKey, deviceKey }) =>
      this.post.send(productKey, deviceKey, command, keepingOf(body)),
    );
  }

  #location(device: Device): object | null {
    if (device.product.model) {
      return null;
    }
    const { productKey } = device.product;
    const place = { ...placeOf(device.random.fork('location')), locateType: 'GNSS', locType: 'GP' };
    return { productKey, deviceKey: device.deviceKey, deviceStatus: device.online ? 1 : 0, ...place };
  }

  #dataHistory(call: QuectelCall): unknown {
    const { query } = call;
    const device = this.#historyOf(call);
    const [direction, sendStatus] = [query.integer('direction'), query.integer('sendStatus')];
    const found = withinPeriod(call, device.data)
      .filter((record) => direction === undefined || record.direction === direction)
      .filter((record) => sendStatus === undefined || record.sendStatus === sendStatus);
    return query.page(found.map((record) => dataLine(device, record)));
  }

  #eventHistory(call: QuectelCall): unknown {
    const device = this.#historyOf(call);
    const eventType = call.query.text('eventType');
    const found = withinPeriod(call, device.events).filter(
      (record) => eventType === undefined || String(record.eventType) === eventType,
    );
    return call.query.page(found.map((record) => eventLine(device, record)));
  }

  #historyOf(call: QuectelCall): Device {
    call.query.required('productKey', 50007);
    call.query.required('deviceKey', 50007);
    return deviceByIdOrKeys(this.world, call);
  }
}

/** Catalogue: `cacheTime` is 600 seconds unless it is said. */
function keepingOf(body: BodyFields): Keeping {
  const cacheTime = body.integer('cacheTime') ?? 600;
  return { isCache: body.flag('isCache'), isCover: body.flag('isCover'), cacheTime };
}

function readCommand(model: ThingModel, data: string): Command {
  return { kind: 'read', model, codes: checkedReads(model, data) };
}

function writeCommand(model: ThingModel, data: string): Command {
  return { kind: 'write', model, values: checkedWrites(model, data) };
}

function serviceCommand(model: ThingModel, data: string): Command {
  return { kind: 'service', model, calls: checkedServices(model, data) };
}

function rawBytes(body: BodyFields): Buffer {
  const data = body.required('data');
  const encode = body.text('encode') ?? 'Text';
  const isHex = encode === 'Hex' && /^([0-9a-f]{2})+$/i.test(data);
  if (data.length > longestRawText || (encode !== 'Text' && !isHex)) {
    throw refuse(50005, 'data');
  }
  return Buffer.from(data, isHex ? 'hex' : 'utf8');
}

function textsOf(values: unknown[]): string[] {
  return values.map((value) => {
    if (typeof value !== 'string') {
      throw refuse(50005, 'devices');
    }
    return value;
  });
}

/** Newest first. */
function withinPeriod<Line extends { time: number }>({ query }: QuectelCall, lines: readonly Line[]): Line[] {
  const from = query.integer('beginDateTimp') ?? 0;
  const until = query.integer('endDateTimp') ?? Number.MAX_SAFE_INTEGER;
  return lines.filter(({ time }) => time >= from && time <= until).reverse();
}

/** Numbers of milliseconds are texts here (docs/platforms/quectel.md, "Envelope"). */
function dataLine(device: Device, { time, direction, sendStatus, ticket, dmData, raw }: DataRecord): object {
  return {
    id: null,
    deviceId: null,
    productId: null,
    productKey: device.product.productKey,
    deviceKey: device.deviceKey,
    direction,
    data: raw.toString('base64'),
    dataType: 'BASE64',
    sendStatus,
    ticket,
    sendTime: String(time),
    createTime: String(time),
    updateTime: String(time),
    sourceType: dmData === undefined ? 'RAW' : 'MODE',
    msgType: direction === 1 ? 'up' : 'down',
    dmData: dmData ?? null,
    extData: null,
  };
}

function eventLine(device: Device, record: EventRecord): object {
  return {
    id: record.ticket,
    abId: record.abId ?? null,
    productKey: device.product.productKey,
    deviceKey: device.deviceKey,
    eventType: String(record.eventType),
    eventCode: record.eventCode,
    eventName: record.eventName ?? null,
    outputData: record.outputData ?? null,
    packetId: null,
    ticket: record.ticket,
    createTime: String(record.time),
    extData: {},
  };
}
