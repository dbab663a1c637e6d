import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import type { MachineState } from '../../../lib/machine';
import registerAgent from '../../../nodes/mtconnect/mtconnect-agent';
import registerMtconnectIn from '../../../nodes/mtconnect/mtconnect-in';
import { eventually, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';
import { machineSample } from '../../support/machine-samples';
import { freePort } from '../../support/servers';
import { StateInbox } from '../machine/state-inbox';

/** What an agent can tell of a machine, with the same words and units. */
function expressible(state: MachineState): object {
  const { availability, execution, controllerMode, emergencyStop, overrides, program, tool } = state;
  const { feed, spindles, axes, parts, energy, conditions, timers = {} } = state;
  const { lastCycle: _last, remaining: _remaining, ...told } = timers;
  const shown = { availability, execution, controllerMode, emergencyStop, overrides, program, tool };
  return { state: state.state, ...shown, feed, spindles, axes, parts, energy, conditions, timers: told };
}

describe('A machine that goes out as an agent and comes in again (docs/mtconnect.md, "Devices")', () => {
  afterEach(unloadFlow);

  for (const [what, more] of [
    ['that runs', {}],
    ['that is idle', { state: 'idle', execution: 'READY' }],
    ['that is held', { state: 'stopped', execution: 'FEED_HOLD' }],
    ['that is set up', { state: 'setup', execution: 'READY', controllerMode: 'MANUAL' }],
    ['whose values are not known', { feed: { actual: null, commanded: null }, tool: { number: null } }],
  ] as const) {
    it(`is the same: one ${what}`, async () => {
      const port = await freePort();
      await loadFlow(
        [registerAgent, registerMtconnectIn],
        inTab([
          { id: 'agent', type: 'mtconnect-agent', version: 0, path: '/', port, wires: [] },
          {
            id: 'in',
            type: 'mtconnect-in',
            version: 0,
            url: `http://127.0.0.1:${port}`,
            interval: 50,
            wires: [['out']],
          },
          { id: 'out', type: 'helper', wires: [] },
        ]),
      );
      const out = new StateInbox('out');
      const sent = machineSample(more);
      nodeById('agent').receive({ type: 'machine/state', topic: sent.key, payload: sent } as NodeMessage);
      const got = await out.state(({ availability }) => availability === 'AVAILABLE');
      expect(expressible(got)).to.deep.equal(expressible(sent));
    });
  }

  it('is waited for where the agent has none yet, which is no failure (docs/statuses.md)', async () => {
    const port = await freePort();
    await loadFlow(
      [registerAgent, registerMtconnectIn],
      inTab([
        { id: 'agent', type: 'mtconnect-agent', version: 0, path: '/', port, wires: [] },
        { id: 'in', type: 'mtconnect-in', version: 0, url: `http://127.0.0.1:${port}`, wires: [['out']] },
        { id: 'out', type: 'helper', wires: [] },
      ]),
    );
    const statuses = statusesOf('in');
    const out = new StateInbox('out');
    await eventually('no machines', () => statuses.at(-1)?.text === 'status.noMachines');
    const sent = machineSample();
    nodeById('agent').receive({ type: 'machine/state', topic: sent.key, payload: sent } as NodeMessage);
    await out.state(({ availability }) => availability === 'AVAILABLE');
    await eventually('green', () => statuses.at(-1)?.fill === 'green');
    expect(statuses.filter(({ fill }) => fill === 'red')).to.deep.equal([]);
  });
});
