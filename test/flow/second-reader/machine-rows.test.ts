import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import { MachineState } from '../../../lib/machine/machine-state';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import { BivrostServer } from '../../second-reader/bivrost/server';
import { MgmServer, machines } from '../../second-reader/mgm/server';
import { unloadFlow } from '../../support/flow';
import { at, BIVROST_FIELDS, BIVROST_STATUSES, MGM_FIELDS, MGM_STATUSES } from '../machine/model-rows';
import { StateInbox } from '../machine/state-inbox';
import { deploy } from './deployed';

const [machineId] = machines;
const ALARM = { alarm_code: '1004', alarm_info: '主轴过载', alarm_level: '2', alarm_type: 'SPINDLE' };

describe('Rows of MGM against a second reading (docs/platforms/mgm.md, "In the words of every machine")', () => {
  let server: MgmServer;
  let out: StateInbox;

  const tellStatus = (status: unknown, more: object = {}): string => {
    const status_time = new Date().toISOString();
    server.realTime.send(machineId, { status, status_time, machine_id: machineId, ...more });
    return status_time;
  };

  before(async () => {
    server = await MgmServer.start();
    const account = { type: 'mgm-account', name: 'Plant', baseUrl: server.baseUrl };
    const realtime = { type: 'mgm-realtime-in', machines: machineId };
    await deploy([registerAccount, registerRealtime], account, server.credentials, realtime);
    out = new StateInbox('out');
    await out.state(({ axes }) => axes?.['X']?.position === 260.306);
  });

  after(async () => {
    await unloadFlow();
    await server.stop();
  });

  eachStateFits(() => out);

  for (const [status, availability, execution, state, conditions] of MGM_STATUSES) {
    it(`status ${status} is ${availability}, ${execution}, ${state}, conditions ${conditions}`, async () => {
      tellStatus(1);
      tellStatus(4, ALARM);
      await out.state((each) => each.state === 'alarm');
      out.clear();
      const since = tellStatus(status);
      const told = await out.state(({ reason }) => reason === String(status));
      expect(told).to.include({ availability, execution, state, since });
      if (conditions === 'not known') expect(told.conditions).to.equal(null);
      else expect(told.conditions).to.have.length(conditions === 'as before' ? 1 : 0);
    });
  }

  it('status 4 is an alarm: a fault with code, text and severity, since the status', async () => {
    tellStatus(1);
    const since = tellStatus('4', ALARM);
    const told = await out.state(({ state }) => state === 'alarm');
    expect(told).to.include({ availability: 'AVAILABLE', execution: 'INTERRUPTED', reason: '4', since });
    expect(told.conditions).to.deep.equal([
      { id: '1004', level: 'fault', code: '1004', text: '主轴过载', severity: '2', since },
    ]);
  });

  for (const blank of ['', null, undefined]) {
    it(`an alarm whose code is ${JSON.stringify(blank)} is known by its text`, async () => {
      tellStatus(1);
      tellStatus(4, { ...ALARM, alarm_code: blank, alarm_info: '门未关' });
      const [condition] = (await out.state(({ state }) => state === 'alarm')).conditions ?? [];
      expect(condition).to.include({ level: 'fault', text: '门未关' }).and.to.not.have.property('code');
      expect(condition?.id).to.match(/^[0-9a-f]{12}$/);
    });
  }

  for (const [field, value, path, expected] of MGM_FIELDS) {
    it(`${field} ${JSON.stringify(value)} is ${path} ${expected}`, async () => {
      tellStatus(1);
      server.realTime.send(machineId, { id: machineId, [field]: value });
      const told = await out.state(({ changed }) => changed.includes(path));
      expect(at(told, path)).to.equal(expected);
      expect(told.native[field]).to.deep.equal(value);
      expect(told.state).to.equal('running');
    });
  }

  it('a lost socket is unknown, since the last sign of life', async () => {
    tellStatus(1);
    server.realTime.send(machineId, { id: machineId, Xact: '5.000' });
    const { receivedAt } = await out.state(({ axes }) => axes?.['X']?.position === 5);
    server.realTime.expire();
    const told = await out.state(({ reason }) => reason === 'disconnected');
    expect(told).to.include({ availability: 'UNAVAILABLE', state: 'unknown', since: receivedAt });
    expect(told).to.include({ execution: null, conditions: null });
    const lostAt = out.states.length;
    await out.state((each) => out.states.indexOf(each) >= lostAt && each.state === 'running');
  });

  it('keeps what nobody knows in native only', async () => {
    tellStatus(1);
    server.realTime.send(machineId, { id: machineId, newField: { deep: [1] }, Xact: '77.000' });
    const told = await out.state(({ axes }) => axes?.['X']?.position === 77);
    expect(told.changed).to.deep.equal(['axes.X.position']);
    expect(told.native['newField']).to.deep.equal({ deep: [1] });
  });
});

