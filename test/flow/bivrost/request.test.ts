import { expect } from 'chai';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { faultAnswers } from '../../../lib/simulator/faults';
import { statusesOf, unloadFlow } from '../../support/flow';
import { failureOf, loadGatewayFlow, outcomeOf } from './gateway-flow';

const PASSWORD = 'canary-password-81';
const users = [{ username: 'planner', password: PASSWORD, isAdmin: true, secretKey: 'sk-canary-82' }];
const STATUS = 'cnc/readCNCStatus';

describe('bivrost-request in a flow (docs/nodes.md, "bivrost-request"; docs/behaviour.md, "Failures")', () => {
  let simulator: BivrostSimulator;

  beforeEach(async () => {
    simulator = new BivrostSimulator({ users, logSize: 100, offlineDelayMs: 0, phaseMs: 1_000_000_000 });
    await simulator.start();
  });

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  const load = (node: object, account: object = {}) =>
    loadGatewayFlow(
      simulator,
      { type: 'bivrost-request', ...node },
      { ...account },
      { username: 'planner', password: PASSWORD, key: 'sk-canary-82' },
    );

  it('answers in the message that it got, with the data and without an envelope', async () => {
    await load({ operation: STATUS, machineId: '1013' });
    const statuses = statusesOf('node');
    simulator.setState('1013', { status: 'WAIT_HOLD' });
    const msg = await outcomeOf({ topic: 'kept', failure: { kind: 'network' } });
    expect(msg)
      .to.include({ topic: 'kept', type: `bivrost/${STATUS}` })
      .and.not.have.property('failure');
    expect(msg.payload).to.deep.equal({ cncStatus: 'WAIT_HOLD', alarmStatus: 'NO_ALARM' });
    expect(msg['call']).to.include({
      platform: 'bivrost',
      operation: STATUS,
      status: 200,
      code: 0,
      attempts: 1,
    });
    expect(statuses.map(({ fill }) => fill)).to.deep.equal(['blue', 'green']);
  });

  it('takes what is blank from msg.payload, then from msg, by its documented name', async () => {
    await load({ operation: '' });
    simulator.setState('1014', { count: 14 });
    simulator.setState('1015', { count: 15 });
    const operation = 'cnc/readCount';
    const cases = [
      [{ operation, machineID: '1014' }, 14],
      [{ operation, payload: { machineID: '1015' }, machineID: '1014' }, 15],
      [{ payload: { operation, machineID: 1014 } }, 14],
    ] as const;
    for (const [msg, count] of cases) expect((await outcomeOf({ ...msg })).payload).to.deep.equal({ count });
    for (const machineID of [null, '']) {
      const { failure } = await outcomeOf({ operation, payload: { machineID, MachineID: '1014' } });
      expect(failure, String(machineID)).to.include({ code: 'input:machineID' });
    }
  });

  it('prefers what the editor sets', async () => {
    await load({
      operation: 'cnc/readCount',
      machineId: 'which',
      machineIdType: 'msg',
      params: '{"machineID":"1014"}',
      paramsType: 'json',
    });
    simulator.setState('1014', { count: 14 });
    expect((await outcomeOf({ which: '1015' })).payload).to.deep.equal({ count: 14 });
  });

  it('sends paths, Chinese names and PLC areas so that the gateway reads what was meant', async () => {
    await load({ operation: '', allowChanges: true });
    const values = ['TNC:\\nc_prog', '精加工 2.MPF', '$MACRO$|type=R', 'a&b=c#d%20+e', "/~!*'()"];
    for (const area of values) {
      await outcomeOf({
        operation: 'cnc/readPlcData',
        machineID: '1010',
        area,
        start: '1',
        count: 1,
        params: '',
        payload: { type: 'Int16' },
      });
      expect(simulator.statistics.calls.at(-1)?.args['area']).to.equal(area);
    }
  });

  it('reads many in one call: a list in the payload', async () => {
    await load({ operation: 'cnc/batchReadTaskData' });
    simulator.setState('1010', { count: 10 });
    const payload = [
      { machineID: '1010', type: 'CNCStatus' },
      { machineID: '9', type: 'Count' },
    ];
    const msg = await outcomeOf({ payload });
    expect(msg.payload).to.have.length(2);
    expect((msg.payload as object[])[1]).to.include({ errorCode: 10003 });
  });

  it('tells failures with code and kind', async () => {
    await load({ operation: '' });
    const cases = [
      [
        { operation: STATUS, machineID: '1021' },
        { kind: 'offline', code: 'bivrost:3', retryable: true, httpStatus: 502 },
      ],
      [
        { operation: STATUS, machineID: '9' },
        { kind: 'not-found', code: 'bivrost:10003', httpStatus: 400 },
      ],
      [
        { operation: 'cnc/readTaskData', machineID: '1020', payload: { type: 'Load' } },
        { code: 'bivrost:101' },
      ],
      [
        { operation: 'cnc/readProgramList', machineID: '1010', dirAtCNC: 'no' },
        { kind: 'not-found', code: 'bivrost:158' },
      ],
      // Nothing goes out, and `attempts` counts what went out.
      [{ operation: 'cnc/nothing' }, { kind: 'input', code: 'input:operation', attempts: 0 }],
      [{}, { kind: 'input', code: 'input:operation', attempts: 0 }],
    ] as const;
    for (const [msg, expected] of cases) {
      expect(await failureOf({ ...msg })).to.include({ platform: 'bivrost', attempts: 1, ...expected });
    }
  });

  it('needs leave for what changes something, also when the message chooses the operation', async () => {
    await load({ operation: '' });
    const failure = await failureOf({ operation: 'config/reset' });
    expect(failure).to.include({ kind: 'input', code: 'input:allowChanges', operation: 'config/reset' });
    expect(simulator.traffic.requests).to.equal(0);
  });

  it('shows no secret in whatever becomes of a message', async () => {
    await load({ operation: STATUS, machineId: '1010' });
    const echo = (body: string) => ({ status: 503, headers: { 'content-type': 'application/json' }, body });
    await outcomeOf({});
    const bearer = String(simulator.log.entries.at(-1)?.headers.authorization);
    simulator.faults.add({
      path: /readCNCStatus/,
      times: 9,
      answer: () => echo(JSON.stringify({ errorCode: 1, errorMsg: `${bearer} ${PASSWORD}` })),
    });
    const msg = await outcomeOf({});
    const shown = JSON.stringify([msg['failure'], msg['error']]);
    expect(msg['failure']).to.include({ code: 'bivrost:1' });
    expect(shown).not.to.include(PASSWORD).and.not.to.include(bearer.slice('Bearer '.length));
  });

  it('survives what gateways and networks do: 429, 5xx, a web page, a forgotten token', async () => {
    await load({ operation: STATUS, machineId: '1010' });
    await outcomeOf({});
    simulator.endTokens();
    expect((await outcomeOf({})).payload).to.have.property('cncStatus');
    for (const answer of [faultAnswers.tooManyRequests(0), faultAnswers.serverError(500)]) {
      simulator.faults.answerNext(1, answer, { path: `/api/${STATUS}` });
      expect((await outcomeOf({}))['call']).to.include({ attempts: 2 });
    }
    simulator.faults.answerNext(1, faultAnswers.htmlPage(), { path: `/api/${STATUS}` });
    expect(await failureOf({})).to.include({ kind: 'platform', code: 'bivrost:not-json' });
    expect(simulator.logins.succeeded).to.equal(2);
  });

  it('works in the simulator environment without credentials, whatever the kind of login', async () => {
    for (const auth of ['jwt', 'key', 'none']) {
      await loadGatewayFlow(
        simulator,
        { type: 'bivrost-request', operation: 'config/machines' },
        { environment: 'simulator', auth },
        {},
      );
      expect((await outcomeOf({})).payload).to.have.length(12);
      await unloadFlow();
    }
    expect(simulator.traffic.requests).to.equal(0);
  });
});
