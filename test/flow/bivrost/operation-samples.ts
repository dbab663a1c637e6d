import type { OperationRow, ParameterRow } from '../../../lib/catalogue';
import type { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';

/** What an operation is called with, and what must be there before. */
export interface OperationSample {
  values: Record<string, unknown>;
  items?: Record<string, unknown>[];
  content?: Buffer;
  prepare?(simulator: BivrostSimulator): void;
}

const MACHINE = '1010';
const LASER = '1020';
const now = Math.floor(Date.now() / 1000);

/** A sensible value for a parameter of this name. */
const byName: Record<string, unknown> = {
  machineID: MACHINE,
  groupID: 'g1',
  channel: 1,
  toolNum: 3,
  offsetNum: 2,
  groupNum: 1,
  toolIndex: 2,
  area: '$MACRO$|type=R',
  start: '0x10',
  count: 2,
  type: 'CNCStatus',
  tag: 'C0',
  fileName: 'O1000',
  dirName: 'neu 目录',
  dirAtCNC: '/',
  subDir: 'fixtures',
  startPrgNo: 0,
  startUnix: now - 7200,
  endUnix: now - 60,
  interval: 1800,
  limit: 5,
  enableCountPerProgram: true,
  id: 1,
  ID: 13,
  ids: [1, 2],
  startIP: '192.168.1.200',
  base64: Buffer.from('content').toString('base64'),
  content: '%\nO2000(NEW)\nM30\n%\n',
  encoding: 'us-ascii',
  host: '192.168.1.10',
  port: 8193,
  ports: [80, 8193],
  startPort: 20,
  endPort: 22,
  maxHops: 5,
  level: 'Debug',
  path: '/log',
  isLock: true,
  lockStart: 8000,
  lockEnd: 8999,
  mode: 'A',
  uid: 'ANOTHER-GATEWAY',
  name: 'LAN1',
  ipAddress: '192.168.100.2',
  subMask: '255.255.255.0',
  defaultGateway: '192.168.100.254',
  dnsServer1: '192.168.100.254',
  dnsServer2: '1.1.1.1',
  isDHCPEnabled: false,
  isDNSServerDHCPEnabled: false,
  staticRouting: '10.0.0.0, 255.0.0.0, 192.168.100.1;',
  timeZoneID: 'UTC',
  timeServerAddress: 'ntp1.aliyun.com;',
  wifiName: 'workshop-5G',
  wifiPassword: 'workshop-password',
  alias: 'hall-3',
  username: 'shift-lead',
  password: 'shift-password',
  currentPassword: 'simulator',
  newPassword: 'simulator-2',
  isAdmin: true,
  roles: ['operator'],
  secretKey: 'sk-shift-lead',
  authorizedApis: 'prefix,/cnc;',
  enable: true,
  protectedApi: 'exact,/cnc/writePlcData',
  enableLocalCaching: false,
  enableRemoteService: true,
  enableLan2Setup: true,
  data: [1, 2],
  msg: 'text',
  filters: [{ key: 'machineID', operator: 'in', value: [MACHINE] }],
  orderBy: { field: 'time', isDesc: true },
  toolName: 'MILL',
  toolType: '2',
  lengthUnit: 'MM',
  toolNose: 3,
  targets: [
    { machineID: MACHINE, fileName: 'O2001', dirAtCNC: '/' },
    { machineID: '1013', fileName: 'NEU.MPF', subDir: 'fixtures' },
  ],
  includeSubDir: true,
};

/** Settings whose fields the catalogue leaves to the documents' examples. */
const updates: Record<string, Record<string, unknown>> = {
  'config/update-cloud-settings': { enable: true, serverAddress: 'cloud.example' },
  'config/update-modbus-settings': { enable: true, byte4Order: 'ABCD' },
  'config/update-mqtt-settings': { enable: true, port: 1884 },
  'config/update-database-settings': { enable: true, type: 'PostgreSQL' },
  'config/update-gateway-file-server-settings': { enableFtp: true },
  'config/update-http-settings': { enable: true, enableIpWhiteList: false },
  'config/update-hub-settings': { enable: true, server: 'hub.example' },
  'config/update-remote-access': { host: 'remote.example' },
  'config/update-machine-task-interval-settings': { alarm: 6000 },
  'config/update-group-task-interval-settings': { count: 3000 },
  'config/update-oee-monitoring-settings': { windowSize: 6000 },
  'config/update-tool-life-monitoring-settings': { enableToolLifeDetails: true },
  'config/update-count-monitoring-settings': { windowSize: 36000 },
  'config/update-overload-monitoring-settings': { spindleLoadUpperLimit: 80.5 },
  'config/update-alarm-monitoring-settings': { mininumAlarmLevel: 'Error', infoLevel: '消息' },
  'config/update-machine-status-monitoring-settings': { maxManualPauseTime: 300 },
  'config/update-task-manager-settings': { maxTaskManagers: 128 },
  'config/create-machine': { machineType: 'CNC', system: 'Mock', model: 'General', ip: '127.0.0.150' },
  'config/update-machine': { id: 1, name: 'newName' },
  'config/create-group': { number: 7, machines: [{ id: 1, countMultiplier: 2 }] },
  'config/update-group': { id: 13, name: 'newName' },
};

const list = (...items: Record<string, unknown>[]) => ({ values: {}, items });
const forMachine = (...items: Record<string, unknown>[]) => ({ values: { machineID: MACHINE }, items });
const mapping = { fileName: 'map.csv' };
const putMapping = (simulator: BivrostSimulator) =>
  simulator.putAlarmMapping('map.csv', Buffer.from('1,text'));

/** Operations that need other values than their parameters' names suggest. */
const byOperation: Record<string, Partial<OperationSample>> = {
  ...Object.fromEntries(Object.entries(updates).map(([name, values]) => [name, { values }])),
  'auth/login': { values: { username: 'simulator', password: 'simulator' } },
  'cnc/readFeed': { values: { machineID: LASER } },
  'cnc/readLaserPower': { values: { machineID: LASER } },
  'cnc/readLog': { values: { machineID: MACHINE, type: 'Operation;Alarm', count: 3, path: '/log' } },
  'cnc/readPlcData': { values: { type: 'Int16' } },
  'cnc/writePlcData': { values: { type: 'Int16' } },
  'cnc/batchReadOffsetData': forMachine({ toolNum: 1, offsetNum: 1, channel: 1 }, { offsetNum: 2 }),
  'cnc/batchReadToolLife': forMachine({ groupNum: 1, toolIndex: 4 }, { toolNum: 3, offsetNum: 1 }),
  'cnc/batchReadToolLifeDetails': forMachine({ groupNum: 1, toolIndex: 4 }, { toolNum: 3 }),
  'cnc/batchReadTaskData': list(
    { machineID: MACHINE, type: 'CNCStatus' },
    { machineID: MACHINE, type: 'ToolLife', tag: 'G1_I2' },
    { machineID: MACHINE, type: 'PLC', tag: 'TR0' },
  ),
  'cnc/readGroupTaskData': { values: { type: 'GroupOEE', tag: 'C0' } },
  'cnc/batchReadGroupTaskData': list(
    { groupID: 'g1', type: 'GroupCount' },
    { groupID: 'g2', type: 'GroupOEE' },
  ),
  'cnc/batchReadErrors': list({ machineID: MACHINE }, { machineID: '1021' }),
  'cnc/batchDeleteFile': list(
    { machineID: MACHINE, fileName: 'O1000' },
    { machineID: '1013', fileName: 'ROUGH.MPF' },
  ),
  'cnc/backupFiles': list({ machineID: MACHINE, fileName: 'O1000', dirAtCNC: '/', includeSubDir: false }),
  'cnc/readCurrentProgram': { prepare: (simulator) => simulator.setState(MACHINE, { status: 'AUTO_RUN' }) },
  'cnc/sendFile': { values: { fileName: 'O3000' } },
  'cnc/sendFileStream': { values: { fileName: 'O3001' }, content: Buffer.from('%\nO3001\nM30\n%\n') },
  'cnc/deleteDir': {
    values: { dirName: 'leer' },
    prepare: (simulator) => simulator.files(MACHINE).makeDirectory('', 'leer'),
  },
  'config/upload-alarm-mapping-file': { values: mapping, content: Buffer.from('1,text') },
  'config/download-alarm-mapping-file': { values: mapping, prepare: putMapping },
  'config/delete-alarm-mapping-file': { values: mapping, prepare: putMapping },
  'config/restore': {
    values: {},
    prepare: (simulator) => {
      byName['base64'] = simulator.backup();
    },
  },
  'config/group': { values: { id: 13 } },
  'config/delete-group': { values: { ID: 13 } },
  'config/batch-delete-groups': { values: { ids: [13, 14] } },
  'config/update-user': { values: { id: 2 } },
  'config/delete-user': { values: { id: 2 } },
  'config/update-user-security': { values: { id: 2 } },
  'config/update-security': { values: { enable: true } },
  'config/duplicate-machine': { values: { id: 2 } },
  'gateway/delete-file-server-item': { values: { fileName: '192.168.1.10', dirName: '192.168.1.10' } },
};

/** All parameters of an operation with values that the simulated gateway accepts. */
export function sampleOf(row: OperationRow, simulator: BivrostSimulator): OperationSample {
  const special = byOperation[row.operation] ?? {};
  special.prepare?.(simulator);
  const values: Record<string, unknown> = {};
  for (const parameter of row.params) {
    if (/\[\]|\./.test(parameter.name) || (row.body === 'list' && parameter.in === 'body')) continue;
    values[parameter.name] = sampleValue(parameter);
  }
  // A laser has one channel.
  if (special.values?.['machineID'] === LASER && 'channel' in values) values['channel'] = 0;
  return {
    values: { ...values, ...special.values },
    ...(special.items ? { items: special.items } : {}),
    ...(special.content ? { content: special.content } : {}),
  };
}

function sampleValue(parameter: ParameterRow): unknown {
  const { name, type } = parameter;
  if (name in byName) return byName[name];
  if (type === 'number') return 0.25;
  throw new Error(`no sample for the parameter ${name}`);
}
