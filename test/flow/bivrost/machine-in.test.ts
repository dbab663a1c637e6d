import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import type { NodeMessageInFlow } from 'node-red';
import helper from 'node-red-node-test-helper';
import { BivrostMachineState } from '../../../lib/bivrost/messages';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import type { BivrostOptions } from '../../../lib/simulator/bivrost/settings';
import { faultAnswers } from '../../../lib/simulator/faults';
import { eventually, Inbox, statusesOf, unloadFlow } from '../../support/flow';
import { loadGatewayFlow } from './gateway-flow';

/** Machines keep their state unless a test changes it. */
const STILL = 1_000_000_000;

type State = BivrostMachineState;
const stateIn = (msg: NodeMessageInFlow) => msg.payload as State;

describe('bivrost-machine-in in a flow (docs/nodes.md, "bivrost-machine-in")', () => {
  let simulator: BivrostSimulator;

  async function load(
    properties: object = {},
    options: BivrostOptions = {},
    account: Record<string, unknown> = {},
  ): Promise<Inbox> {
    simulator = new BivrostSimulator({ phaseMs: STILL, taskIntervalMs: 100, ...options });
    await simulator.start();
    const node = { type: 'bivrost-machine-in', interval: 150, ...properties };
    await loadGatewayFlow(simulator, node, account);
    return new Inbox('answered');
  }

  afterEach(async () => {
    await unloadFlow();
    helper.settings({});
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  const forMachine = (machineId: string) => (msg: NodeMessageInFlow) => msg['topic'] === machineId;

  it('tells each machine once with all that is known, in documented words and typed', async () => {
    const inbox = await load({
      reads: 'readCNCStatusDetails, readAlarm, readCount, readFeedAndSpindle, readPosition, readTimeData',
    });
    const messages = await inbox.until((all) => all.length >= 12);
    expect(new Set(messages.map((msg) => msg['topic'])).size).to.equal(12);
    for (const msg of messages) {
      expect(msg['type']).to.equal('bivrost/machine-state');
      expect([...Value.Errors(BivrostMachineState, msg.payload)], JSON.stringify(msg.payload)).to.deep.equal(
        [],
      );
    }
    const off = messages.find(forMachine('1021'));
    expect(off?.payload).to.include({ machineId: '1021', online: false, status: 'OFF', statusName: 'off' });
    const first = messages.find(forMachine('1010'));
    expect(first?.payload).to.include({ online: true }).and.have.property('axes');
    expect(stateIn(first as NodeMessageInFlow).axes).to.have.all.keys('X', 'Y', 'Z', 'A', 'C');
  });

  it('sends nothing while nothing changes, and only what changed when it does', async () => {
    const inbox = await load({ reads: 'cnc/readCNCStatus,cnc/readAlarm,cnc/readCount' });
    await inbox.until((all) => all.length >= 12);
    const rounds = simulator.statistics.countOf('cnc/batchReadTaskData');
    await eventually(
      'five more looks',
      () => simulator.statistics.countOf('cnc/batchReadTaskData') > rounds + 5,
    );
    expect(inbox.messages).to.have.length(12);
    const alarms = [{ message: '2001 油压低', level: 'ERR' }] as const;
    simulator.setState('1014', { status: 'MANUAL_JOG', alarms, count: 77 });
    const msg = await inbox.first((each) => stateIn(each).count === 77);
    const { time, ...state } = stateIn(msg);
    expect(Date.parse(time)).to.be.closeTo(Date.now(), 5_000);
    const [alarmTime] = state.fields['alarmTime'] as string[];
    expect(state).to.deep.equal({
      machineId: '1014',
      name: '龙门铣 5',
      status: 'MANUAL_JOG',
      statusName: 'manual',
      alarmStatus: 'ALARM',
      alarmLevel: 'ERR',
      adjustedStatus: 'MANUAL_JOG',
      alarms: [{ message: '2001 油压低', level: 'ERR', time: alarmTime }],
      count: 77,
      cumulativeCount: 77,
      changed: [
        'cncStatus',
        'alarmStatus',
        'alarmLevel',
        'adjustedStatus',
        'alarmMsg',
        'alarmLevels',
        'alarmTime',
        'count',
        'cumulativeCount',
      ],
      fields: {
        cncStatus: 'MANUAL_JOG',
        alarmStatus: 'ALARM',
        alarmLevel: 'ERR',
        adjustedStatus: 'MANUAL_JOG',
        alarmMsg: ['2001 油压低'],
        alarmLevels: ['ERR'],
        alarmTime: [alarmTime],
        count: 77,
        cumulativeCount: 77,
      },
    });
    simulator.setState('1014', { status: 'MANUAL_JOG', alarms: [], count: 77 });
    const cleared = await inbox.first(
      (each) =>
        stateIn(each).alarmStatus === 'NO_ALARM' &&
        each !== msg &&
        stateIn(each).changed.length < 10 &&
        stateIn(each).alarmLevel === null,
    );
    expect(stateIn(cleared)).to.deep.include({ alarmLevel: null, alarms: [] });
  });

  it('gives the whole state each time where that is asked for', async () => {
    const inbox = await load({ machines: '1013,1014', output: 'state' });
    await inbox.until((all) => all.length >= 2);
    simulator.setState('1013', { status: 'WAIT_HOLD', count: 5 });
    const msg = await inbox.first((each) => stateIn(each).count === 5);
    expect(stateIn(msg)).to.include({ online: true, statusName: 'waiting', alarmStatus: 'NO_ALARM' });
    expect(stateIn(msg)).to.have.nested.property('program.main', 'AUFSPANNUNG_10.MPF');
    expect(stateIn(msg).changed).to.include.members(['cncStatus', 'count']).and.not.include('mainPrgmName');
    expect(inbox.messages.every((each) => ['1013', '1014'].includes(String(each['topic'])))).to.equal(true);
  });

  it('hands out answers as received where that is asked for', async () => {
    const inbox = await load({ machines: '1013', output: 'raw', reads: 'cnc/readCount' });
    const msg = await inbox.first();
    expect(msg).to.include({ topic: '1013', type: 'bivrost/cnc/readCount' });
    expect(msg.payload).to.have.keys('count', 'cumulativeCount', 'currentCount', 'time');
  });

  it('asks few calls of the gateway: two a look, and one for the list of machines', async () => {
    const inbox = await load({ interval: 200 }, { machines: 120, offlineMachines: 5 });
    await inbox.until((all) => all.length >= 120);
    const before = simulator.statistics.countOf();
    const started = performance.now();
    await eventually('ten looks', () => simulator.statistics.countOf('cnc/batchReadErrors') >= 12);
    const looks = (performance.now() - started) / 200;
    expect(simulator.statistics.countOf() - before).to.be.below(2 * looks + 6);
    expect(simulator.statistics.countOf('config/machines')).to.equal(1);
    expect(simulator.statistics.countOf('cnc/readCount')).to.equal(0);
  });

  it('asks the machines themselves for what no task collects (1303)', async () => {
    const inbox = await load({ machines: '1010,1012' }, { tasks: false });
    const messages = await inbox.until(
      (all) =>
        all.some((each) => stateIn(each).count !== undefined && forMachine('1012')(each)) &&
        all.some((each) => stateIn(each).count !== undefined && forMachine('1010')(each)),
    );
    expect(messages.length).to.be.at.least(2);
    simulator.setState('1012', { status: 'EMERGENCY', count: 9 });
    const msg = await inbox.first((each) => stateIn(each).statusName === 'emergency');
    expect(msg['topic']).to.equal('1012');
  });

  it('tells when a machine goes and when it comes back', async () => {
    const inbox = await load();
    await inbox.until((all) => all.length >= 12);
    simulator.setOffline('1012', true);
    const gone = await inbox.first((each) => forMachine('1012')(each) && stateIn(each).online === false);
    expect(stateIn(gone)).to.include({ status: 'OFF', statusName: 'off' });
    expect(stateIn(gone).changed).to.include('online');
    simulator.setOffline('1012', false);
    const back = await inbox.first(
      (each) => inbox.messages.indexOf(each) > inbox.messages.indexOf(gone) && stateIn(each).online === true,
    );
    expect(stateIn(back)['status']).not.to.equal('OFF');
  });

  it('works for a user who may only read, and at a gateway that has no batch reads', async () => {
    simulator = new BivrostSimulator({ phaseMs: STILL });
    await simulator.start();
    simulator.faults.add({
      times: Number.POSITIVE_INFINITY,
      path: /batchRead/,
      answer: {
        ...faultAnswers.serverError(404),
        body: '{"errorCode":10017,"errorMsg":"Invalid API request."}',
      },
    });
    const node = { type: 'bivrost-machine-in', interval: 150, machines: '1010,1021', reads: 'readCNCStatus' };
    await loadGatewayFlow(simulator, node, { auth: 'key' }, { key: 'sk-viewer' });
    const inbox = new Inbox('answered');
    await inbox.until(
      (all) =>
        all.some((each) => stateIn(each).online === false && forMachine('1021')(each)) &&
        all.some(forMachine('1010')),
    );
    expect(simulator.statistics.countOf('config/machines')).to.equal(0);
  });

  it('says once that the gateway is gone, and goes on when it is back', async () => {
    const inbox = await load({}, { restartMs: 100 });
    await inbox.until((all) => all.length >= 12);
    const caught = new Inbox('caught');
    const statuses = statusesOf('node');
    await simulator.stop();
    const failure = await caught.first();
    expect(failure['failure']).to.include({ kind: 'network', platform: 'bivrost' });
    expect(statuses.at(-1)).to.include({ fill: 'red' });
    await simulator.start();
    simulator.setState('1010', { status: 'WAIT_STOP', count: 4711 });
    await inbox.first((each) => stateIn(each).count === 4711, 20_000);
    expect(caught.messages).to.have.length(1);
    await eventually('the counts are shown again', () => statuses.at(-1)?.text === '11/12');
  }).timeout(30_000);

  it('is not green where the gateway reaches machines and all of their reads are refused', async () => {
    simulator = new BivrostSimulator({ phaseMs: STILL });
    await simulator.start();
    const refused = { status: 403, body: '{"errorCode":7,"errorMsg":"No permission."}' };
    simulator.faults.add({
      times: Number.POSITIVE_INFINITY,
      path: /cnc\/(batchReadTaskData|read)/,
      answer: { ...faultAnswers.serverError(403), ...refused },
    });
    const node = { type: 'bivrost-machine-in', interval: 150, machines: '1010,1012', reads: 'readCount' };
    await loadGatewayFlow(simulator, node);
    const statuses = statusesOf('node');
    expect(statuses.every(({ fill }) => fill === 'blue')).to.equal(true);
    const caught = new Inbox('caught');
    expect((await caught.first())['failure']).to.include({ kind: 'permission', code: 'bivrost:7' });
    const looks = simulator.statistics.countOf('cnc/batchReadErrors');
    await eventually('more looks', () => simulator.statistics.countOf('cnc/batchReadErrors') > looks + 3);
    expect(statuses.at(-1)).to.include({ fill: 'yellow', text: '0/2' });
    expect(statuses.some(({ fill }) => fill === 'green')).to.equal(false);
  });

  it('leaves out a field beyond the settings file’s limit, and tells its name', async () => {
    const limit: object = { shopfloorLargestField: 0.01 };
    helper.settings(limit);
    await load({ machines: '1010', reads: 'readProgramInfo' });
    const { failure } = (await new Inbox('caught').first()) as {
      failure?: { code: string; message: string };
    };
    expect(failure?.code).to.equal('bivrost:value-too-large');
    expect(failure?.message).to.include('shopfloorLargestField');
  });

  it('names what is wrong with its settings', async () => {
    await load({ reads: 'cnc/deleteFile' });
    const caught = new Inbox('caught');
    expect((await caught.first())['failure']).to.include({ kind: 'input', code: 'input:reads' });
    expect(simulator.traffic.requests).to.equal(0);
  });

  it('tells a machine that does not exist once, by its id', async () => {
    const inbox = await load({ machines: '1010,9999' });
    const caught = new Inbox('caught');
    const msg = await caught.first();
    expect(msg).to.include({ topic: '9999' });
    expect(msg['failure']).to.include({ kind: 'not-found', code: 'bivrost:10003' });
    await inbox.first(forMachine('1010'));
    const looks = simulator.statistics.countOf('cnc/batchReadErrors');
    await eventually(
      'five more looks',
      () => simulator.statistics.countOf('cnc/batchReadErrors') > looks + 5,
    );
    expect(caught.messages).to.have.length(1);
  });

  it('leaves nothing under way when it is closed', async () => {
    const inbox = await load({ interval: 100 }, { tasks: false, offlineDelayMs: 1000 });
    await inbox.until((all) => all.length >= 5);
    await unloadFlow();
    // What was on its way at that moment may still arrive.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { requests } = simulator.traffic;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(simulator.traffic.requests).to.equal(requests);
  });
});
