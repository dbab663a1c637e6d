import type { Operation, QuectelCall } from '../call';
import { refuse } from '../codes';
import type { QuectelWorld } from '../world/world';
import { deviceByIdOrKeys } from './device-handler';

const path = '/v2/devicemgr/r1/openapi/product/gateway';

/** Gateways and the sub-devices behind them. */
export class GatewayHandler {
  constructor(private readonly world: QuectelWorld) {}

  get operations(): Operation[] {
    return [
      {
        name: 'gatewaySubList',
        method: 'GET',
        path: `${path}/subList`,
        handle: (call) => this.#subDevices(call),
      },
      {
        name: 'gatewayGetProductByChildDevice',
        method: 'GET',
        path: `${path}/getGatewayProductByChildDevice`,
        handle: (call) => this.#gatewayOf(call),
      },
      {
        name: 'gatewayUnbind',
        method: 'POST',
        path: `${path}/unbind`,
        change: true,
        handle: (call) => this.#unbind(call),
      },
    ];
  }

  #subDevices(call: QuectelCall): unknown {
    const gateway = deviceByIdOrKeys(this.world, call);
    if (gateway.product.accessType !== 1) {
      throw refuse(70020);
    }
    const found = this.world.devices.filter(({ gatewayKey }) => gatewayKey === gateway.deviceKey);
    return call.query.page(found.map((device) => ({ ...device.overview, id: device.sheet.deviceId })));
  }

  #gatewayOf({ account, query }: QuectelCall): object {
    const device = this.world.device(
      account,
      query.required('productKey', 50007),
      query.required('deviceKey', 50007),
    );
    if (device.product.accessType !== 2) {
      throw refuse(70029);
    }
    const gateway = this.world.devices.find(({ deviceKey }) => deviceKey === device.gatewayKey);
    if (!gateway) {
      throw refuse(70028);
    }
    const { productKey, productName } = gateway.product;
    return { productKey, productName, deviceKey: gateway.deviceKey, deviceName: gateway.deviceName };
  }

  #unbind({ account, query }: QuectelCall): null {
    const device = this.world.device(
      account,
      query.required('productKey', 50007),
      query.required('deviceKey', 50007),
    );
    if (device.gatewayKey === undefined) {
      throw refuse(70026);
    }
    device.gatewayKey = undefined;
    return null;
  }
}
