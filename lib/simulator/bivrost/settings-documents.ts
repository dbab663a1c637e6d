/** One of the gateway's settings pages: how it is read and updated, what it holds at first. */
export interface SettingsDocument {
  /** Operation that reads it; the one that updates it is called `update-…`. */
  name: string;
  /** What an update may hold, in the short form of `rulesOf`. */
  fields: string;
  /** What it holds, with what updates cannot change. */
  values: Record<string, unknown>;
  /** Fields that an update clears when it does not hold them. */
  cleared?: readonly string[];
}

const uid = 'SIMUL8-ATED00-GATEWA-Y00001';

const taskTypes = [
  'AlarmHistory',
  'AxialOverload',
  'CNCStatus',
  'Count',
  'CurrentToolNumber',
  'Cycle',
  'EnergyConsum',
  'Feed',
  'FeedAndSpindle',
  'Load',
  'PLC',
  'Position',
  'ProgramInfo',
  'TimeData',
  'ToolLife',
];

const machineIntervals = {
  alarm: 5000,
  machineStatus: 5000,
  count: 5000,
  currentToolNo: 5000,
  energyConsumption: 60_000,
  feedAndSpindle: 5000,
  laserPower: 5000,
  load: 5000,
  logHistory: 5000,
  overload: 100,
  plcData: 5000,
  position: 5000,
  currentProgramBlock: 5000,
  programInfo: 5000,
  machineTimeData: 5000,
  toolLife: 5000,
  toolOffset: 5000,
  alarmHistory: 5000,
  cycleData: 5000,
  oee: 5000,
};

function allInt32(values: Record<string, number>): string {
  return Object.keys(values)
    .map((name) => `${name}:Int32`)
    .join(' ');
}

/** Communication (2.9.6) but for the HTTP settings, which belong to access control. */
function communication(): SettingsDocument[] {
  return [
    {
      name: 'cloud-settings',
      fields:
        'enable:Bool serverAddress token enableBroadcasting:Bool enableGatewayLinking:Bool gatewayLinks',
      values: { enable: false, enableBroadcasting: false, enableGatewayLinking: false },
    },
    {
      name: 'modbus-settings',
      fields: 'enable:Bool byte4Order byte8Order encoding reverseString:Bool',
      values: {
        enable: false,
        byte4Order: 'DCBA',
        byte8Order: 'HGFEDCBA',
        encoding: 'GBK',
        reverseString: false,
      },
    },
    {
      name: 'mqtt-settings',
      fields:
        'enable:Bool mode brokerAddress port:Int32 clientID username password dataReportTopic rpcRequestTopic ' +
        'rpcResponseTopic encoding allowAnonymous:Bool arrayToString:Bool publishOnValueChange:Bool ' +
        'publishAllOnValueChange:Bool timeoutReportingInterval:Int32 additionalInfo:Object',
      values: {
        enable: false,
        mode: 'Default',
        brokerAddress: '',
        port: 1883,
        clientID: 'gateway',
        username: '',
        password: '',
        dataReportTopic: 'r',
        rpcRequestTopic: '',
        rpcResponseTopic: '',
        encoding: 'UTF-8',
        allowAnonymous: true,
        arrayToString: false,
        publishOnValueChange: false,
        publishAllOnValueChange: false,
        timeoutReportingInterval: 0,
      },
    },
    {
      name: 'database-settings',
      fields:
        'enable:Bool type serverAddress port username password bucket organization database storageMode ' +
        'dataRetentionPeriod:Int32 useLocalTime:Bool enablePrimaryKey:Bool tablePrefix writeOnValueChange:Bool ' +
        'timeoutReportingInterval:Int32 loggingModeTypes:List realTimeModeTypes:List noActionModeTypes:List',
      values: {
        enable: false,
        type: 'MySQL',
        serverAddress: '',
        port: '3306',
        username: '',
        password: '',
        database: '',
        tablePrefix: '',
        storageMode: 'User Defined',
        dataRetentionPeriod: 0,
        useLocalTime: false,
        enablePrimaryKey: false,
        writeOnValueChange: false,
        timeoutReportingInterval: 0,
        loggingModeTypes: taskTypes,
        realTimeModeTypes: ['AlarmLog', 'GroupOEE', 'OEE'],
        noActionModeTypes: [],
      },
    },
    {
      name: 'gateway-file-server-settings',
      fields: 'enable:Bool enableFtp:Bool enableSmb:Bool password',
      values: { enable: false, enableFtp: false, enableSmb: false, username: 'dncuser', password: '' },
    },
    {
      name: 'hub-settings',
      fields: 'enable:Bool server accessToken enableBroadcasting:Bool enableGatewayLinking:Bool gatewayLinks',
      values: { enable: false, enableBroadcasting: false, enableGatewayLinking: false },
    },
    {
      name: 'remote-access',
      fields: 'host password bridgeNetwork',
      values: { host: '', hub: uid, password: '', bridgeNetwork: '', state: 'Idle' },
    },
  ];
}

