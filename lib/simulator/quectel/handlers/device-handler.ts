import type { BodyFields, Fields, Operation, QuectelCall, QueryFields } from '../call';
import { isFields } from '../call';
import { refuse } from '../codes';
import type { Device } from '../world/device';
import { type MessagePublisher, messageType } from '../world/message-publisher';
import type { Product } from '../world/products';
import { tslOf } from '../world/thing-model';
import type { QuectelWorld } from '../world/world';

const products = '/v2/quecproductmgr/r3/openapi';
const devices = '/v2/devicemgr/r3/openapi';
const largestBatch = 500;
const deviceKeyForm = /^[\w-]{4,32}$/;

/** Products, thing models, and devices that are looked up, made, changed and deleted. */
export class DeviceHandler {
  constructor(
    private readonly world: QuectelWorld,
    private readonly publisher: MessagePublisher,
    private readonly now: () => number,
  ) {}

  get operations(): Operation[] {
    const change = { method: 'POST', body: true, change: true } as const;
    return [
      {
        name: 'productList',
        method: 'GET',
        path: `${products}/products`,
        handle: (call) => this.#products(call),
      },
      {
        name: 'productDetail',
        method: 'GET',
        path: `${products}/product/detail`,
        handle: (call) => this.#product(call),
      },
      {
        name: 'productTSL',
        method: 'GET',
        path: '/v2/quectsl/openapi/product/export/tslFile',
        handle: (call) => this.#thingModel(call),
      },
      {
        name: 'deviceList',
        method: 'GET',
        path: `${devices}/product/device/overview`,
        handle: (call) => this.#list(call),
      },
      {
        name: 'deviceDetail',
        method: 'GET',
        path: `${devices}/device/detail`,
        handle: (call) => this.#named(call).overview,
      },
      {
        name: 'deviceResource',
        method: 'GET',
        path: '/v2/deviceshadow/r2/openapi/device/resource',
        handle: (call) => this.#resource(this.#named(call)),
      },
      {
        name: 'deviceCreate',
        path: `${devices}/device/create`,
        ...change,
        handle: (call) => this.#create(call, [call.body.fields]),
      },
      {
        name: 'deviceCreateBatch',
        path: `${devices}/device/createBatch`,
        ...change,
        handle: (call) => this.#create(call, batchOf(call.body)),
      },
      {
        name: 'deviceUpdate',
        path: `${devices}/device/update`,
        ...change,
        handle: (call) => this.#update(call, [call.body.fields]),
      },
      {
        name: 'deviceUpdateBatch',
        path: `${devices}/device/updateBatch`,
        ...change,
        handle: (call) => this.#update(call, batchOf(call.body)),
      },
      {
        name: 'deviceDelete',
        path: `${devices}/device/delete`,
        ...change,
        handle: (call) => this.#delete(call),
      },
    ];
  }

  #products({ account, query }: QuectelCall): unknown {
    const wanted = query.text('productKey');
    const visible = this.world.visibleProducts(account);
    const found = visible.filter(({ productKey }) => wanted === undefined || productKey === wanted);
    return query.page(found.map((product) => this.#productOf(product)));
  }

  #product({ account, query }: QuectelCall): object {
    const product = this.world.product(account, query.required('productKey'));
    return { ...this.#productOf(product), productConfig: { aiCapabilityStatus: false } };
  }

  #productOf({ productKey, productName, accessType, model }: Product): object {
    return {
      productKey,
      productName,
      accessType,
      dataFmt: model ? 3 : 0,
      netWay: '2',
      connectPlatform: 0,
      logoPath: null,
      createTime: 1_700_000_000_000,
      updateTime: 1_700_000_000_000,
    };
  }

