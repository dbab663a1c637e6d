import type { MachineSnapshot, SimulatedMachine } from './machine';

/**
 * What a controller answers about itself, by the name of the direct read (docs/platforms/bivrost.md, "Direct reads":
 * 2.5.1).
 */
export type Reading = (machine: SimulatedMachine, snapshot: MachineSnapshot) => Record<string, unknown>;

const fullTimeNames = [
  'cumulativePowerOnTime',
  'powerOnTime',
  'cumulativeOperatingTime',
  'operatingTime',
  'cumulativeCuttingTime',
  'cuttingTime',
  'lastCycleTime',
  'currentCycleTime',
  'currentCuttingTime',
  'remainingCycleTime',
] as const;

const consumers: Record<string, number> = {
  allServoAxes: 2.1,
  coolantPump: 0.7,
  ctsPump: 0.1,
  chipFlusherPump: 0,
  cyclonePump: 0,
  system24V: 0.8,
  ncControl: 0.2,
  lcdBacklight: 0.05,
  chipConveyor: 0.01,
  screwConveyor: 0,
  autoLubrication: 0.004,
  spindleCoolingFan: 0.12,
  servoControl: 0.4,
};

const tower = ['RED', 'YELLOW', 'GREEN', 'BLUE'];

function status(_machine: SimulatedMachine, snapshot: MachineSnapshot) {
  const worst = ['ERR', 'WRN', 'INF'].find((level) => snapshot.alarms.some((alarm) => alarm.level === level));
  return {
    cncStatus: snapshot.status,
    alarmStatus: worst === undefined ? 'NO_ALARM' : 'ALARM',
    ...(worst === undefined ? {} : { alarmLevel: worst }),
  };
}

function statusDetails(machine: SimulatedMachine, snapshot: MachineSnapshot) {
  return {
    mode: modeOf(snapshot.status),
    programStatus: snapshot.running ? 'RUNNING' : 'STOPPED',
    emergencyStatus: snapshot.status === 'EMERGENCY' ? 'EMG' : 'NOT_EMG',
    dryRunStatus: 'NOT_DRY_RUN',
    ...status(machine, snapshot),
  };
}

function commonStatus(machine: SimulatedMachine, snapshot: MachineSnapshot) {
  const lit = snapshot.status === 'EMERGENCY' ? 0 : snapshot.running ? 2 : 1;
  const lights = tower.flatMap((color, index) => [
    [`lightColor${index + 1}`, color],
    [`lightStatus${index + 1}`, index === lit ? 'ON' : 'OFF'],
  ]);
  return {
    ...statusDetails(machine, snapshot),
    mode2: modeOf(snapshot.status),
    readyStatus: snapshot.status === 'EMERGENCY' ? 'NOT_READY' : 'READY',
    alarmOnlyStatus: snapshot.alarms.length > 0 ? 'ALARM' : 'NO_ALARM',
    emergencySetStatus: snapshot.status === 'EMERGENCY' ? 'SET' : 'NOT_SET',
    ...Object.fromEntries(lights),
  };
}

function alarms(_machine: SimulatedMachine, snapshot: MachineSnapshot) {
  return {
    alarmMsg: snapshot.alarms.map(({ message }) => message),
    alarmLevel: snapshot.alarms.map(({ level }) => level),
  };
}

function feed(_machine: SimulatedMachine, { running, noise, phase }: MachineSnapshot) {
  const cmdFeed = 400 + 200 * (phase.number % 6);
  return {
    overFeed: running ? 100 : 0,
    actFeed: running ? Math.round(cmdFeed * noise.between(0.9, 1)) : 0,
    cmdFeed: running ? cmdFeed : 0,
    overRapid: 100,
  };
}

function feedAndSpindle(machine: SimulatedMachine, snapshot: MachineSnapshot) {
  const cmdSpindle = 3000 + 1500 * (snapshot.phase.number % 5);
  const { running, noise } = snapshot;
  return {
    overSpindle: 100,
    actSpindle: running ? cmdSpindle + noise.integer(-8, 8) : 0,
    cmdSpindle: running ? cmdSpindle : 0,
    ...feed(machine, snapshot),
  };
}

