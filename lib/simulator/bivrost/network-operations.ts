import { type Arguments, readFields, rulesOf, text } from './arguments';
import { GatewayRefusal, success } from './codes';
import { isAddress } from './fleet';
import { get, type Operation, post } from './operations';
import type { GatewayWorld } from './world';

const adapterFields =
  'isDHCPEnabled:Bool ipAddress subMask defaultGateway isDNSServerDHCPEnabled:Bool dnsServer1 dnsServer2';

/** The gateway's own network (docs/platforms/bivrost.md, "Configuration and gateway": 2.10.2.14 to 2.10.2.25). */
export function networkOperations(world: GatewayWorld): Operation[] {
  const wired = adapters();
  const wireless: Record<string, unknown> = {
    ...plainAdapter('00:A0:71:BD:E2:63', '192.168.1.88'),
    wifiName: 'workshop-5G',
    signalStrength: 87,
  };
  let staticRouting = '';
  const lan = (args: Arguments) => {
    const found = wired.get(text(args, 'name').toUpperCase());
    if (!found) {
      throw new GatewayRefusal('invalidRequest', 'Invalid name.');
    }
    return found;
  };
  return [
    get('gateway/network-adapters', '', () => ({ names: [...wired.keys(), 'WLAN'] })),
    get('gateway/lan', 'name!', ({ args }) => ({ ...lan(args) })),
    post('gateway/update-lan', '', `name! ${adapterFields}`, ({ args, fields }) => ({
      ...Object.assign(lan(args), changedAdapter(fields)),
    })),
    get('gateway/wifi', '', () => shownWifi(wireless)),
    post('gateway/update-wifi', '', adapterFields, ({ fields }) =>
      shownWifi(Object.assign(wireless, changedAdapter(fields))),
    ),
    get('gateway/search-wifi', '', () => [
      { wifiName: 'workshop-5G', signalStrength: 87, state: wireless['state'] },
      { wifiName: 'office', signalStrength: 41, state: 'Disconnected' },
    ]),
    get('gateway/connect-wifi', 'wifiName! wifiPassword', ({ args }) => {
      Object.assign(wireless, { wifiName: text(args, 'wifiName'), state: 'Connected' });
      return success;
    }),
    get('gateway/disconnect-wifi', '', () => {
      wireless['state'] = 'Disconnected';
      return success;
    }),
    get('gateway/static-routing', '', () => ({ staticRouting })),
    post('gateway/update-static-routing', '', 'staticRouting!', ({ args }) => {
      const routes = text(args, 'staticRouting')
        .split(';')
        .filter((route) => route.trim() !== '');
      const areValid = routes.every((route) => route.split(',').every((part) => isAddress(part.trim())));
      if (!areValid) {
        throw new GatewayRefusal('badAddress');
      }
      staticRouting = text(args, 'staticRouting');
      return { staticRouting };
    }),
    ...remoteOperations(world),
  ];
}

function remoteOperations(world: GatewayWorld): Operation[] {
  const enter = (state: string) => () => {
    const page = world.documents.find(({ name }) => name === 'remote-access');
    Object.assign(page?.values ?? {}, { state });
    return success;
  };
  return [
    get('gateway/connect-remote-host', '', enter('Established')),
    get('gateway/disconnect-remote-host', '', enter('Idle')),
  ];
}

function adapters(): Map<string, Record<string, unknown>> {
  return new Map([
    ['LAN1', { name: 'LAN1', ...plainAdapter('00:E0:71:BC:D2:53', '192.168.100.1') }],
    ['LAN2', { name: 'LAN2', ...plainAdapter('00:E0:71:BC:D2:54', '192.168.1.1') }],
  ]);
}

function plainAdapter(macAddress: string, ipAddress: string): Record<string, unknown> {
  return {
    macAddress,
    state: 'Connected',
    isDHCPEnabled: false,
    ipAddress,
    subMask: '255.255.255.0',
    defaultGateway: '',
    isDNSServerDHCPEnabled: false,
    dnsServer1: '',
    dnsServer2: '',
  };
}

function changedAdapter(fields: Record<string, unknown>): Record<string, unknown> {
  const changed = readFields(fields, rulesOf(adapterFields));
  if (changed['ipAddress'] !== undefined && !isAddress(text(changed, 'ipAddress'))) {
    throw new GatewayRefusal('badAddress');
  }
  return changed;
}

/** Name and strength only while it is connected (2.10.2.17). */
function shownWifi({ wifiName, signalStrength, ...adapter }: Record<string, unknown>) {
  return adapter['state'] === 'Connected' ? { wifiName, signalStrength, ...adapter } : adapter;
}
