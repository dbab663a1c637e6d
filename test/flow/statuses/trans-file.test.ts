import type { NodeMessage } from 'node-red';
import type { FailureKind } from '../../../lib/errors';
import { type Fault, faultAnswers } from '../../../lib/simulator/faults';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { jsonReply } from '../../../lib/simulator/reply';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerTransFile from '../../../nodes/mgm/mgm-trans-file';
import { hurried } from '../../support/fake-clock';
import { inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { ShownStatuses } from '../../support/shown-statuses';

const TYPE = 'mgm-trans-file';
const TOKEN = /token/;
const said = (code: number) => jsonReply({ code, message: 'said', data: null });
/** What the platform does to a transfer that ends it at once. */
const AT_ONCE: Partial<Record<FailureKind, Fault>> = {
  'not-found': { path: TOKEN, answer: said(3012) },
  platform: { path: TOKEN, answer: faultAnswers.htmlPage() },
};
const REFUSED_LOGINS: Partial<Record<FailureKind, number>> = { auth: 3001, permission: 3011 };
/** What is tried again until a minute has passed without progress. */
const AFTER_A_MINUTE: Partial<Record<FailureKind, Fault>> = {
  'rate-limit': { path: TOKEN, answer: faultAnswers.tooManyRequests(0) },
  timeout: { path: TOKEN, hang: true },
  network: { path: TOKEN, drop: 'before' },
};

describe('The status of mgm-trans-file (docs/statuses.md)', function () {
  this.timeout(90_000);
  const statuses = new ShownStatuses(TYPE);
  let simulator: MgmSimulator;
  let files = 0;

  async function start(options = {}): Promise<void> {
    simulator = new MgmSimulator({ machines: 2, ...options });
    await simulator.start();
    const flow = inTab([
      { id: 'account', type: 'mgm-account', environment: 'custom', baseUrl: simulator.apiUrl },
      { id: TYPE, type: TYPE, account: 'account', wires: [[], []] },
    ]);
    const credentials = { account: { appKey: 'simulator', appSecret: 'simulator' } };
    await loadFlow([registerAccount, registerTransFile], flow, credentials);
  }

  const send = (more: object = {}): void => {
    files += 1;
    const [machine_id] = simulator.machineIds;
    const order = { machine_id, file_name: `O${files}.nc`, payload: 'G0' };
    nodeById(TYPE).receive({ ...order, ...more } as NodeMessage);
  };
  const spoil = (fault: Fault) => simulator.faults.add({ times: Number.POSITIVE_INFINITY, ...fault });
  const sendAgain = async (): Promise<void> => {
    simulator.faults.clear();
    send();
    await statuses.shows('status.sent');
  };

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  it('is how far a transfer is, that it was ended by hand, and that it was confirmed', async () => {
    await start({ transferBytesPerSecond: 1_000_000 });
    send({ payload: Buffer.alloc(3_000_000, 7) });
    await statuses.shows('status.waiting');
    await statuses.shows('`42 %`, `42 % (3)`');
    nodeById(TYPE).receive({ action: 'abort' } as object as NodeMessage);
    await statuses.shows('status.aborted');
    await sendAgain();
    send({ payload: 1 });
    await statuses.shows('status.failed.input');
    await sendAgain();
  });

  it('is what the platform says of a file or a machine, until another arrives', async () => {
    await start();
    send({ file_name: 'same.nc' });
    await statuses.shows('status.sent');
    send({ file_name: 'same.nc' });
    await statuses.shows('status.failed.conflict');
    await sendAgain();
    const [machineId = ''] = simulator.machineIds;
    simulator.setStatus(machineId, 5);
    send();
    await statuses.shows('status.failed.offline');
    simulator.setStatus(machineId, 1);
    await sendAgain();
  });

  for (const [kind, fault] of Object.entries(AT_ONCE)) {
    it(`is ${kind} after a transfer that failed so, until another arrives`, async () => {
      await start();
      spoil(fault);
      send();
      await statuses.shows(`status.failed.${kind}`);
      await sendAgain();
    });
  }

  for (const [kind, code] of Object.entries(REFUSED_LOGINS)) {
    it(`is ${kind} after a login that was refused so, until one is accepted`, async () => {
      await start();
      spoil({ path: TOKEN, answer: said(code) });
      send();
      await statuses.shows(`status.failed.${kind}`);
      // It is not sent again for a minute, unless the account is another one.
      await unloadFlow();
      await simulator.stop();
      await start();
      await sendAgain();
    });
  }

  for (const [kind, fault] of Object.entries(AFTER_A_MINUTE)) {
    it(
      `is ${kind} after a minute without progress for this reason, until another arrives`,
      hurried(async () => {
        await start();
        spoil(fault);
        send();
        await statuses.shows(`status.failed.${kind}`);
        await sendAgain();
      }, 100),
    );
  }
});