function load({ sheet }: SimulatedMachine, { running, noise }: MachineSnapshot) {
  const percent = (most: number) => (running ? Math.round(noise.between(5, most) * 10) / 10 : 0);
  return { spindleLoad: [percent(80)], axialLoad: sheet.axes.map(() => percent(35)) };
}

function position({ sheet }: SimulatedMachine, { running, noise, progress }: MachineSnapshot) {
  const mach = sheet.axes.map((_, index) => {
    const travel = running ? Math.sin(progress * 40 + index) * 120 + noise.between(-0.5, 0.5) : 0;
    return Math.round(travel * 1000) / 1000;
  });
  const dist = mach.map((value) => (running ? Math.round(Math.abs(value) * 100) / 1000 : 0));
  const unit = sheet.axes.map((axis) => (/^[ABC]/.test(axis) ? 'deg' : 'mm'));
  return { axisName: [...sheet.axes], unit, mach, abs: [...mach], rel: [...mach], dist };
}

function programInfo({ sheet, selected: name }: SimulatedMachine, { running, progress }: MachineSnapshot) {
  const seqNum = `N${10 * (1 + Math.floor(progress * 12))}`;
  return {
    mainPrgmName: name,
    runningPrgName: name,
    programSeqNum: running ? seqNum : 'N0',
    ...(/Siemens|Mock/.test(sheet.system) ? { programStack: name } : {}),
  };
}

function times(machine: SimulatedMachine, { time, phase, progress }: MachineSnapshot) {
  const parts = machine.countAt(time);
  const cycle = phase.end - phase.start;
  const milliseconds: Record<(typeof fullTimeNames)[number], number> = {
    cumulativePowerOnTime: parts * cycle * 3,
    powerOnTime: (parts % 300) * cycle * 2,
    cumulativeOperatingTime: parts * cycle * 2,
    operatingTime: (parts % 300) * cycle,
    cumulativeCuttingTime: parts * cycle,
    cuttingTime: Math.round(progress * cycle * 0.8),
    lastCycleTime: cycle,
    currentCycleTime: Math.round(progress * cycle),
    currentCuttingTime: Math.round(progress * cycle * 0.8),
    remainingCycleTime: Math.round((1 - progress) * cycle),
  };
  return Object.fromEntries(
    fullTimeNames.flatMap((name) => [
      [`${name}Min`, Math.floor(milliseconds[name] / 60_000)],
      [`${name}Ms`, milliseconds[name] % 60_000],
    ]),
  );
}

/** Direct reads that take nothing but a machine and at most a channel. */
export const readings = {
  readAlarm: alarms,
  readCNCStatus: status,
  readCNCStatusDetails: statusDetails,
  readCNCCommonStatus: commonStatus,
  readCount: (_machine, { count }) => ({ count }),
  readCurrentToolNumber: (_machine, { phase }) => {
    const tool = String(1 + (phase.number % 24));
    return { toolNumber: tool, toolOffsetNum: tool };
  },
  readEnergyConsum: (_machine, { count }) =>
    Object.fromEntries(Object.entries(consumers).map(([name, wh]) => [name, Math.round(wh * count * 20)])),
  readFeed: feed,
  readFeedAndSpindle: feedAndSpindle,
  readLaserPower: (_machine, { running, noise }) => ({
    preset: running ? 85 : 0,
    actual: running ? Math.round(noise.between(80, 85) * 10) / 10 : 0,
  }),
  readLoad: load,
  readPosition: position,
  readProgramBlock: (_machine, { running, progress, phase }) => {
    const block = 1 + Math.floor(progress * 12);
    const x = ((block * 7 + phase.number) % 120).toFixed(3);
    return { currentBlock: running ? `N${block * 10} G1 X${x} F600` : '' };
  },
  readProgramInfo: programInfo,
  readTimeData: times,
} satisfies Record<string, Reading>;

export type ReadingName = keyof typeof readings;

function modeOf(cncStatus: string): string {
  const [, mode] = /^(AUTO_RUN|MANUAL_[A-Z]+|MANUAL|WAIT|EMERGENCY|OFF)/.exec(cncStatus) ?? [];
  return mode?.replace('MANUAL_', '') ?? cncStatus;
}
