import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { MachineAlarm, MachineCycle, MachineInterval } from '../../../lib/journal/journal-messages';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import registerStore from '../../../nodes/journal/journal-store';
import registerHistory from '../../../nodes/journal/machine-history';
import registerJournal from '../../../nodes/journal/machine-journal';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { credentials as gatewayCredentials } from '../bivrost/gateway-flow';

/** Machines keep their state unless a test changes it. */
const STILL = 1_000_000_000;
const MACHINE = '1010';
/** A busy computer needs its time to open the file. */
const TIME_LIMIT_MS = 60_000;

describe('The journal of a factory (docs/behaviour.md, "Journal")', () => {
  let folder: string;
  let mgm: MgmSimulator;
  let bivrost: BivrostSimulator;
  let machineId: string;
  let intervals: Inbox;
  let alarms: Inbox;
  let cycles: Inbox;
  let rows: Inbox;

  async function load(): Promise<void> {
    await loadFlow(
      [
        registerAccount,
        registerRealtime,
        registerGateway,
        registerMachineIn,
        registerStore,
        registerJournal,
        registerHistory,
      ],
      inTab([
        { id: 'cloud', type: 'mgm-account', name: 'Hall 1', environment: 'custom', baseUrl: mgm.apiUrl },
        {
          id: 'gateway',
          type: 'bivrost-gateway',
          name: 'Hall 2',
          environment: 'custom',
          baseUrl: bivrost.origin,
          auth: 'jwt',
        },
        { id: 'store', type: 'journal-store', file: 'journal.sqlite' },
        {
          id: 'realtime',
          type: 'mgm-realtime-in',
          version: 1,
          account: 'cloud',
          machines: machineId,
          output: 'machine',
          wires: [['journal'], []],
        },
        {
          id: 'polled',
          type: 'bivrost-machine-in',
          version: 1,
          account: 'gateway',
          machines: MACHINE,
          interval: 100,
          output: 'machine',
          wires: [['journal']],
        },
        {
          id: 'journal',
          type: 'machine-journal',
          store: 'store',
          shortest: 100,
          wires: [['intervals'], ['alarms'], ['cycles']],
        },
        { id: 'history', type: 'machine-history', store: 'store', wires: [['rows']] },
        ...['intervals', 'alarms', 'cycles', 'rows'].map((id) => ({ id, type: 'helper', wires: [] })),
      ]),
      { cloud: { appKey: 'simulator', appSecret: 'simulator' }, gateway: gatewayCredentials },
    );
    intervals = new Inbox('intervals');
    alarms = new Inbox('alarms');
    cycles = new Inbox('cycles');
    rows = new Inbox('rows');
  }

  /** The first interval of a machine that is in this state. */
  const interval = async (key: string, state: string): Promise<MachineInterval> =>
    (
      await intervals.first(({ payload }) => {
        const told = payload as MachineInterval;
        return told.key === key && told.state === state;
      }, TIME_LIMIT_MS)
    ).payload as MachineInterval;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'user-directory-'));
    helper.settings({ userDir: folder } as object as Parameters<typeof helper.settings>[0]);
  });

  beforeEach(async () => {
    mgm = new MgmSimulator({ realtimeIntervalMs: 3_600_000 });
    bivrost = new BivrostSimulator({ phaseMs: STILL, taskIntervalMs: 100, restartMs: 100 });
    await Promise.all([mgm.start(), bivrost.start()]);
    machineId = mgm.machineIds[0] ?? '';
    mgm.setStatus(machineId, 1);
    bivrost.setState(MACHINE, { status: 'AUTO_RUN', count: 10 });
    await load();
  });

  afterEach(async () => {
    await unloadFlow();
    await Promise.all([mgm.stop(), bivrost.stop()]);
  });

  after(async () => {
    helper.settings({});
    await rm(folder, { recursive: true });
  });

  it('has states, alarms and parts of both CNC platforms, and goes on after a restart', async () => {
    const [mill, lathe] = [`mgm:Hall 1:${machineId}`, `bivrost:Hall 2:${MACHINE}`];
    const before = await interval(mill, 'running');
    expect(before).to.include({ open: true, source: 'observed', reason: '1' });
    await interval(lathe, 'running');

    mgm.setStatus(machineId, 4, {
      alarm_code: '1004',
      alarm_info: '主轴过载',
      alarm_level: '2',
      alarm_type: 'SPINDLE',
    });
    await interval(mill, 'alarm');
    mgm.setStatus(machineId, 1);
    bivrost.setState(MACHINE, { status: 'AUTO_RUN', count: 11 });
    const ended = await alarms.first(
      ({ payload }) => (payload as MachineAlarm).phase === 'end',
      TIME_LIMIT_MS,
    );
    expect(ended.payload).to.include({ key: mill, code: '1004', text: '主轴过载', count: 1 });
    const isOfLathe = ({ payload }: { payload?: unknown }): boolean =>
      (payload as MachineCycle).key === lathe;
    const cycle = (await cycles.first(isOfLathe, TIME_LIMIT_MS)).payload as MachineCycle;
    expect(cycle).to.include({ key: lathe, complete: false });
    await intervals.until((all) => {
      const last = all.map(({ payload }) => payload as MachineInterval).findLast(({ key }) => key === mill);
      return last?.state === 'running' && last.open;
    }, TIME_LIMIT_MS);

    await unloadFlow();
    await load();
    // What the platform says of its own since is believed: nothing begins anew.
    bivrost.setState(MACHINE, { status: 'WAIT_IDLE', count: 11 });
    await interval(lathe, 'idle');
    nodeById('history').receive({ payload: { machines: [mill] } } as NodeMessage);
    const told = (await rows.first(undefined, TIME_LIMIT_MS)).payload as MachineInterval[];
    // Its program may have been known a little later than that it runs.
    const states = told.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
    expect(states).to.deep.equal(['running', 'alarm', 'running']);
    told.forEach(({ to }, index) => {
      expect(to).to.equal(told[index + 1]?.from ?? null);
    });
  });
});
