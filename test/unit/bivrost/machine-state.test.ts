import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import fc from 'fast-check';
import { describeMachine, FOLLOWABLE_READS, statusName } from '../../../lib/bivrost';
import { BivrostMachineState } from '../../../lib/bivrost/messages';
import { MachineRecord } from '../../../lib/bivrost/polling/machine-record';
import { machineReads } from '../../../lib/bivrost/polling/reads';
import { nameInProgram } from '../../../lib/bivrost/program-name';
import { MemoryBudget } from '../../../lib/json/memory-budget';

const time = '2026-01-05T08:00:00.000Z';
const whole = { time, changed: [], onlyChanged: false };
const describeAll = (fields: Record<string, unknown>) => describeMachine('1010', fields, whole);

describe('Status names (docs/platforms/bivrost.md, "Direct reads": a text that is not known is mapped by its prefix)', () => {
  it('has a name for every documented status, and for sub-states to come', () => {
    const documented = {
      off: ['OFF'],
      emergency: ['EMERGENCY'],
      waiting: ['WAIT', 'WAIT_HOLD', 'WAIT_STOP', 'WAIT_IDLE', 'WAIT_FOR_PART'],
      running: ['AUTO_RUN', 'AUTO_RUN_REMOTE', 'AUTO_RUN_NEW'],
      manual: ['MANUAL', 'MANUAL_EDIT', 'MANUAL_HANDLE_TCH', 'MANUAL_SINGLE_BLOCK', 'MANUAL_HOLD'],
      unknown: ['', 'AUTOMATIC', 'WAITING', 'OFFLINE', 'auto_run', '__proto__'],
    };
    for (const [name, statuses] of Object.entries(documented)) {
      for (const status of statuses) expect(statusName(status), status).to.equal(name);
    }
  });
});

describe('A machine as a typed state (docs/platforms/bivrost.md, "Direct reads")', () => {
  it('adds minutes and milliseconds of times', () => {
    const { times } = describeAll({ cuttingTimeMin: 6683, cuttingTimeMs: 13328, powerOnTimeMs: 500 });
    expect(times).to.deep.equal({ cuttingTime: 400993.328, powerOnTime: 0.5 });
  });

  it('puts the numbers of axes under their names', () => {
    const fields = { axisName: ['X', 'C'], unit: ['mm', 'deg'], mach: [1.5, 90], abs: [2, null], dist: [0] };
    expect(describeAll(fields).axes).to.deep.equal({
      X: { machine: 1.5, absolute: 2, distance: 0, unit: 'mm' },
      C: { machine: 90, unit: 'deg' },
    });
  });

  it('is null where the gateway no longer answers, and ends an emergency that it no longer tells', () => {
    const changes = {
      emergencyStatus: 'RESET',
      dryRunStatus: null,
      actFeed: null,
      alarmMsg: null,
      axisName: null,
    };
    const state = describeMachine('1010', changes, {
      time,
      changed: Object.keys(changes),
      onlyChanged: true,
    });
    expect(state).to.include({ emergency: null, dryRun: null, alarms: null, axes: null });
    expect(state.feed).to.deep.equal({ actual: null });
    for (const [told, emergency] of [
      ['EMG', true],
      ['NOT_EMG', false],
      ['WAIT', null],
      ['UNKNOWN', null],
    ]) {
      expect(describeAll({ emergencyStatus: told })).to.include({ emergency });
    }
    expect([...Value.Errors(BivrostMachineState, state)]).to.deep.equal([]);
    for (const emergencyStatus of ['RESET', 'WAIT', 'UNKNOWN']) {
      const ended = { time, changed: ['emergencyStatus'], onlyChanged: true };
      expect(describeMachine('1010', { emergencyStatus }, ended)).to.include({ emergency: null });
    }
  });

  it('keeps the place of a load that is missing', () => {
    expect(describeAll({ axialLoad: [1, null, 3], spindleLoad: ['x'] }).load).to.deep.equal({
      axes: [1, null, 3],
      spindles: [null],
    });
  });

  it('has what the cached reads add (docs/platforms/bivrost.md, "Cached reads")', () => {
    const fields = {
      adjustedStatus: 'AUTO_RUN',
      waitTime: 12,
      cumulativeCount: 100,
      currentCount: 3,
      alarmMsg: ['1 a'],
      alarmLevels: ['ERR'],
      alarmTime: ['2026-01-05T07:00:00Z'],
    };
    expect(describeAll(fields)).to.deep.include({
      adjustedStatus: 'AUTO_RUN',
      times: { waitTime: 12 },
      cumulativeCount: 100,
      currentCount: 3,
      alarms: [{ message: '1 a', level: 'ERR', time: '2026-01-05T07:00:00Z' }],
    });
  });

  it('takes what has not changed only to explain what has', () => {
    const fields = { axisName: ['X'], unit: ['mm'], mach: [2], cncStatus: 'AUTO_RUN' };
    const state = describeMachine('1010', fields, { time, changed: ['mach'], onlyChanged: true });
    expect(state).to.deep.equal({
      machineId: '1010',
      time,
      changed: ['mach'],
      fields: { mach: [2] },
      axes: { X: { machine: 2, unit: 'mm' } },
    });
  });

  it('leaves out of the typed part what is not of the documented kind, and fits its schema', () => {
    const names = machineReads(FOLLOWABLE_READS).flatMap(({ fields }) => [...fields.values()]);
    const fields = fc.dictionary(fc.constantFrom(...names, 'other'), fc.jsonValue());
    fc.assert(
      fc.property(fields, (given) => {
        expect([...Value.Errors(BivrostMachineState, describeAll(given))]).to.deep.equal([]);
      }),
    );
  });
});