/** Tasks (2.9.5). */
function tasks(): SettingsDocument[] {
  const groupIntervals = { count: 5000, oee: 5000, cumulativeStatusTime: 5000 };
  return [
    {
      name: 'machine-task-interval-settings',
      fields: allInt32(machineIntervals),
      values: { ...machineIntervals },
    },
    { name: 'group-task-interval-settings', fields: allInt32(groupIntervals), values: { ...groupIntervals } },
    {
      name: 'oee-monitoring-settings',
      fields: 'monitorMode windowSize:Int32 resetTime availabilityMode breakTimeInterval',
      values: {
        monitorMode: 'Scheduled Reset',
        windowSize: 3600,
        resetTime: '00:00',
        availabilityMode: 'Autorun Time / Total Time',
        breakTimeInterval: '',
      },
    },
    {
      name: 'tool-life-monitoring-settings',
      fields: 'enableToolLifeDetails:Bool',
      values: { enableToolLifeDetails: false },
    },
    {
      name: 'count-monitoring-settings',
      fields: 'monitorMode windowSize:Int32 resetTime',
      values: { monitorMode: 'Time Window', windowSize: 3600, resetTime: '00:00' },
    },
    {
      name: 'overload-monitoring-settings',
      fields: 'spindleLoadUpperLimit:Double',
      values: { spindleLoadUpperLimit: 100 },
    },
    {
      name: 'alarm-monitoring-settings',
      fields: 'mininumAlarmLevel infoLevel errorLevel',
      values: { mininumAlarmLevel: 'Warning', alarmMappingFileNames: '' },
      cleared: ['infoLevel', 'errorLevel'],
    },
    {
      name: 'machine-status-monitoring-settings',
      fields:
        'enableStatusDetails:Bool enableAdjustedManualStatus:Bool maxManualPauseTime:Int32 ' +
        'enableStatusConversion:Bool statusConversionSettings',
      values: {
        enableStatusDetails: false,
        enableAdjustedManualStatus: false,
        maxManualPauseTime: 600,
        enableStatusConversion: false,
      },
    },
    {
      name: 'task-manager-settings',
      fields: 'maxTaskManagers:Int32',
      values: { maxTaskManagers: 255 },
    },
  ];
}

/** The gateway's settings pages as they leave the factory. */
export function factorySettings(): SettingsDocument[] {
  return [
    ...communication(),
    ...tasks(),
    {
      name: 'settings',
      fields: 'enableLocalCaching:Bool enableRemoteService:Bool enableLan2Setup:Bool timeServerAddress',
      values: {
        version: '1.19.7.18',
        enableLocalCaching: true,
        enableRemoteService: false,
        enableLan2Setup: false,
        timeServerAddress: 'ntp1.aliyun.com;ntp2.aliyun.com;',
      },
    },
  ];
}

export { uid as gatewayUid };
