import type { Node, NodeInitializer, NodeMessageInFlow } from 'node-red';
import helper, { type TestFlowsItem } from 'node-red-node-test-helper';

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
}

export async function unloadFlow(): Promise<void> {
  await helper.unload();
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

/** The statuses that a node shows from now on. */
export function statusesOf(nodeId: string): { fill?: string; shape?: string; text?: string }[] {
  const statuses: { fill?: string; shape?: string; text?: string }[] = [];
  nodeById(nodeId).on(
    'call:status' as 'input',
    ((call: { firstArg: object }) => {
      statuses.push(call.firstArg);
    }) as never,
  );
  return statuses;
}
