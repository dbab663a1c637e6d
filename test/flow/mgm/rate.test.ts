import { expect } from 'chai';
import { steadyTime } from '../../../lib/async/clock';
import type { MgmClient } from '../../../lib/mgm';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerSysInfo from '../../../nodes/mgm/mgm-sys-info';
import type { AccountNode } from '../../../nodes/shared/account-kind';
import { hurried } from '../../support/fake-clock';
import { eventually, Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';

describe('Rate of calls (docs/platforms/mgm.md, "Calls": 200 a minute; docs/behaviour.md, "Rate")', function () {
  this.timeout(60_000);

  it(
    '250 calls at once all succeed with no 3009 and in order',
    hurried(async () => {
      const simulator = new MgmSimulator({ machines: 250 });
      await simulator.start();
      const flow = inTab([
        { id: 'account', type: 'mgm-account', environment: 'custom', baseUrl: simulator.apiUrl },
        { id: 'sysInfo', type: 'mgm-sys-info', account: 'account', wires: [['info']] },
        { id: 'info', type: 'helper', wires: [] },
      ]);
      await loadFlow([registerAccount, registerSysInfo], flow, {
        account: { appKey: 'simulator', appSecret: 'simulator' },
      });
      try {
        const info = new Inbox('info');
        const ids = simulator.machineIds.slice(0, 250);
        for (const machineId of ids) nodeById('sysInfo').receive({ payload: machineId });
        const messages = await info.until(({ length }) => length === 250, 110_000);
        const asked = simulator.statistics.calls.map(
          ({ data }) => (data as { machine_list: string[] }).machine_list[0],
        );
        const answered = messages.map(({ payload }) => (payload as { machineId: string }[])[0]?.machineId);
        expect(asked).to.deep.equal(ids);
        expect(answered).to.deep.equal(ids);
        expect(simulator.statistics.refusals.get(3009)).to.equal(undefined);
        expect(simulator.statistics.peakCallsPerMinute).to.be.at.most(200);
      } finally {
        await unloadFlow();
        await simulator.stop();
      }
    }, 50),
  );
});

describe('A platform that asks for an hour without calls (docs/behaviour.md, "Repeats": Retry-After)', () => {
  it('gets ten minutes at most, and the status says until when', async () => {
    const simulator = new MgmSimulator({ machines: 1 });
    await simulator.start();
    const flow = inTab([
      { id: 'account', type: 'mgm-account', environment: 'custom', baseUrl: simulator.apiUrl },
      { id: 'sysInfo', type: 'mgm-sys-info', account: 'account', wires: [[]] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ]);
    await loadFlow([registerAccount, registerSysInfo], flow, {
      account: { appKey: 'simulator', appSecret: 'simulator' },
    });
    try {
      const answer = { status: 429, headers: { 'retry-after': '3600' } };
      simulator.faults.add({ path: /resource/, answer });
      const statuses = statusesOf('sysInfo');
      nodeById('sysInfo').receive({ payload: 'm1' });
      const { failure } = (await new Inbox('caught').first()) as unknown as { failure: object };
      expect(failure).to.deep.include({ kind: 'rate-limit', httpStatus: 429 });
      nodeById('sysInfo').receive({ payload: 'm1' });
      await eventually('a paused node', () => /^status\.pausedUntil/.test(statuses.at(-1)?.text ?? ''));
      expect(statuses.at(-1)).to.include({ fill: 'yellow', shape: 'ring' });
      const client = await (nodeById('account') as AccountNode<MgmClient>).client();
      expect(client.pause.until).to.be.closeTo(steadyTime() + 600_000, 10_000);
    } finally {
      await unloadFlow();
      await simulator.stop();
    }
  });
});
