import type { NodeMessage, NodeMessageInFlow } from 'node-red';
import type { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import registerFile from '../../../nodes/bivrost/bivrost-file';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import registerRequest from '../../../nodes/bivrost/bivrost-request';
import { type FlowNode, Inbox, inTab, loadFlow, nodeById } from '../../support/flow';

const nodes = [registerGateway, registerRequest, registerMachineIn, registerFile];

/** What the simulator accepts besides the key of its administrator. */
export const credentials = { username: 'simulator', password: 'simulator', key: 'sk-simulator' };

/** A flow with one node at work, what comes out of it, and what a Catch node gets. */
export async function loadGatewayFlow(
  simulator: BivrostSimulator,
  node: Record<string, unknown>,
  account: Record<string, unknown> = {},
  accountCredentials: object = credentials,
): Promise<void> {
  const gateway = { environment: 'custom', baseUrl: simulator.origin, auth: 'jwt', ...account };
  const flow: FlowNode[] = [
    { id: 'gateway', type: 'bivrost-gateway', ...gateway },
    { id: 'node', type: 'bivrost-request', account: 'gateway', wires: [['answered']], ...node },
    { id: 'answered', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ];
  await loadFlow(nodes, inTab(flow), { gateway: accountCredentials });
}

/** What a message becomes: the answer, or what the Catch node got. */
export async function outcomeOf(msg: NodeMessage, timeoutMs?: number): Promise<NodeMessageInFlow> {
  const [answered, caught] = [new Inbox('answered'), new Inbox('caught')];
  nodeById('node').receive(msg);
  return Promise.race([answered.first(undefined, timeoutMs), caught.first(undefined, timeoutMs)]);
}

/** `msg.failure` of what a message becomes. */
export async function failureOf(msg: NodeMessage): Promise<Record<string, unknown>> {
  return ((await outcomeOf(msg))['failure'] ?? {}) as Record<string, unknown>;
}
