import { expect } from 'chai';
import type { BivrostMachineState } from '../../../lib/bivrost';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import { type BivrostHabits, BivrostServer } from '../../second-reader/bivrost/server';
import { Inbox, unloadFlow } from '../../support/flow';
import { answerModes, deploy } from './deployed';

const types = [registerGateway, registerMachineIn];
const reads = [
  'cnc/readAlarm',
  'cnc/readCNCStatusDetails',
  'cnc/readCount',
  'cnc/readCurrentToolNumber',
  'cnc/readFeedAndSpindle',
  'cnc/readLoad',
  'cnc/readPosition',
  'cnc/readProgramInfo',
];

describe('The watch of machines against a second reading of the gateway (cached reads)', () => {
  let server: BivrostServer;
  let out: Inbox;

  async function start(habits: BivrostHabits, node: object = {}): Promise<void> {
    server = await BivrostServer.start(habits);
    const { username, password } = server.users;
    const account = { type: 'bivrost-gateway', baseUrl: server.http.origin, auth: 'jwt' };
    const watch = { type: 'bivrost-machine-in', output: 'state', interval: 100, reads, ...node };
    await deploy(types, account, { username, password }, watch);
    out = new Inbox('out');
  }

  /** The state of a machine as soon as it satisfies the condition. */
  async function stateOf(
    machine: string,
    isIt: (state: BivrostMachineState) => boolean = ({ load, axes, count }) =>
      load !== undefined && axes !== undefined && count !== undefined,
  ): Promise<BivrostMachineState> {
    const { payload } = await out.first(
      (msg) => msg.topic === machine && isIt(msg.payload as BivrostMachineState),
    );
    return payload as BivrostMachineState;
  }

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  const modes: Record<string, BivrostHabits> = {
    ...answerModes,
    'with entries in the older spelling': { olderSpelling: true },
    'with null fields': { nullFields: true },
    'as errors, because no task runs': {
      tasksOff: [
        'CNCStatus',
        'Count',
        'CurrentToolNumber',
        'FeedAndSpindle',
        'Load',
        'Position',
        'ProgramInfo',
      ],
    },
    'with one class that the firmware does not know (101)': { unknownClass: { type: 'Load', code: 101 } },
    'with one class that the firmware does not know (10017)': { unknownClass: { type: 'Load', code: 10017 } },
    'with everything as HTTP 200': { errorsWith200: true, tasksOff: ['Count', 'Position'] },
  };
  for (const [mode, habits] of Object.entries(modes)) {
    it(`tells the same state from answers ${mode}`, async () => {
      await start(habits);
      const state = await stateOf('1010');
      expect(state).to.deep.include({
        machineId: '1010',
        online: true,
        status: 'AUTO_RUN',
        statusName: 'running',
        alarmStatus: 'NO_ALARM',
        count: 41,
        load: { spindles: [12.5], axes: [1.5, 2.25, 3] },
      });
      expect(state.program).to.include({ main: 'O10', running: 'O0010', sequence: 'N120' });
      expect(state.axes?.['Y']).to.include({ machine: -2.5, absolute: 2, unit: 'mm' });
      expect(state.feed).to.include({ actual: 1200.5, override: 80, rapidOverride: 50 });
      expect(state.spindle).to.include({ actual: 8000, commanded: 8000, override: 100 });
    });
  }

  it('tools are labels', async () => {
    await start({});
    const { tool } = await stateOf('1010', (state) => state.tool !== undefined);
    expect(tool).to.deep.equal({ number: '007', offset: '1E2' });
  });

  for (const [form, habits] of Object.entries({
    'a bare list': {},
    'a list in the older spelling': { olderSpelling: true },
  })) {
    it(`finds all machines in ${form}`, async () => {
      await start(habits, { machines: '' });
      for (const machine of ['1010', '1011', '2118']) await stateOf(machine);
    });
  }

  it('follows named machines of a firmware without addresses for the configuration', async () => {
    await start({ withoutConfig: true }, { machines: '1010' });
    await stateOf('1010');
  });

  it('a machine that the gateway does not know is not online', async () => {
    await start({}, { machines: '1010,9999' });
    expect((await stateOf('9999', () => true)).online).to.equal(false);
    expect((await stateOf('1010')).online).to.equal(true);
  });

  it('documented fields that only cached reads have arrive', async () => {
    await start({});
    const { fields } = await stateOf('1010');
    expect(fields).to.include({ adjustedStatus: 'AUTO_RUN', autoRunTime: 5600, cumulativeCount: 12_345 });
  });
});
