import { expect } from 'chai';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerSysInfo from '../../../nodes/mgm/mgm-sys-info';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';

describe('Rate of calls (mgm.source.md 补: 频率 200次/分钟)', function () {
  this.timeout(120_000);

  it('250 calls at once all succeed with no 3009 and in order', async () => {
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
  });
});
