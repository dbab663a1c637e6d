import { type Arguments, number, text } from './arguments';
import { GatewayRefusal, success } from './codes';
import { defaultMachineID, isAddress } from './fleet';
import { takeFile } from './incoming-file';
import {
  defaultMachine,
  type MachineConfiguration,
  machineFields,
  numberOfTasks,
} from './machine-configuration';
import { get, type Operation, post, postBytes, replying } from './operations';
import { gatewayUid } from './settings-documents';
import type { GatewayWorld } from './world';

const byId = 'id:Int32 machineID';
const machineTypes = new Set(['CNC', 'Laser', 'PLC', 'Robot']);
const largestMapping = 1024 * 1024;

/**
 * The configuration of machines, the alarm mappings, backup and reset (docs/platforms/bivrost.md, "Configuration and
 * gateway": 2.9.1, 2.9.3, 2.9.5).
 */
export function configurationOperations(world: GatewayWorld): Operation[] {
  return [...machineOperations(world), ...mappingOperations(world), ...wholeOperations(world)];
}

function machineOperations(world: GatewayWorld): Operation[] {
  return [
    get('config/machine', byId, ({ args }) => shown(find(world, args))),
    get('config/machines', '', () => world.machines.map(shown)),
    post('config/create-machine', '', machineFields, ({ args }) => shown(create(world, args))),
    post('config/update-machine', '', `id:Int32 ${machineFields}`, ({ args }) => {
      const machine = find(world, args);
      if (args['machineType'] !== undefined && args['machineType'] !== machine.machineType) {
        throw new GatewayRefusal('invalidRequest', 'Changing MachineType is forbidden.');
      }
      refuseDuplicate(world, { ...machine, ...args, id: machine.id });
      Object.assign(machine, args, { id: machine.id });
      world.needRestart = true;
      return shown(machine);
    }),
    get('config/delete-machine', byId, ({ args }) => {
      remove(world, [find(world, args)]);
      return success;
    }),
    post('config/batch-delete-machines', '', 'ids!:List', ({ args }) => {
      const ids = args['ids'] as unknown[];
      return {
        deleted: remove(
          world,
          world.machines.filter(({ id }) => ids.includes(id)),
        ),
      };
    }),
    get('config/duplicate-machine', `${byId} startIP! count!:Int32`, ({ args }) => {
      const template = find(world, args);
      const addresses = addressesFrom(text(args, 'startIP'), number(args, 'count'));
      for (const ip of addresses) {
        const own = { ip, name: `${template.name} ${ip}`, useDefaultMachineID: true, slaveID: undefined };
        create(world, { ...template, ...own });
      }
      return success;
    }),
    get('config/delete-machines', 'startIP! count!:Int32', ({ args }) => {
      const addresses = new Set(addressesFrom(text(args, 'startIP'), number(args, 'count')));
      const found = world.machines.filter(({ ip }) => addresses.has(ip));
      if (found.length > 0) {
        remove(world, found);
      }
      return success;
    }),
  ];
}

function mappingOperations(world: GatewayWorld): Operation[] {
  const existing = (args: Arguments): Buffer => {
    const content = world.alarmMappings.get(text(args, 'fileName'));
    if (!content) {
      throw new GatewayRefusal('badPath', 'file not found.');
    }
    return content;
  };
  return [
    postBytes('config/upload-alarm-mapping-file', 'fileName!', async ({ args, request }) => {
      const fileName = text(args, 'fileName');
      if (world.alarmMappings.has(fileName)) {
        throw new GatewayRefusal('badPath', 'file already exists.');
      }
      const { file } = await takeFile(request.stream, largestMapping);
      if (!file.content) {
        throw new GatewayRefusal('invalidRequest', 'The file is too large.');
      }
      world.alarmMappings.set(fileName, file.content);
      return success;
    }),
    replying(
      get('config/download-alarm-mapping-file', 'fileName!', () => undefined),
      ({ args }) => ({
        headers: { 'content-type': 'application/octet-stream' },
        body: existing(args),
      }),
    ),
    get('config/delete-alarm-mapping-file', 'fileName!', ({ args }) => {
      existing(args);
      world.alarmMappings.delete(text(args, 'fileName'));
      return success;
    }),
  ];
}

function wholeOperations(world: GatewayWorld): Operation[] {
  return [
    get('config/gateway-info', '', () => ({ hid: gatewayUid, uid: gatewayUid, alias: world.alias })),
    get('config/backup', '', () => ({ base64: world.backup() })),
    post('config/restore', '', 'base64!', ({ args }) => {
      world.restore(text(args, 'base64'));
      return success;
    }),
    get('config/reset', '', () => {
      world.reset();
      return success;
    }),
  ];
}

/** By database id, or else by machine id. @throws GatewayRefusal 10003 */
function find(world: GatewayWorld, args: Arguments): MachineConfiguration {
  const id = number(args, 'id');
  const found = world.machines.find((machine) =>
    id > 0 ? machine.id === id : machine.machineID === text(args, 'machineID'),
  );
  if (!found) {
    throw new GatewayRefusal('noMachine');
  }
  return found;
}

function shown(machine: MachineConfiguration): Record<string, unknown> {
  return { ...machine, numberOfTasks: numberOfTasks(machine) };
}

function create(world: GatewayWorld, args: Arguments): MachineConfiguration {
  const ip = text(args, 'ip');
  const type = text(args, 'machineType');
  if (!machineTypes.has(type) || !isAddress(ip)) {
    throw new GatewayRefusal('invalidRequest', 'Invalid machine type or IP address.');
  }
  const usesDefault = args['useDefaultMachineID'] !== false || text(args, 'machineID') === '';
  const machine: MachineConfiguration = {
    ...defaultMachine(),
    ...args,
    id: world.nextId(),
    machineType: type as MachineConfiguration['machineType'],
    system: text(args, 'system'),
    model: text(args, 'model'),
    name: text(args, 'name') || ip,
    ip,
    isActive: args['isActive'] !== false,
    machineID: usesDefault ? defaultMachineID(ip) : text(args, 'machineID'),
    slaveID: number(args, 'slaveID', Number(ip.split('.')[3])),
  };
  refuseDuplicate(world, machine);
  world.machines.push(machine);
  world.needRestart = true;
  return machine;
}

function refuseDuplicate(world: GatewayWorld, { id, machineID }: Record<string, unknown>): void {
  if (world.machines.some((machine) => machine.machineID === machineID && machine.id !== id)) {
    throw new GatewayRefusal('invalidRequest', 'Duplicate machineID.');
  }
}

/** @throws GatewayRefusal 10003 where there is nothing to remove */
function remove(world: GatewayWorld, gone: readonly MachineConfiguration[]): number {
  if (gone.length === 0) {
    throw new GatewayRefusal('noMachine');
  }
  world.machines = world.machines.filter((machine) => !gone.includes(machine));
  for (const group of world.groups) {
    group.machines = group.machines.filter(({ id }) => !gone.some((machine) => machine.id === id));
  }
  world.needRestart = true;
  return gone.length;
}

/** @throws GatewayRefusal 10012, 10017 */
function addressesFrom(startIP: string, count: number): string[] {
  if (!isAddress(startIP)) {
    throw new GatewayRefusal('badAddress');
  }
  const [a, b, c, d = 0] = startIP.split('.').map(Number);
  if (count < 1 || d + count > 256) {
    throw new GatewayRefusal('invalidRequest', 'Invalid count.');
  }
  return Array.from({ length: count }, (_, index) => `${a}.${b}.${c}.${d + index}`);
}
