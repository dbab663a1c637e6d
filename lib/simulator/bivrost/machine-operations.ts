import { type Arguments, number, text } from './arguments';
import { GatewayRefusal, success } from './codes';
import type { SimulatedMachine } from './machine';
import { get, type Operation, post, postList } from './operations';
import { type ReadingName, readings } from './readings';
import { offsetFields } from './tools';
import type { GatewayWorld } from './world';

const withChannel = 'machineID! channel:Int32';
const toolTarget = 'machineID! groupNum:Int32 toolIndex:Int32 toolNum:Int32 offsetNum:Int32';
const offsetTarget = 'channel:Int32 toolNum:Int32 offsetNum:Int32';

/** Reads that take no channel (docs/platforms/bivrost.md, "Direct reads": 2.5.1). */
const withoutChannel = new Set<ReadingName>([
  'readAlarm',
  'readCount',
  'readEnergyConsum',
  'readLaserPower',
  'readTimeData',
]);

/** Which controllers have a function; the others answer 101. */
const supported: Partial<Record<ReadingName | 'readLog', (machine: SimulatedMachine) => boolean>> = {
  readFeed: ({ sheet }) => sheet.machineType === 'Laser',
  readLaserPower: ({ sheet }) => sheet.machineType === 'Laser',
  readFeedAndSpindle: ({ sheet }) => sheet.machineType === 'CNC',
  readLoad: ({ sheet }) => sheet.machineType === 'CNC',
  readEnergyConsum: ({ sheet }) => /Mock|Brother/.test(sheet.system),
  readLog: ({ sheet }) => /Mock/.test(sheet.system),
};

/** Direct reads and writes (docs/platforms/bivrost.md, "Direct reads": 2.5.1). */
export function machineOperations(world: GatewayWorld): Operation[] {
  const reach = (args: Arguments) => world.reach(text(args, 'machineID'));
  return [
    ...(Object.keys(readings) as ReadingName[]).map((name) => readingOperation(world, name)),
    get('cnc/init', 'machineID!', async ({ args }) => {
      await reach(args);
      return success;
    }),
    get('cnc/readLog', 'machineID! type count:Int32 path', async ({ args }) =>
      readLog(await reach(args), world.now(), args),
    ),
    get('cnc/readOffsetData', `machineID! ${offsetTarget}`, async ({ args }) =>
      (await reach(args)).tools.offset(args),
    ),
    postList('cnc/batchReadOffsetData', 'machineID!', offsetTarget, async ({ args, items }) => {
      const machine = await reach(args);
      return items.map((item) => orError(() => machine.tools.offset(item)));
    }),
    post('cnc/writeOffsetData', `machineID! ${offsetTarget}`, offsetFields, async ({ args }) => {
      (await reach(args)).tools.writeOffset(args);
      return success;
    }),
    get('cnc/readPlcData', 'machineID! area! start count!:Int32 type! channel:Int32', async ({ args }) =>
      (await reach(args)).plc.read(args),
    ),
    post(
      'cnc/writePlcData',
      'machineID! area! start type! channel:Int32',
      'data:List msg',
      async ({ args }) => {
        (await reach(args)).plc.write(args);
        return success;
      },
    ),
    ...lifeOperations(world),
  ];
}

function readingOperation(world: GatewayWorld, name: ReadingName): Operation {
  const query = withoutChannel.has(name) ? 'machineID!' : withChannel;
  return get(`cnc/${name}`, query, async ({ args }) => {
    const machine = await world.reach(text(args, 'machineID'));
    requireFunction(machine, name);
    const channel = number(args, 'channel');
    if (channel < 0 || channel > machine.sheet.extraChannels) {
      throw new GatewayRefusal('invalidRequest', 'Invalid channel.');
    }
    const reading = readings[name](machine, machine.at(world.now()));
    return channel === 0 ? reading : { ...reading, channel };
  });
}

function lifeOperations(world: GatewayWorld): Operation[] {
  const entry = toolTarget.replace('machineID! ', '');
  const kinds = [
    ['ToolLife', 'life'],
    ['ToolLifeDetails', 'lifeDetails'],
  ] as const;
  return kinds.flatMap(([suffix, method]) => [
    get(`cnc/read${suffix}`, toolTarget, async ({ args }) => {
      const machine = await world.reach(text(args, 'machineID'));
      return machine.tools[method](args, machine.countAt(world.now()));
    }),
    postList(`cnc/batchRead${suffix}`, 'machineID!', entry, async ({ args, items }) => {
      const machine = await world.reach(text(args, 'machineID'));
      const parts = machine.countAt(world.now());
      return items.map((item) => orError(() => machine.tools[method](item, parts)));
    }),
  ]);
}

/** @throws GatewayRefusal 101 */
export function requireFunction(machine: SimulatedMachine, name: ReadingName | 'readLog'): void {
  if (supported[name]?.(machine) === false) {
    throw new GatewayRefusal('notSupported');
  }
}

/**
 * The work's result, or the error object that stands in its place in a list (docs/platforms/bivrost.md, "Direct
 * reads").
 */
export function orError<Result>(work: () => Result): Result | GatewayRefusal['body'] {
  try {
    return work();
  } catch (error) {
    if (error instanceof GatewayRefusal) {
      return error.body;
    }
    throw error;
  }
}

function readLog(machine: SimulatedMachine, now: number, args: Arguments): { msgs: string[] } {
  requireFunction(machine, 'readLog');
  const types = (text(args, 'type') || 'Default').split(';').filter((type) => type !== '');
  const msgs = types.flatMap((type) => logOf(machine, now, type));
  const count = number(args, 'count');
  return { msgs: count > 0 ? msgs.slice(0, count) : msgs };
}

/** The newest first. */
function logOf(machine: SimulatedMachine, now: number, type: string): string[] {
  if (!/^(Alarm|Operation|Default)$/.test(type)) {
    throw new GatewayRefusal('invalidRequest', `Invalid type (${type})`);
  }
  const phases = [...machine.life.between(now - 3_600_000, now)].reverse();
  if (type === 'Alarm') {
    return phases.flatMap(({ start, alarms }) =>
      alarms.map(({ message, level }) => `${new Date(start).toISOString()} ${level} ${message}`),
    );
  }
  return phases.map(({ start, status }) => `${new Date(start).toISOString()} ${status}`);
}
