import { expect } from 'chai';
import { readBivrostMachine } from '../../../lib/bivrost/machine-model';
import type { ActiveCondition } from '../../../lib/machine/conditions';

type Fields = Record<string, unknown>;
const read = (fields: Fields, online?: boolean) => readBivrostMachine({ fields, online });
const observed = (fields: Fields) =>
  Object.fromEntries(read(fields).observations.map(({ path, value }) => [path.join('.'), value]));

/** docs/platforms/bivrost.md, "In the words of every machine": cncStatus. */
const TABLE: [string, string | null, string | null, string][] = [
  ['EMERGENCY', 'STOPPED', null, 'alarm'],
  ['WAIT', 'READY', null, 'idle'],
  ['WAIT_IDLE', 'READY', 'AUTOMATIC', 'idle'],
  ['WAIT_HOLD', 'FEED_HOLD', 'AUTOMATIC', 'stopped'],
  ['WAIT_STOP', 'PROGRAM_STOPPED', 'AUTOMATIC', 'stopped'],
  ['AUTO_RUN', 'ACTIVE', 'AUTOMATIC', 'running'],
  ['AUTO_RUN_REMOTE', 'ACTIVE', 'AUTOMATIC', 'running'],
  ...['MANUAL', 'MANUAL_HANDLE', 'MANUAL_HANDLE_TCH', 'MANUAL_JOG', 'MANUAL_JOG_TCH', 'MANUAL_INC'].map(
    (name): [string, string, string, string] => [name, 'READY', 'MANUAL', 'setup'],
  ),
  ...['MANUAL_REF', 'MANUAL_RAPID', 'MANUAL_REMOTE'].map((name): [string, string, string, string] => [
    name,
    'READY',
    'MANUAL',
    'setup',
  ]),
  ['MANUAL_EDIT', 'READY', 'EDIT', 'setup'],
  ['MANUAL_MDI', 'READY', 'MANUAL_DATA_INPUT', 'setup'],
  ['MANUAL_MDI_RUN', 'ACTIVE', 'MANUAL_DATA_INPUT', 'setup'],
  ['MANUAL_DRY_RUN', 'ACTIVE', 'AUTOMATIC', 'setup'],
  ['MANUAL_SINGLE_BLOCK', null, 'SEMI_AUTOMATIC', 'setup'],
  ['MANUAL_MSTR', 'ACTIVE', 'MANUAL', 'setup'],
  ['MANUAL_HOLD', 'FEED_HOLD', 'MANUAL', 'setup'],
];

describe('BIVROST statuses in the words of every machine (docs/platforms/bivrost.md, "In the words of every machine")', () => {
  for (const [cncStatus, execution, controllerMode, state] of TABLE) {
    it(`${cncStatus}: ${execution}, ${controllerMode}, ${state}`, () => {
      expect(read({ cncStatus }).status).to.deep.equal({
        availability: 'AVAILABLE',
        state,
        reason: cncStatus,
      });
      expect(observed({ cncStatus })).to.include({ execution, controllerMode });
    });
  }

  it('OFF is off, and anything without a connection is unknown', () => {
    expect(read({ cncStatus: 'OFF' }).status).to.deep.equal({
      availability: 'UNAVAILABLE',
      state: 'off',
      reason: 'OFF',
    });
    expect(read({ cncStatus: 'OFF' }, true).status.state).to.equal('off');
    for (const cncStatus of ['OFF', 'AUTO_RUN']) {
      expect(read({ cncStatus }, false).status).to.deep.equal({
        availability: 'UNAVAILABLE',
        state: 'unknown',
        reason: 'disconnected',
      });
    }
  });

  it('maps a sub-state that is not known by its beginning, and another text to unknown', () => {
    expect(read({ cncStatus: 'WAIT_HOLD_DOOR' }).status.state).to.equal('stopped');
    expect(read({ cncStatus: 'MANUAL_TEACH' }).status.state).to.equal('setup');
    for (const cncStatus of ['TEA_BREAK', '', '_', 'AUTORUN', 'constructor']) {
      expect(read({ cncStatus }).status).to.deep.equal({
        availability: 'AVAILABLE',
        state: 'unknown',
        reason: cncStatus,
      });
      expect(observed({ cncStatus })).to.include({
        execution: null,
        controllerMode: null,
        emergencyStop: null,
      });
    }
  });

  it('running while dry run is setup', () => {
    expect(read({ cncStatus: 'AUTO_RUN', dryRunStatus: 'DRY_RUN' }).status.state).to.equal('setup');
    expect(observed({ cncStatus: 'AUTO_RUN', dryRunStatus: 'DRY_RUN' })).to.include({
      'overrides.dryRun': true,
    });
    expect(observed({ cncStatus: 'MANUAL_DRY_RUN' })).to.include({ 'overrides.dryRun': true });
    expect(observed({ cncStatus: 'AUTO_RUN', dryRunStatus: 'NOT_DRY_RUN' })).to.include({
      'overrides.dryRun': false,
      'overrides.singleBlock': false,
    });
    expect(observed({ cncStatus: 'MANUAL_SINGLE_BLOCK' })).to.include({ 'overrides.singleBlock': true });
  });

  it('tells the emergency stop by either status, and ends it when neither says so any more', () => {
    expect(observed({ cncStatus: 'EMERGENCY' })).to.include({ emergencyStop: 'TRIGGERED' });
    expect(observed({ cncStatus: 'WAIT', emergencyStatus: 'EMG' })).to.include({
      emergencyStop: 'TRIGGERED',
    });
    expect(observed({ cncStatus: 'WAIT', emergencyStatus: 'NOT_EMG' })).to.include({
      emergencyStop: 'ARMED',
    });
    expect(observed({ cncStatus: 'WAIT', emergencyStatus: 'UNKNOWN' })).to.include({ emergencyStop: null });
    expect(observed({ cncStatus: 'WAIT' })).to.include({ emergencyStop: 'ARMED' });
  });

  it('an active fault is an alarm unless the machine is running', () => {
    const fault = { alarmStatus: 'ALARM', alarmLevel: 'ERR' };
    expect(read({ cncStatus: 'WAIT_IDLE', ...fault }).status.state).to.equal('alarm');
    expect(read({ cncStatus: 'AUTO_RUN', ...fault }).status.state).to.equal('running');
    expect(read({ cncStatus: 'WAIT_IDLE', alarmStatus: 'ALARM', alarmLevel: 'WRN' }).status.state).to.equal(
      'idle',
    );
    expect(
      read({ cncStatus: 'WAIT_IDLE', alarmStatus: 'NO_ALARM', alarmLevels: ['ERR'] }).status.state,
    ).to.equal('idle');
  });
});

