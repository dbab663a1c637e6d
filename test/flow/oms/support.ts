import type { NodeInitializer, NodeMessage, NodeMessageInFlow } from 'node-red';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import type { OmsOptions } from '../../../lib/simulator/oms/settings';
import registerInvoke from '../../../nodes/oms/oms-device-invoke';
import registerPropertySet from '../../../nodes/oms/oms-property-set';
import registerRequest from '../../../nodes/oms/oms-request';
import registerServer from '../../../nodes/oms/oms-server';
import { type FlowNode, Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';

const joinNode = require('@node-red/nodes/core/sequence/17-split') as NodeInitializer;
const nodes = [registerServer, registerRequest, registerInvoke, registerPropertySet, joinNode];

/** An OMS simulator with a flow that calls it: `oms` sends to `answered`, failures go to `caught`. */
export class OmsFlow {
  readonly app = { appId: 'plant-7', appSecret: 'canary-secret-44' };
  readonly simulator: OmsSimulator;

  private constructor(options: OmsOptions) {
    this.simulator = new OmsSimulator({ apps: [this.app], logSize: 5000, ...options });
  }

  static async start(options: OmsOptions = {}): Promise<OmsFlow> {
    const flow = new OmsFlow(options);
    await flow.simulator.start();
    return flow;
  }

  async stop(): Promise<void> {
    await unloadFlow();
    await this.simulator.stop();
  }

  /** Deploys a node of the given type and others behind it. */
  async load(type: string, properties: object = {}, others: FlowNode[] = [], app = this.app): Promise<void> {
    const flow: FlowNode[] = [
      { id: 'server', type: 'oms-server', environment: 'custom', baseUrl: this.simulator.origin },
      { id: 'oms', type, account: 'server', wires: [['answered']], ...properties },
      { id: 'answered', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
      ...others,
    ];
    await loadFlow(nodes, inTab(flow), { server: app });
  }

  /** What a message becomes: the answer, or what the Catch node got. */
  async outcomeOf(msg: NodeMessage): Promise<NodeMessageInFlow> {
    const [answered, caught] = [new Inbox('answered'), new Inbox('caught')];
    nodeById('oms').receive(msg);
    return Promise.race([answered.first(), caught.first()]);
  }

  async failureOf(msg: NodeMessage): Promise<unknown> {
    return (await this.outcomeOf(msg))['failure'];
  }

  get firstDevice(): string {
    return [...this.simulator.world.devices.keys()][0] ?? '';
  }
}