describe('What changes about a machine', () => {
  const [status, alarm] = machineReads(['readCNCStatus', 'cnc/readAlarm']);
  if (!status || !alarm) throw new Error('both reads are known');

  it('is what differs from before, and what is not there any more', () => {
    const record = new MachineRecord();
    expect(
      record.apply(status, { cncStatus: 'AUTO_RUN', alarmStatus: 'ALARM', alarmLevel: 'ERR' }),
    ).to.deep.equal({
      cncStatus: 'AUTO_RUN',
      alarmStatus: 'ALARM',
      alarmLevel: 'ERR',
    });
    expect(record.apply(status, { cncStatus: 'AUTO_RUN', alarmStatus: 'NO_ALARM' })).to.deep.equal({
      alarmStatus: 'NO_ALARM',
      alarmLevel: null,
    });
    expect(record.apply(status, { cncStatus: 'AUTO_RUN', alarmStatus: 'NO_ALARM' })).to.deep.equal({});
    expect(record.fields()).to.deep.equal({ cncStatus: 'AUTO_RUN', alarmStatus: 'NO_ALARM' });
  });

  it('does not take the levels of all alarms for the highest of them', () => {
    const record = new MachineRecord();
    record.apply(status, { cncStatus: 'WAIT', alarmStatus: 'ALARM', alarmLevel: 'WRN' });
    record.apply(alarm, { alarmMsg: ['a', 'b'], alarmLevel: ['WRN', 'INF'] });
    expect(record.fields()).to.deep.include({ alarmLevel: 'WRN', alarmLevels: ['WRN', 'INF'] });
  });

  it('has what only cached reads add (docs/platforms/bivrost.md, "Cached reads")', () => {
    const record = new MachineRecord();
    const [count] = machineReads(['readCount']);
    if (!count) throw new Error('the read is known');
    const times = { offTime: 1, waitTime: 2, emergencyTime: 3, autoRunTime: 4, manualTime: 5 };
    const counts = { count: 7, cumulativeCount: 100, currentCount: 3 };
    const alarmTime = ['2026-01-05T07:00:00Z'];
    record.apply(status, { cncStatus: 'WAIT', adjustedStatus: 'AUTO_RUN', ...times });
    record.apply(count, counts);
    record.apply(alarm, { alarmMsg: ['1 a'], alarmTime });
    expect(record.fields()).to.deep.include({ adjustedStatus: 'AUTO_RUN', ...times, ...counts, alarmTime });
    expect(describeAll(record.fields())).to.deep.include({ times, currentCount: 3, cumulativeCount: 100 });
  });

  it('is nothing when the cache adds times that change with every second', () => {
    const record = new MachineRecord();
    record.apply(status, { cncStatus: 'WAIT', alarmStatus: 'NO_ALARM', waitTime: 1, time: 'a' });
    expect(
      record.apply(status, { cncStatus: 'WAIT', alarmStatus: 'NO_ALARM', waitTime: 2, time: 'b' }),
    ).to.deep.equal({});
    expect(record.fields()).to.include({ waitTime: 2 });
  });

  it('is the status too when the machine cannot be reached', () => {
    const record = new MachineRecord();
    record.apply(status, { cncStatus: 'WAIT', alarmStatus: 'NO_ALARM' });
    expect(record.connect(true, [status])).to.deep.equal({});
    expect(record.connect(false, [status])).to.deep.equal({ cncStatus: 'OFF' });
    expect(record.connect(false, [status])).to.equal(undefined);
    expect(new MachineRecord().connect(false, [alarm])).to.deep.equal({});
  });

  it('is no field that finds no room beside those of the other machines (docs/behaviour.md, shopfloorLargestStates)', () => {
    const budget = new MemoryBudget(40_000);
    const one = new MachineRecord(30_000, budget);
    const other = new MachineRecord(30_000, budget);
    const alarms = { alarmMsg: ['x'.repeat(25_000)], alarmLevel: ['ERR'] };
    expect(one.apply(alarm, alarms)).to.have.property('alarmMsg');
    expect(other.apply(alarm, alarms)).to.deep.equal({ alarmLevels: ['ERR'] });
    expect([...other.leftOut]).to.deep.equal([['alarmMsg', 'others']]);
    one.close();
    expect(other.apply(alarm, alarms)).to.have.property('alarmMsg');
    expect([...other.leftOut]).to.deep.equal([]);
  });

  it('is looked for with reads that exist', () => {
    expect(() => machineReads(['cnc/deleteFile'])).to.throw('cannot be followed');
    expect(() => machineReads(['constructor'])).to.throw('cannot be followed');
    expect(machineReads(['readCount', 'cnc/readCount'])).to.have.length(1);
  });
});

describe('The name in a program (docs/platforms/bivrost.md, "Files": 2.6.5)', () => {
  it('is the number or the text after the first line end', () => {
    expect(nameInProgram('%\nO3(ROUGH) \nT1M06\n')?.name).to.equal('O3');
    expect(nameInProgram('%\r\nO0010\r\nM30')?.name).to.equal('O10');
    expect(nameInProgram('%\n<SAMPLE>\nT1M06')?.name).to.equal('SAMPLE');
    expect(nameInProgram('BEGIN PGM 1 MM\nG0')).to.equal(undefined);
    expect(nameInProgram('')).to.equal(undefined);
  });

  it('means the same program with and without leading zeros', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(3), (number, zeros) => {
        const name = nameInProgram(`%\nO${number}\n`);
        expect(name?.matches(`O${'0'.repeat(zeros)}${number}`)).to.equal(true);
        expect(name?.matches(`O${number + 1}`)).to.equal(false);
      }),
    );
  });
});