describe('Rows of BIVROST against a second reading (docs/platforms/bivrost.md, "In the words of every machine")', () => {
  let server: BivrostServer;
  let out: StateInbox;

  const put = (type: string, fields: object): void => {
    server.cached.data[type] = { ...server.cached.data[type], ...fields };
  };

  before(async () => {
    server = await BivrostServer.start();
    for (const type of ['ProgramBlock', 'TimeData', 'EnergyConsum']) server.cached.data[type] = {};
    const { username, password } = server.users;
    const account = { type: 'bivrost-gateway', name: 'Gateway', baseUrl: server.http.origin, auth: 'jwt' };
    const watch = { type: 'bivrost-machine-in', machines: '1010', interval: 100 };
    await deploy([registerGateway, registerMachineIn], account, { username, password }, watch);
    out = new StateInbox('out');
    await out.state(({ axes, parts }) => axes !== undefined && parts !== undefined);
  });

  after(async () => {
    await unloadFlow();
    await server.stop();
  });

  eachStateFits(() => out);

  for (const [cncStatus, execution, controllerMode, state] of BIVROST_STATUSES) {
    it(`${cncStatus} is ${execution}, ${controllerMode}, ${state}`, async () => {
      put('CNCStatus', { cncStatus: 'OFF' });
      await out.state(({ reason }) => reason === 'OFF');
      put('CNCStatus', { cncStatus });
      const told = await out.state(({ reason }) => reason === cncStatus);
      expect(told).to.include({ availability: 'AVAILABLE', execution, controllerMode, state });
      expect(told.emergencyStop).to.equal(cncStatus === 'EMERGENCY' ? 'TRIGGERED' : 'ARMED');
      expect(told.overrides).to.deep.equal(
        state === 'unknown'
          ? { dryRun: null, singleBlock: null }
          : { dryRun: cncStatus === 'MANUAL_DRY_RUN', singleBlock: cncStatus === 'MANUAL_SINGLE_BLOCK' },
      );
    });
  }

  it('OFF is off, and nothing is known', async () => {
    put('CNCStatus', { cncStatus: 'AUTO_RUN' });
    await out.state(({ reason }) => reason === 'AUTO_RUN');
    put('CNCStatus', { cncStatus: 'OFF' });
    const told = await out.state(({ state }) => state === 'off');
    expect(told).to.include({ availability: 'UNAVAILABLE', execution: null, conditions: null });
    expect(told.feed?.actual).to.equal(null);
  });

  for (const [type, fields, path, expected] of BIVROST_FIELDS) {
    it(`${type} ${JSON.stringify(fields)} is ${path} ${expected}`, async () => {
      put('CNCStatus', { cncStatus: 'AUTO_RUN' });
      put(type, fields);
      const told = await out.state(({ changed }) => changed.includes(path));
      expect(at(told, path)).to.equal(expected);
      expect(told.native).to.deep.include(fields);
    });
  }

  it('alarms are faults and warnings by their level, and make a machine that does not run an alarm', async () => {
    put('CNCStatus', { cncStatus: 'AUTO_RUN' });
    put('AlarmLog', {
      alarmMsg: ['2001 油压低', '1012 COOLANT LEVEL LOW', '2005 门未关闭', 'DOOR OPEN'],
      alarmLevel: ['ERR', 'WRN', 'INF', 'ERR'],
    });
    put('CNCStatus', { alarmStatus: 'ALARM', alarmLevel: 'ERR' });
    const { conditions, state } = await out.state((each) => each.conditions?.length === 3);
    expect(state).to.equal('running');
    expect(conditions?.map(({ id, level, code }) => [id, level, code])).to.deep.equal([
      ['2001', 'fault', '2001'],
      ['1012', 'warning', '1012'],
      [conditions?.[2]?.id, 'fault', undefined],
    ]);
    expect(conditions?.[2]?.id).to.match(/^[0-9a-f]{12}$/);
    put('CNCStatus', { cncStatus: 'WAIT_IDLE' });
    const stopped = await out.state(({ reason }) => reason === 'WAIT_IDLE');
    expect(stopped).to.include({ state: 'alarm', execution: 'READY' });
    put('AlarmLog', { alarmMsg: ['1012 COOLANT LEVEL LOW'], alarmLevel: ['WRN'] });
    put('CNCStatus', { alarmLevel: 'WRN' });
    expect(await out.state((each) => each.state === 'idle'))
      .to.have.property('conditions')
      .with.length(1);
  });

  it('a machine that the gateway does not reach is unknown, whatever its status', async () => {
    for (const cncStatus of ['MANUAL_JOG', 'OFF']) {
      put('CNCStatus', { cncStatus });
      await out.state(({ reason }) => reason === cncStatus);
      server.cached.unreached.add('1010');
      const told = await out.state(({ reason }) => reason === 'disconnected');
      expect(told).to.include({ availability: 'UNAVAILABLE', state: 'unknown', execution: null });
      server.cached.unreached.clear();
      const back = await out.state((each) => out.states.indexOf(each) > out.states.indexOf(told));
      expect(back.reason, 'no status but the one that was read').to.equal(cncStatus);
      out.clear();
    }
  });

  it('keeps what nobody knows out of the model', async () => {
    put('CNCStatus', { cncStatus: 'AUTO_RUN' });
    await out.state(({ reason }) => reason === 'AUTO_RUN');
    put('Count', { count: 123, newField: { deep: [1] } });
    const told = await out.state(({ parts }) => parts?.count === 123);
    expect(told.changed).to.deep.equal(['parts.count']);
    expect(told.native).to.not.have.property('newField');
  });
});

/** Each test begins without the states of others, and all that it gets fit the schema. */
function eachStateFits(out: () => StateInbox): void {
  beforeEach(() => out().clear());

  afterEach(() => {
    for (const state of out().states) expect([...Value.Errors(MachineState, state)]).to.deep.equal([]);
  });
}