  #thingModel({ account, query }: QuectelCall): object {
    const productId = query.integer('productId');
    const byId = this.world.products.find((each) => each.productId === productId)?.productKey;
    const productKey = productId === undefined ? query.text('productKey') : (byId ?? '-');
    if (productKey === undefined) {
      throw refuse(50006);
    }
    const { model } = this.world.product(account, productKey);
    if (!model) {
      throw refuse(70063);
    }
    return tslOf(productKey, model);
  }

  #list({ account, query }: QuectelCall): unknown {
    const { productKey } = this.world.product(account, query.required('productKey'), 70130);
    const [deviceKey, online, active] = [
      query.text('deviceKey'),
      query.integer('deviceStatus'),
      query.integer('activeStatus'),
    ];
    const found = this.world
      .devicesOf(productKey)
      .filter((device) => deviceKey === undefined || device.deviceKey === deviceKey)
      .filter((device) => online === undefined || device.online === (online === 1))
      .filter((device) => active === undefined || device.verified === (active === 1));
    return query.page(found.map(({ overview }) => overview));
  }

  #resource(device: Device): object {
    const { deviceKey, sn } = device;
    const base = { productKey: device.product.productKey, deviceKey, sn, deviceId: device.sheet.deviceId };
    const module = { type: 'EC200U', version: 'EC200UCNAAR03A11M08', sdkVer: '2.11.0', iccId: '8986…0017' };
    return {
      ...base,
      ...module,
      battery: 97,
      voltage: 3.7,
      signalStrength: -63,
      rsrp: -91,
      rsrq: -9,
      snr: 14,
    };
  }

  #create({ account, body }: QuectelCall, entries: Fields[]): null {
    const product = this.world.product(account, body.required('productKey'));
    const keys = entries.map(({ deviceKey }) => checkedKey(deviceKey));
    const isTaken = keys.some((key) => this.world.find(product.productKey, key));
    if (isTaken || new Set(keys).size < keys.length) {
      throw refuse(70062);
    }
    for (const [index, { deviceName, sn, authMode }] of entries.entries()) {
      const deviceKey = keys[index] ?? '';
      const device = this.world.add({
        product,
        deviceKey,
        deviceName: textOr(deviceName, deviceKey),
        sn: textOr(sn, ''),
        authMode: typeof authMode === 'number' ? authMode : 0,
        unverified: true,
      });
      this.#tell(device, 'ADD', { deviceName: device.deviceName, sn: device.sn || null });
    }
    return null;
  }

  #update({ account, body }: QuectelCall, entries: Fields[]): null {
    const productKey = body.required('productKey');
    const changes = entries.map((entry) => {
      const device = this.world.device(account, productKey, checkedKey(entry['deviceKey']));
      return {
        device,
        name: textOr(entry['deviceName'], device.deviceName),
        sn: textOr(entry['sn'], device.sn),
      };
    });
    for (const { device, name, sn } of changes) {
      const data = {
        ...(name === device.deviceName ? {} : { deviceName: { old: device.deviceName, new: name } }),
        ...(sn === device.sn ? {} : { sn: { new: sn } }),
      };
      Object.assign(device, { deviceName: name, sn, updatedAt: this.now() });
      this.#tell(device, 'UPDATE', data);
    }
    return null;
  }

  #delete({ account, body }: QuectelCall): null {
    const device = this.world.device(account, body.required('productKey'), body.required('deviceKey'));
    this.world.remove(device);
    this.#tell(device, 'DELETE', { deviceName: device.deviceName, sn: device.sn || null });
    return null;
  }

  #tell(device: Device, operation: string, data: object): void {
    const types = [messageType.device, messageType.saasDevice];
    this.publisher.device(device, types, { type: 'META_EVENT', subtype: 'DEVICE', operation, data });
  }

  #named({ account, query }: QuectelCall): Device {
    return this.world.device(account, query.required('productKey'), query.required('deviceKey'));
  }
}

/** The device that is asked for by its id, or else by both keys. @throws QuectelRefusal 50007 */
export function deviceByIdOrKeys(world: QuectelWorld, call: QuectelCall): Device {
  const { account, query }: { account: QuectelCall['account']; query: QueryFields } = call;
  const deviceId = query.integer('deviceId');
  if (deviceId !== undefined) {
    return world.deviceById(account, deviceId);
  }
  return world.device(account, query.required('productKey', 50007), query.required('deviceKey', 50007));
}

function batchOf(body: BodyFields): Fields[] {
  const entries = body.list('devices');
  if (entries.length > largestBatch || !entries.every(isFields)) {
    throw refuse(50005, 'devices');
  }
  return entries.filter(isFields);
}

function checkedKey(value: unknown): string {
  if (typeof value !== 'string' || !deviceKeyForm.test(value)) {
    throw refuse(50005, 'deviceKey');
  }
  return value;
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
