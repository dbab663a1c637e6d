import { text } from './arguments';
import { GatewayRefusal, success } from './codes';
import { get, type Operation, post } from './operations';
import type { GatewayWorld } from './world';

/** The gateway's box, as far as its power goes. */
export interface GatewayBox {
  /** Is away for so many milliseconds; `Infinity`: until it is switched on by hand. */
  leave(milliseconds: number): void;
}

const timeZones = ['China Standard Time', 'Tokyo Standard Time', 'UTC', 'W. Europe Standard Time'];

/** Functions of the box (docs/platforms/bivrost.md, "Configuration and gateway": 2.10.2), but for its network. */
export function gatewayOperations(world: GatewayWorld, box: GatewayBox): Operation[] {
  return [...powerOperations(world, box), ...boxOperations(world)];
}

function powerOperations(world: GatewayWorld, box: GatewayBox): Operation[] {
  const comesBack = () => {
    world.restartService();
    box.leave(world.settings.restartMs);
    return success;
  };
  return [
    get('gateway/reboot', '', comesBack),
    get('gateway/restart', '', comesBack),
    get('gateway/restart-service', '', () => {
      world.restartService();
      return success;
    }),
    get('gateway/shut-down', '', () => {
      box.leave(Number.POSITIVE_INFINITY);
      return success;
    }),
  ];
}

function boxOperations(world: GatewayWorld): Operation[] {
  let timeZoneID = 'China Standard Time';
  return [
    get('gateway/alias', '', () => ({ alias: world.alias })),
    post('gateway/update-alias', '', 'alias!', ({ args }) => {
      world.alias = text(args, 'alias');
      return success;
    }),
    get('gateway/internet-connection', '', () => ({ isOnline: true })),
    get('gateway/hardware-resources', '', () => ({
      cpuUsage: 12.5,
      physicalMemoryUsage: 48.3,
      pagingMemoryUsage: 35.1,
      virtualMemoryUsage: 22.7,
      diskTotalBytes: 500_000_000_000,
      diskUsedBytes: 205_800_000_000,
      diskUsage: 41.16,
    })),
    get('gateway/time', '', () => ({ localTime: new Date(world.now()).toISOString() })),
    get('gateway/sync-time', 'timeServerAddress!', () => success),
    get('gateway/time-zone', '', () => ({ timeZoneID })),
    get('gateway/time-zones', '', () => ({ timeZoneIDs: [...timeZones] })),
    post('gateway/update-time-zone', '', 'timeZoneID!', ({ args }) => {
      if (!timeZones.includes(text(args, 'timeZoneID'))) {
        throw new GatewayRefusal('invalidRequest', 'Invalid timeZoneID.');
      }
      timeZoneID = text(args, 'timeZoneID');
      return success;
    }),
    get('gateway/file-server-items', '', () => ({
      totalSpace: '10.00 GB',
      usedSpace: '0 B',
      files: [],
      subDirs: fileServerDirectories(world),
    })),
    get('gateway/delete-file-server-item', 'fileName dirName', ({ args }) => {
      const name = text(args, 'fileName') || text(args, 'dirName');
      if (!fileServerDirectories(world).some((item) => item.name === name)) {
        throw new GatewayRefusal('pathNotFound');
      }
      world.deletedItems.add(name);
      return success;
    }),
  ];
}

function fileServerDirectories({ machines, deletedItems }: GatewayWorld) {
  return machines
    .filter(({ ip }) => !deletedItems.has(ip))
    .map(({ ip, name, machineID, isActive }) => ({
      name: ip,
      size: '0 B',
      machineName: name,
      machineID,
      ip,
      status: isActive ? 'Activated' : 'Unactivated',
    }));
}
