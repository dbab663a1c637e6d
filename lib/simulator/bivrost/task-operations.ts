import { type Arguments, text } from './arguments';
import { type ErrorObject, GatewayRefusal, success } from './codes';
import type { SimulatedMachine } from './machine';
import { taskFlags } from './machine-configuration';
import { orError, requireFunction } from './machine-operations';
import { get, type Operation, postList } from './operations';
import type { ReadingName } from './readings';
import { availabilityOf, machineTasks, readTag, stateTimes } from './task-data';
import type { GatewayWorld, GroupConfiguration } from './world';

const machineTask = 'machineID! type! tag';
const groupTask = 'groupID! type! tag';

/** Direct reads whose function the task of a class needs. */
const needs: Readonly<Record<string, ReadingName | 'readLog'>> = {
  EnergyConsum: 'readEnergyConsum',
  Feed: 'readFeed',
  FeedAndSpindle: 'readFeedAndSpindle',
  LaserPower: 'readLaserPower',
  Load: 'readLoad',
  LogHistory: 'readLog',
};

/**
 * Cached reads (docs/platforms/bivrost.md, "Cached reads": 2.5.2): no traffic to machines, 1303 where the task is off
 * or has not run yet.
 */
export function taskOperations(world: GatewayWorld): Operation[] {
  return [
    get('cnc/readTaskData', machineTask, async ({ args }) => {
      await waitForOffline(world, [args]);
      return taskData(world, args);
    }),
    postList('cnc/batchReadTaskData', '', machineTask, async ({ items }) => {
      await waitForOffline(world, items);
      return items.map((item) => orError(() => taskData(world, item)));
    }),
    get('cnc/readGroupTaskData', groupTask, ({ args }) => groupData(world, args)),
    postList('cnc/batchReadGroupTaskData', '', groupTask, ({ items }) =>
      items.map((item) => orError(() => groupData(world, item))),
    ),
    postList('cnc/batchReadErrors', '', 'machineID!', ({ items }) =>
      items.map((item) => orError(() => connection(world.machine(text(item, 'machineID'))))),
    ),
    get('cnc/readErrorSummary', '', () => {
      const machines = [...world.running.values()];
      const offline = machines.filter((machine) => machine.offline).length;
      return { success: machines.length - offline, offline, error: 0 };
    }),
  ];
}

/** Time of the last run of a machine's tasks: they do not all run at once. */
function lastRun(world: GatewayWorld, { sheet }: Pick<SimulatedMachine, 'sheet'>): number {
  const interval = world.settings.taskIntervalMs;
  const shift = (sheet.machineID.charCodeAt(sheet.machineID.length - 1) % 10) * (interval / 10);
  const time = Math.floor((world.now() - shift) / interval) * interval + shift;
  if (time < world.serviceStart - interval) {
    throw new GatewayRefusal('taskNotReady');
  }
  return Math.max(time, world.serviceStart);
}

function taskData(world: GatewayWorld, args: Arguments): Record<string, unknown> {
  const machine = world.machine(text(args, 'machineID'));
  const type = text(args, 'type');
  const task = Object.hasOwn(machineTasks, type) ? machineTasks[type] : undefined;
  const flag = taskFlags[type];
  if (!task || flag === undefined) {
    throw new GatewayRefusal('invalidRequest', `Invalid type (${type})`);
  }
  const needed = needs[type];
  if (world.configurationOf(machine.sheet.machineID)?.[flag] !== true) {
    throw new GatewayRefusal('taskNotReady');
  }
  if (needed !== undefined) {
    requireFunction(machine, needed);
  }
  const run = lastRun(world, machine);
  const time = new Date(run).toISOString();
  if (!machine.offline) {
    return { ...task(machine, run, readTag(text(args, 'tag'))), time };
  }
  if (type !== 'CNCStatus') {
    throw new GatewayRefusal('offline');
  }
  return { cncStatus: 'OFF', adjustedStatus: 'OFF', alarmStatus: 'UNKNOWN', time };
}

async function waitForOffline(world: GatewayWorld, items: readonly Arguments[]): Promise<void> {
  const isOffline = (item: Arguments) => world.running.get(text(item, 'machineID'))?.offline === true;
  if (world.settings.delayCachedReads && items.some(isOffline)) {
    await world.wait(world.settings.offlineDelayMs);
  }
}

function connection(machine: SimulatedMachine): ErrorObject {
  if (machine.offline) {
    throw new GatewayRefusal('offline');
  }
  return success;
}

function groupData(world: GatewayWorld, args: Arguments): Record<string, unknown> {
  const group = world.group(text(args, 'groupID'));
  const data = groupReading(world, group, text(args, 'type'));
  return { ...data, time: new Date(world.now()).toISOString() };
}

function groupReading(world: GatewayWorld, group: GroupConfiguration, type: string): Record<string, unknown> {
  const members = world.membersOf(group);
  const now = world.now();
  switch (type) {
    case 'GroupCount':
      requireTask(group.taskCount);
      return { cumulativeCount: members.reduce((sum, machine) => sum + machine.countAt(now), 0) };
    case 'GroupCumulativeTime':
      requireTask(group.taskCumulativeStatusTime);
      return { ...groupTimes(members, now) };
    case 'GroupOEE': {
      requireTask(group.taskOEE);
      const times = groupTimes(members, now);
      return { ...groupCounts(members, now), availability: availabilityOf(times), ...times };
    }
    default:
      throw new GatewayRefusal('invalidRequest', `Invalid type (${type})`);
  }
}

function requireTask(isEnabled: boolean): void {
  if (!isEnabled) {
    throw new GatewayRefusal('taskNotReady');
  }
}

function groupTimes(members: readonly SimulatedMachine[], now: number) {
  const sum = { offTime: 0, waitTime: 0, emergencyTime: 0, autoRunTime: 0, manualTime: 0 };
  for (const machine of members) {
    const times = stateTimes(machine, now - 3_600_000, now);
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) {
      sum[name] += times[name];
    }
  }
  return sum;
}

function groupCounts(members: readonly SimulatedMachine[], now: number) {
  const states = members.map((machine) => (machine.offline ? 'OFF' : machine.at(now).status));
  const count = (prefix: string) => states.filter((status) => status.startsWith(prefix)).length;
  return {
    autoRunCount: count('AUTO_RUN'),
    waitCount: count('WAIT'),
    emergencyCount: count('EMERGENCY'),
    manualCount: count('MANUAL'),
    offCount: count('OFF'),
  };
}
