import type { Node, NodeInitializer, NodeMessageInFlow } from 'node-red';
import helper, { type TestFlowsItem } from 'node-red-node-test-helper';

import { isUnlisted, type ShownStatus } from './listed-statuses';

export { eventually } from './eventually';

/** A node of a test's flow; wires as in Node-RED. */
export type FlowNode = TestFlowsItem & Record<string, unknown>;

/** Puts a flow on a tab of its own; config nodes, which have no wires, stay global. */
export function inTab(nodes: FlowNode[]): FlowNode[] {
  const placed = nodes.map((node, index) =>
    node.wires === undefined ? node : { ...node, z: 'tab', x: 100, y: 40 * index },
  );
  return [{ id: 'tab', type: 'tab', label: 'test' }, ...placed];
}

/** Loads nodes and flow into the test helper's runtime. */
export async function loadFlow(
  nodes: NodeInitializer[],
  flow: FlowNode[],
  credentials: Record<string, object> = {},
): Promise<void> {
  await helper.load(nodes, flow, credentials as Parameters<typeof helper.load>[2]);
  statuses = allStatuses();
}

/** Throws where a node has shown what docs/statuses.md does not list for it. */
export async function unloadFlow(): Promise<void> {
  await helper.unload();
  const calls = statuses?.getCalls() ?? [];
  statuses = undefined;
  const unlisted = calls.filter(({ thisValue, args: [shown] }) => isUnlisted(thisValue.type, shown));
  if (unlisted.length === 0) return;
  const told = unlisted.map(({ thisValue, args: [shown] }) => `${thisValue.type} ${JSON.stringify(shown)}`);
  throw new Error(`docs/statuses.md does not list: ${[...new Set(told)].join(', ')}`);
}

export function nodeById(id: string): Node {
  return helper.getNode(id) as unknown as Node;
}

/** Everything that arrives at a `helper` node, and a way to wait for what matters. */
export class Inbox {
  readonly messages: NodeMessageInFlow[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(nodeId: string) {
    nodeById(nodeId).on('input', (msg, _send, done) => {
      this.messages.push(msg);
      for (const check of this.waiting) check();
      done();
    });
  }

  /** The messages as soon as they satisfy the condition; rejects after `timeoutMs`. */
  until(
    condition: (messages: NodeMessageInFlow[]) => boolean,
    timeoutMs = 10_000,
  ): Promise<NodeMessageInFlow[]> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!condition(this.messages)) return;
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(this.messages);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(check);
        const last = JSON.stringify(this.messages.at(-1))?.slice(0, 400);
        reject(new Error(`Not within ${timeoutMs} ms; ${this.messages.length} messages, the last: ${last}`));
      }, timeoutMs);
      this.waiting.add(check);
      check();
    });
  }

  /** The first message that satisfies the condition. */
  async first(
    condition: (msg: NodeMessageInFlow) => boolean = () => true,
    timeoutMs?: number,
  ): Promise<NodeMessageInFlow> {
    const messages = await this.until((all) => all.some(condition), timeoutMs);
    return messages.find(condition) as NodeMessageInFlow;
  }
}

/** What the test helper notes of all nodes' calls of `status`. */
interface StatusCalls {
  getCalls(): readonly { thisValue: Node; args: [ShownStatus] }[];
}

/** Of the flow that is loaded. */
let statuses: StatusCalls | undefined;

function allStatuses(): StatusCalls {
  return (helper as unknown as { _NodePrototype: { status: StatusCalls } })._NodePrototype.status;
}

/** The statuses that a node has shown since it was loaded. */
export function shownBy(nodeId: string): ShownStatus[] {
  const node = nodeById(nodeId);
  const calls = allStatuses().getCalls();
  return calls.filter(({ thisValue }) => thisValue === node).map(({ args: [status] }) => status);
}

/** The statuses that a node shows from now on. */
export function statusesOf(nodeId: string): ShownStatus[] {
  const statuses: ShownStatus[] = [];
  nodeById(nodeId).on(
    'call:status' as 'input',
    ((call: { firstArg: object }) => {
      statuses.push(call.firstArg);
    }) as never,
  );
  return statuses;
}
