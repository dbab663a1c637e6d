import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import { MachineState } from '../../../lib/machine/machine-state';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import { type BivrostHabits, BivrostServer } from '../../second-reader/bivrost/server';
import { type MgmHabits, MgmServer, machines } from '../../second-reader/mgm/server';
import { unloadFlow } from '../../support/flow';
import { StateInbox } from '../machine/state-inbox';
import { answerModes, deploy } from './deployed';

const [machineId] = machines;

describe('machine/state of MGM against a second reading of the platform (docs/platforms/mgm.md, "Live data")', () => {
  let server: MgmServer;

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  const forms: Record<string, MgmHabits> = {
    objects: {},
    texts: { messages: 'strings' },
    'several in a frame': { together: true },
    'numbers as numbers and a status as text': { typesSwapped: true },
    'null fields': { nullFields: true },
  };
  for (const [form, habits] of Object.entries(forms)) {
    it(`is the same from ${form}`, async () => {
      server = await MgmServer.start(habits);
      const account = { type: 'mgm-account', name: 'Plant', baseUrl: server.baseUrl };
      await deploy([registerAccount, registerRealtime], account, server.credentials, {
        type: 'mgm-realtime-in',
        machines: machineId,
      });
      const state = await new StateInbox('out').state(({ axes }) => axes?.['X']?.position === 260.306);
      expect([...Value.Errors(MachineState, state)]).to.deep.equal([]);
      expect(state).to.deep.include({
        key: `mgm:Plant:${machineId}`,
        name: '盒子未配置',
        path: ['厂区', '车间1', '生产线'],
        source: { platform: 'mgm', account: 'Plant' },
        availability: 'AVAILABLE',
        state: 'running',
        since: '2026-11-27T01:52:52.894Z',
        reason: '1',
        execution: 'ACTIVE',
        conditions: [],
        program: { main: '1004.1004', block: 'T1 ', line: 0 },
        tool: { number: '007' },
        feed: { override: 300, actual: 150 },
        spindles: { S1: { load: 12.5, speed: 8000, override: 100 } },
      });
      expect(state.axes).to.deep.equal({
        X: { kind: 'linear', position: 260.306, load: 1 },
        Y: { kind: 'linear', position: 353.64, load: 0 },
        Z: { kind: 'linear', position: -6273.725, load: habits.nullFields ? null : 0 },
      });
    });
  }
});

describe('machine/state of BIVROST against a second reading of the gateway (docs/platforms/bivrost.md)', () => {
  let server: BivrostServer;
  let out: StateInbox;

  async function start(
    habits: BivrostHabits,
    prepare: (data: BivrostServer['cached']['data']) => void = () => {},
  ) {
    server = await BivrostServer.start(habits);
    prepare(server.cached.data);
    const { username, password } = server.users;
    const account = { type: 'bivrost-gateway', name: 'Gateway', baseUrl: server.http.origin, auth: 'jwt' };
    const watch = { type: 'bivrost-machine-in', machines: '1010', interval: 100 };
    await deploy([registerGateway, registerMachineIn], account, { username, password }, watch);
    out = new StateInbox('out');
  }

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  const modes: Record<string, BivrostHabits> = {
    ...answerModes,
    'with entries in the older spelling': { olderSpelling: true },
    'as errors, because no task runs': {
      tasksOff: ['CNCStatus', 'Count', 'Load', 'Position', 'ProgramInfo'],
    },
    'without the addresses of the configuration': { withoutConfig: true },
  };
  for (const [mode, habits] of Object.entries(modes)) {
    it(`is the same from answers ${mode}`, async () => {
      await start(habits);
      const state = await out.state(
        ({ axes, parts, program }) =>
          axes?.['Z']?.load === 3 && parts?.count !== undefined && program !== undefined,
      );
      expect([...Value.Errors(MachineState, state)]).to.deep.equal([]);
      expect(state).to.deep.include({
        availability: 'AVAILABLE',
        state: 'running',
        reason: 'AUTO_RUN',
        execution: 'ACTIVE',
        controllerMode: 'AUTOMATIC',
        emergencyStop: 'ARMED',
      });
      expect(state.program).to.include({ main: 'O10', active: 'O0010', label: 'N120' });
      expect(state.tool).to.deep.equal({ number: '007', offset: '1E2' });
      expect(state.feed).to.deep.equal({ override: 80, actual: 1200.5, rapidOverride: 50 });
      expect(state.spindles).to.deep.equal({
        S1: { speed: 8000, commanded: 8000, override: 100, load: 12.5 },
      });
      expect(state.axes?.['Y']).to.deep.equal({
        kind: 'linear',
        position: 2,
        machine: -2.5,
        work: 2,
        load: 2.25,
      });
      expect(state.parts).to.include({ count: 41 });
    });
  }

  it('is in mm where the controller is set to inches, and a missing load keeps its place', async () => {
    await start({}, (data) => {
      Object.assign(data['Position'] ?? {}, { axisName: ['X', 'Y', 'A'], unit: ['inch', 'inch', 'deg'] });
      Object.assign(data['Load'] ?? {}, { axialLoad: [1.5, null, 3] });
    });
    const { axes } = await out.state((state) => state.axes?.['A']?.load === 3);
    expect(axes?.['X']).to.deep.include({ position: 25.4, machine: 28.575, load: 1.5 });
    expect(axes?.['Y']).to.include({ load: null });
    expect(axes?.['A']).to.deep.equal({ kind: 'rotary', position: 3, machine: 300, work: 3, load: 3 });
  });

  it('is setup where a program runs dry', async () => {
    await start({}, (data) => Object.assign(data['CNCStatus'] ?? {}, { dryRunStatus: 'DRY_RUN' }));
    const state = await out.state(() => true);
    expect(state).to.include({ state: 'setup', reason: 'AUTO_RUN', execution: 'ACTIVE' });
    expect(state.overrides).to.deep.equal({ dryRun: true, singleBlock: false });
  });
});
