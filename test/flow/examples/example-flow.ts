import type { NodeInitializer, NodeMessage } from 'node-red';
import type { MachineState } from '../../../lib/machine/machine-state';
import { examples } from '../../support/examples';
import { type FlowNode, Inbox, loadFlow, nodeById } from '../../support/flow';

/** What an example has besides core nodes: it is left out, and messages take its place. */
const OWN = /^(mgm|bivrost|oms|quectel|dhgj|machine|plant|shared)(-|$)/;
const WITHOUT_SOURCES = /^(inject|comment|mqtt-broker|mqtt in)$/;
const core = (file: string) => require(`@node-red/nodes/core/${file}.js`) as NodeInitializer;

const coreNodes = [
  core('common/25-catch'),
  core('common/25-status'),
  core('function/10-switch'),
  core('function/15-change'),
  core('network/21-httprequest'),
  core('sequence/17-split'),
  core('sequence/19-batch'),
];

/** The core nodes of an example at work, with what its debug and mqtt nodes get. */
export class ExampleFlow {
  private readonly inboxes = new Map<string, Inbox>();

  private constructor(private readonly flow: readonly FlowNode[]) {
    for (const { id, type, name } of flow) {
      if (type === 'helper') this.inboxes.set(String(name), new Inbox(id));
    }
  }

  /** @param env variables of the example's tab */
  static async load(name: string, env: Record<string, string> = {}): Promise<ExampleFlow> {
    const example = examples().find((each) => each.name === name);
    if (!example) throw new Error(`no example ${name}`);
    const flow = (example.flow as FlowNode[])
      .filter(({ type }) => !OWN.test(type) && !WITHOUT_SOURCES.test(type))
      .map((node) => withEnv(asHelper(node), env));
    // Messages come from a node, as Node-RED delivers them: each in its turn.
    const sources = flow
      .filter(({ type }) => type !== 'helper' && type !== 'tab')
      .map(
        ({ id, z }): FlowNode => ({
          id: sourceOf(id),
          type: 'helper',
          wires: [[id]],
          ...(z === undefined ? {} : { z }),
        }),
      );
    await loadFlow(coreNodes, [...flow, ...sources]);
    return new ExampleFlow(flow);
  }

  /** What arrives at a debug node of this name, or at `mqtt out`. */
  inbox(name: string): Inbox {
    const inbox = this.inboxes.get(name);
    if (!inbox) throw new Error(`no node ${name}`);
    return inbox;
  }

  send(nodeName: string, msg: object): void {
    const node = this.flow.find(({ name }) => name === nodeName);
    nodeById(sourceOf(String(node?.id))).send(msg as NodeMessage);
  }
}

function sourceOf(id: string): string {
  return `source of ${id}`;
}

/** A state of a machine, as `mgm-realtime-in` tells it. */
export function state(more: Partial<MachineState> = {}): {
  topic: string;
  type: string;
  payload: MachineState;
} {
  const payload: MachineState = {
    key: 'mgm:Hall:m1',
    machineId: 'm1',
    name: '1号机床 VMC-850',
    path: ['车间1', '生产线1'],
    source: { platform: 'mgm', account: 'Hall' },
    time: '2026-11-27T08:00:00.000Z',
    receivedAt: '2026-11-27T08:00:00.010Z',
    state: 'running',
    since: '2026-11-27T07:00:00.000Z',
    reason: '1',
    availability: 'AVAILABLE',
    execution: 'ACTIVE',
    conditions: [],
    changed: ['state'],
    native: { status: 1 },
    ...more,
  };
  return { topic: payload.key, type: 'machine/state', payload };
}

/** Debug nodes and mqtt nodes become nodes that a test can read. */
function asHelper(node: FlowNode): FlowNode {
  if (node.type === 'mqtt out') {
    const { d: _disabled, ...enabled } = node;
    return { ...enabled, type: 'helper', name: 'mqtt out', wires: [] };
  }
  return node.type === 'debug' ? { ...node, type: 'helper', wires: [] } : node;
}

function withEnv(node: FlowNode, values: Record<string, string>): FlowNode {
  if (node.type !== 'tab') return node;
  const env = (node['env'] ?? []) as { name: string; value: string }[];
  return { ...node, env: env.map((each) => ({ ...each, value: values[each.name] ?? each.value })) };
}
