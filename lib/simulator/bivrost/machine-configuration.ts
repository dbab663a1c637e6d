import type { MachineSheet } from './fleet';

/**
 * A machine as the gateway's configuration describes it (docs/platforms/bivrost.md, "Configuration and gateway":
 * 2.9.3).
 */
export interface MachineConfiguration extends Record<string, unknown> {
  id: number;
  machineID: string;
  machineType: MachineSheet['machineType'];
  system: string;
  model: string;
  name: string;
  ip: string;
  isActive: boolean;
}

/**
 * The flag that enables each machine task, by the data class that it collects (docs/platforms/bivrost.md, "Cached
 * reads").
 */
export const taskFlags: Readonly<Record<string, string>> = {
  AlarmHistory: 'taskAlarmHistory',
  AlarmLog: 'taskAlarm',
  AxialOverload: 'taskOverLoad',
  CNCStatus: 'taskMachineStatus',
  Count: 'taskCount',
  CurrentToolNumber: 'taskCurrentToolNo',
  Cycle: 'taskCycleData',
  EnergyConsum: 'taskEnergyConsumption',
  Feed: 'taskFeed',
  FeedAndSpindle: 'taskFeedAndSpindle',
  LaserPower: 'taskLaserPower',
  Load: 'taskLoad',
  LogHistory: 'taskLogHistory',
  OEE: 'taskOEE',
  Offset: 'taskToolOffset',
  PLC: 'taskPlcData',
  Position: 'taskPosition',
  ProgramBlock: 'taskCurrentProgramBlock',
  ProgramInfo: 'taskProgramInfo',
  SpindleOverload: 'taskOverLoad',
  TimeData: 'taskMachineTimeData',
  ToolLife: 'taskToolLife',
};

const channelTasks = [
  'MachineStatus',
  'CurrentToolNo',
  'Feed',
  'FeedAndSpindle',
  'Load',
  'OverLoad',
  'Position',
  'CurrentProgramBlock',
  'ProgramInfo',
  'ToolOffset',
];

const texts = [
  'customAttributes',
  'username',
  'permission',
  'password',
  'version',
  'connectionMode',
  'encoding',
  'language',
  'taskAlarmPrecond',
  'taskCountPrecond',
  'taskMachineStatusPrecond',
  'taskPlcDataSettings',
  'taskExternalPlcDataSettings',
  'taskToolLifeGroupNumIndex',
  'taskToolLifeToolNum',
  'taskToolLifeToolNumOffsetNum',
  'taskToolOffsetToolNum',
  'taskToolOffsetOffsetNum',
  'taskToolOffsetToolNumOffsetNum',
  'fileServerType',
  'fileServerAddress',
  'fileServerUsername',
  'fileServerPassword',
  'fileServerRootDir',
  ...channelTasks.map((name) => `taskChannel${name}`),
];

const flags = [
  'useDefaultMachineID',
  'useDefaultSlaveID',
  'isActive',
  'networkErrorAsOffline',
  ...new Set(Object.values(taskFlags)),
];

/** What `create-machine` and `update-machine` may hold, in the short form of `rulesOf`. */
export const machineFields = [
  'machineType system model name machineID ip slaveID:Int32 port:Int32 parallelProcessing:Int32 fileServerPort:Int32',
  ...texts,
  ...flags.map((name) => `${name}:Bool`),
].join(' ');

/** What a machine has when nobody sets it. */
export function defaultMachine(): Record<string, unknown> {
  return {
    useDefaultMachineID: true,
    useDefaultSlaveID: true,
    customAttributes: '',
    encoding: 'Default',
    port: 0,
    isActive: true,
    networkErrorAsOffline: false,
    parallelProcessing: 1,
    fileServerType: 'Machine Memory',
    fileServerRootDir: '',
    ...Object.fromEntries(Object.values(taskFlags).map((flag) => [flag, false])),
  };
}

/** Every task on, with the tools and PLC cells that the cached reads of the documents show. */
export function allTasks(): Record<string, unknown> {
  return {
    ...Object.fromEntries(Object.values(taskFlags).map((flag) => [flag, true])),
    ...Object.fromEntries(channelTasks.map((name) => [`taskChannel${name}`, '0'])),
    taskPlcDataSettings: 'R,0,10,Int16;Y,0,3,Bit0',
    taskToolOffsetToolNumOffsetNum: '1.1;2.1',
    taskToolLifeGroupNumIndex: '1.2;1.3',
  };
}

export function numberOfTasks(machine: Record<string, unknown>): number {
  return new Set(Object.values(taskFlags).filter((flag) => machine[flag] === true)).size;
}
