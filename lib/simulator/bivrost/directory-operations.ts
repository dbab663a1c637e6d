import { number, text } from './arguments';
import { GatewayRefusal, success } from './codes';
import { placeOf } from './file-works';
import { get, type Operation } from './operations';
import type { GatewayWorld } from './world';

const place = 'dirAtCNC subDir';
const lockable = new Set(['8000-8999', '9000-9999', '8000-9999']);

/** Directories, locks and the selection of a program (docs/platforms/bivrost.md, "Files": 2.6.10 to 2.6.14). */
export function directoryOperations(world: GatewayWorld): Operation[] {
  return [
    get('cnc/createDir', `machineID! dirName! ${place}`, async ({ args }) => {
      const { machine, key } = placeOf(await world.reach(text(args, 'machineID')), args);
      refuseWithoutDirectories(machine.sheet.system);
      machine.files.makeDirectory(key, text(args, 'dirName'));
      return success;
    }),
    get('cnc/deleteDir', `machineID! dirName! ${place}`, async ({ args }) => {
      const { machine, key } = placeOf(await world.reach(text(args, 'machineID')), args);
      refuseWithoutDirectories(machine.sheet.system);
      machine.files.removeDirectory(key, text(args, 'dirName'));
      return success;
    }),
    get(
      'cnc/lockFileByRange',
      'machineID! isLock!:Bool lockStart!:Int32 lockEnd!:Int32',
      async ({ args }) => {
        const machine = await world.reach(text(args, 'machineID'));
        if (!/Fanuc|Mock/.test(machine.sheet.system)) {
          throw new GatewayRefusal('notSupported');
        }
        const [from, to] = [number(args, 'lockStart'), number(args, 'lockEnd')];
        if (!lockable.has(`${from}-${to}`)) {
          throw new GatewayRefusal('invalidRequest');
        }
        machine.lock(from, to, args['isLock'] === true);
        return success;
      },
    ),
    get('cnc/selectProgram', `machineID! channel:Int32 fileName! ${place} mode`, async ({ args }) => {
      const { machine, key } = placeOf(await world.reach(text(args, 'machineID')), args);
      const { system } = machine.sheet;
      if (!/Brother|Fanuc|Gsk|Mock|Okuma/.test(system)) {
        throw new GatewayRefusal('notSupported');
      }
      if (system === 'Okuma' && !/^[ABSLR]$/.test(text(args, 'mode'))) {
        throw new GatewayRefusal('invalidRequest', 'Missing mode.');
      }
      machine.files.file(key, text(args, 'fileName'));
      machine.select(text(args, 'fileName'));
      return success;
    }),
  ];
}

function refuseWithoutDirectories(system: string): void {
  if (/Gsk|Mitsubishi/.test(system)) {
    throw new GatewayRefusal('notSupported');
  }
}