describe('BIVROST fields in the words of every machine (docs/platforms/bivrost.md, "In the words of every machine")', () => {
  it('makes conditions of errors and warnings, by the number at the beginning of their text', () => {
    const fields = {
      alarmMsg: ['1001 SPINDLE', 'coolant low', '7 note', '1001 SPINDLE AGAIN', '9 other'],
      alarmLevels: ['ERR', 'WRN', 'INF', 'ERR', '??'],
    };
    const [first, second, third, ...more] = observed(fields)['conditions'] as readonly ActiveCondition[];
    expect(first).to.deep.equal({ id: '1001', level: 'fault', code: '1001', text: '1001 SPINDLE' });
    expect(second).to.include({ level: 'warning', text: 'coolant low' });
    expect(third).to.include({ level: 'fault', code: '1001', text: '1001 SPINDLE AGAIN' });
    expect(new Set([first?.id, second?.id, third?.id]).size).to.equal(3);
    expect(more).to.deep.equal([]);
  });

  it('keeps the place of a load that is missing', () => {
    const fields = { axisName: ['X', 'Y', 'Z'], axialLoad: [1, null, 3], spindleLoad: ['?', 5] };
    expect(observed(fields)).to.include({
      'axes.X.load': 1,
      'axes.Y.load': null,
      'axes.Z.load': 3,
      'spindles.S1.load': null,
      'spindles.S2.load': 5,
    });
  });

  it('reads positions, inches converted and angles left alone', () => {
    const fields = {
      axisName: ['X', 'B', 'Z'],
      unit: ['inch', 'deg', 'mm'],
      mach: [1, 90, 5],
      abs: [2, 45, 'x'],
    };
    expect(observed(fields)).to.include({
      'axes.X.kind': 'linear',
      'axes.X.machine': 25.4,
      'axes.X.work': 50.8,
      'axes.X.position': 50.8,
      'axes.B.kind': 'rotary',
      'axes.B.machine': 90,
      'axes.Z.work': null,
      'axes.Z.position': 5,
    });
  });

  it('adds minutes and milliseconds of timers', () => {
    expect(observed({ lastCycleTimeMin: 2, lastCycleTimeMs: 1500, cumulativePowerOnTimeMin: 60 })).to.include(
      {
        'timers.lastCycle': 121.5,
        'timers.powered': 3600,
      },
    );
  });

  const rows: [string, unknown, string, unknown][] = [
    ['mainPrgmName', 'O10', 'program.main', 'O10'],
    ['runningPrgName', 'O9001', 'program.active', 'O9001'],
    ['programSeqNum', '10', 'program.label', 'N10'],
    ['programSeqNum', 'N20', 'program.label', 'N20'],
    ['currentBlock', 'G01 X1', 'program.block', 'G01 X1'],
    ['toolNumber', '007', 'tool.number', '007'],
    ['toolOffsetNum', '12', 'tool.offset', '12'],
    ['actFeed', 100, 'feed.actual', 100],
    ['cmdFeed', 200, 'feed.commanded', 200],
    ['overFeed', 80, 'feed.override', 80],
    ['overRapid', 50, 'feed.rapidOverride', 50],
    ['actSpindle', 3000, 'spindles.S1.speed', 3000],
    ['cmdSpindle', 3100, 'spindles.S1.commanded', 3100],
    ['overSpindle', 90, 'spindles.S1.override', 90],
    ['count', 17, 'parts.count', 17],
    ['cumulativeCount', 1700, 'parts.total', 1700],
    ['ncControl', 1.5, 'energy.ncControl', 1.5],
    ['count', 'many', 'parts.count', null],
  ];
  for (const [field, told, path, value] of rows) {
    it(`${field} ${JSON.stringify(told)} is ${path}`, () => {
      expect(observed({ [field]: told })).to.have.property(path, value);
    });
  }

  it('survives fields of any other kind', () => {
    const odd = { axisName: 5, unit: {}, mach: 'x', alarmMsg: 'no list', alarmLevels: 3, axialLoad: {} };
    expect(() => read(odd)).to.not.throw();
    expect(observed(odd)).to.deep.include({ conditions: [] });
  });
});
