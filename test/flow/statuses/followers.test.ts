import type { NodeInitializer } from 'node-red';
import type { AssignmentState } from '../../../lib/assignment/machine-assignment';
import { PlatformError, type StoreProblem } from '../../../lib/errors';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import registerPlant from '../../../nodes/machine/plant';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import { STORE_PROBLEMS } from '../../../scripts/docs/status-failures';
import { inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { ShownStatuses } from '../../support/shown-statuses';
import { FAILING } from './failing-platforms';
import { ToyAccount } from './toy-account';

const MGM = 'mgm-realtime-in';
const BIVROST = 'bivrost-machine-in';
const REGISTER: Record<string, NodeInitializer> = { [MGM]: registerRealtime, [BIVROST]: registerMachineIn };
const MANY = 3_000;

describe('The status of nodes that follow machines (docs/statuses.md)', function () {
  this.timeout(60_000);
  const statuses = new ShownStatuses('mgm-realtime-in, bivrost-machine-in');
  let account: ToyAccount;

  afterEach(() => unloadFlow());

  async function start(type: string, more: object = {}, missing = 0): Promise<void> {
    account = new ToyAccount();
    const rows = Array.from({ length: missing }, (_, at) => ({
      ...{ id: `A${at}`, name: '', path: [], account: 'account', machineId: `missing ${at}`, cycles: [] },
    }));
    const flow = inTab([
      { id: 'account', type: 'toy-account' },
      { id: 'works', type: 'plant', machines: rows },
      { id: type, type, account: 'account', version: 1, plant: 'works', wires: [['slow']], ...more },
      { id: 'slow', type: 'helper', wires: [] },
    ]);
    await loadFlow([account.register, registerPlant, REGISTER[type] ?? registerRealtime], flow);
    nodeById('slow').on('input', (_msg, _send, done) => {
      const end = performance.now() + 30;
      while (performance.now() < end);
      done();
    });
  }

  /** Lets the node follow two machines, of which so many work. */
  async function follow(type: string, working: number, more: object = {}, missing = 0): Promise<void> {
    await start(type, { machines: 'a,b', ...more }, missing);
    account.open();
    await turns();
    await turns();
    account.give('a', 'b');
    work(type, working);
  }

  function work(type: string, working: number, state: Partial<AssignmentState> = {}): void {
    const assigned: AssignmentState = { mine: 2, total: 2, store: 'none', ...state };
    account.assigned(assigned);
    if (type === BIVROST) account.follower.onCounts?.(working, assigned);
    else
      for (const [at, machineId] of ['a', 'b'].entries()) {
        account.follower.onConnection?.(machineId, at < working ? 'open' : 'waiting');
        account.follower.onAlive?.(machineId, Date.now());
      }
  }

  /** Those that the status counts are none any more. */
  const leaveAll = (type: string): void => work(type, 0, { mine: 0, total: 0 });

  for (const type of [MGM, BIVROST]) {
    const shows = (text: string): Promise<void> => statuses.shownBy(type, text);

    it(`counts the machines that work: ${type}`, async () => {
      await follow(type, 0, { output: 'raw' });
      work(type, 0, { mine: 0, total: 2, store: 'up' });
      await shows('`0/12`');
      work(type, 2);
      await shows('`12/12`');
      work(type, 1);
      await shows('`11/12`');
      leaveAll(type);
      await shows('status.noMachines');
      work(type, 2);
      await shows('`12/12`');
    });

    it(`tells how the store is, and that it works again: ${type}`, async () => {
      await follow(type, 2, { output: 'raw' });
      const of = (store: AssignmentState['store'], problem?: StoreProblem): void =>
        work(type, 2, { store, problem });
      of('connecting');
      await shows('status.storeConnecting');
      of('away', 'unreachable');
      await shows('status.storeAway');
      of('left', 'unreachable');
      await shows('status.storeLost');
      for (const problem of Object.keys(STORE_PROBLEMS) as StoreProblem[]) {
        of('away', problem);
        await shows(`status.store.${problem}`);
      }
      of('up');
      await shows('`12/12`');
    });

    for (const [missing, text] of [
      [1, 'status.unmatchedRow'],
      [2, 'status.unmatchedRows'],
    ] as const) {
      it(`tells of ${missing} rows of the plant without a machine, until no machine is followed: ${type}`, async () => {
        await follow(type, 2, {}, missing);
        await shows(text);
        leaveAll(type);
        await shows('status.noMachines');
      });
    }

    it(`tells what was merged and what was dropped for a slow flow, until no machine is followed: ${type}`, async () => {
      for (const [output, text] of [
        ['state', 'status.merged'],
        ['raw', 'status.dropped'],
      ] as const) {
        await follow(type, 2, { output });
        for (let at = 0; at < MANY; at += 1) {
          account.follower.onChange?.('a', { at }, () => ({ at }), Date.now());
          if (output === 'state') continue;
          if (type === MGM) account.follower.onRaw?.('a', { at } as never, undefined as never);
          else account.follower.onRaw?.('a', 'cnc/readCount' as never, { at });
        }
        await turns();
        work(type, 2);
        await shows(text);
        leaveAll(type);
        await shows('status.noMachines');
        await unloadFlow();
      }
    });
  }

  it('tells what was left unread, until no machine is followed', async () => {
    await follow(MGM, 2, { output: 'raw' });
    const details = { code: 'mgm:unreadable', kind: 'platform', retryable: false } as const;
    account.follower.onUnread?.('a', new PlatformError('said', details));
    await statuses.shownBy(MGM, 'status.unread');
    leaveAll(MGM);
    await statuses.shownBy(MGM, 'status.noMachines');
  });

  it('tells that the key is used elsewhere and that a login was refused, until the session lives', async () => {
    await follow(MGM, 2, { output: 'raw' });
    const state = (name: string): void => {
      account.session.state = { name };
      account.session.emit('change', { name });
    };
    state('rival');
    await statuses.shownBy(MGM, 'status.rival');
    state('refused');
    await statuses.shownBy(MGM, 'status.failed.auth');
    state('live');
    await statuses.shownBy(MGM, '`12/12`');
  });

  it('is input where no account is chosen, until one is', async () => {
    await start(MGM, { account: '', machines: 'a' });
    await statuses.shownBy(MGM, 'status.failed.input');
    await unloadFlow();
    await follow(MGM, 2);
    await statuses.shownBy(MGM, '`12/12`');
  });

  it('is calling until the gateway is heard', async () => {
    await start(BIVROST, { machines: 'a,b', output: 'raw' });
    await statuses.shownBy(BIVROST, 'status.calling');
    account.open();
    await turns();
    work(BIVROST, 2);
    await statuses.shownBy(BIVROST, '`12/12`');
  });

  for (const [kind, faults] of Object.entries(FAILING)) {
    it(`is ${kind} while the gateway cannot be asked for this reason, and counts again when it can`, async () => {
      const simulator = new BivrostSimulator({ machines: 2, offlineMachines: 0 });
      await simulator.start();
      if (faults.bivrost) simulator.faults.add({ times: Number.POSITIVE_INFINITY, ...faults.bivrost });
      const gateway = { environment: 'custom', baseUrl: simulator.origin, auth: 'jwt', timeout: 700 };
      const load = (): Promise<void> =>
        loadFlow(
          [registerGateway, registerMachineIn],
          inTab([
            { id: 'gateway', type: 'bivrost-gateway', ...gateway },
            { id: BIVROST, type: BIVROST, account: 'gateway', version: 1, interval: 100, wires: [[]] },
          ]),
          { gateway: { username: 'simulator', password: 'simulator' } },
        );
      try {
        await load();
        await statuses.shownBy(BIVROST, `status.failed.${kind}`);
        simulator.faults.clear();
        // A refused login is not sent again for a minute, unless the gateway is another one.
        if (kind === 'auth') {
          await unloadFlow();
          gateway.timeout = 10_000;
          await load();
        }
        await statuses.shownBy(BIVROST, kind === 'auth' ? 'status.calling' : '`12/12`');
      } finally {
        await unloadFlow();
        await simulator.stop();
      }
    });
  }
});

/** What a node begins at its start has then got to the account. */
function turns(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
