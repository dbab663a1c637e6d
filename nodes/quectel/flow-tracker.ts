import type { Node, NodeAPI } from 'node-red';

/**
 * What became of a message that was sent into the flow: every node that it reached is done with it, no node got
 * it, or a node was not done in time.
 */
export type FlowOutcome = 'done' | 'untaken' | 'late';

interface Tracked {
  /** Nodes that the message is on its way to or being worked on by. */
  open: number;
  /** Objects on their way to a node that has not received them yet. */
  dispatched: Set<object>;
  isTaken: boolean;
  timer: NodeJS.Timeout;
  settle(outcome: FlowOutcome): void;
}

interface FlowEvent {
  msg: { _msgid?: string };
}

interface ReceiveEvent extends FlowEvent {
  destination: { node: Node };
}

/** Node-RED counts the handlers of a node that call `done`; a node without any is done when its handler returns. */
interface CountingNode {
  _expectedDoneCount?: number;
}

const LABEL = 'shopfloor-flow-tracker';
const UNTAKEN_AFTER_MS = 5_000;

/**
 * Follows messages through the flow by their `_msgid`, with Node-RED's messaging hooks: the only way in which a
 * node that begins a flow can learn that the flow has done its work. A node that sends on under another
 * `_msgid` ends the way that is followed.
 */
export class FlowTracker {
  private readonly tracked = new Map<string, Tracked>();
  private users = 0;

  constructor(private readonly RED: NodeAPI) {}

  /** Turns the hooks on; the returned function gives them up again. */
  use(): () => void {
    this.users += 1;
    if (this.users === 1) this.addHooks();
    return () => {
      this.users -= 1;
      if (this.users === 0) this.RED.hooks.remove(`*.${LABEL}`);
    };
  }

  /** To be called before the message is sent. The returned function forgets the message. */
  track(messageId: string, limitMs: number, settle: (outcome: FlowOutcome) => void): () => void {
    const untakenMs = Math.min(UNTAKEN_AFTER_MS, limitMs);
    const timer = setTimeout(() => {
      if (!tracked.isTaken) return this.end(messageId, 'untaken');
      tracked.timer = setTimeout(() => this.end(messageId, 'late'), limitMs - untakenMs);
    }, untakenMs);
    const tracked: Tracked = { open: 0, dispatched: new Set(), isTaken: false, timer, settle };
    this.tracked.set(messageId, tracked);
    return () => this.forget(messageId);
  }

  private addHooks(): void {
    const { hooks } = this.RED;
    hooks.add(`preDeliver.${LABEL}`, ({ msg }: FlowEvent) => this.dispatched(msg));
    hooks.add(`onReceive.${LABEL}`, ({ msg }: FlowEvent) => this.received(msg));
    hooks.add(`postReceive.${LABEL}`, ({ msg, destination }: ReceiveEvent) => {
      const { _expectedDoneCount: doneCount } = destination.node as CountingNode;
      if (doneCount === 0) this.completed(msg);
    });
    hooks.add(`onComplete.${LABEL}`, ({ msg }: FlowEvent) => this.completed(msg));
  }

  private dispatched(msg: FlowEvent['msg']): void {
    const tracked = this.find(msg);
    if (!tracked) return;
    tracked.isTaken = true;
    tracked.open += 1;
    tracked.dispatched.add(msg);
  }

  /** Some nodes, such as core's link and catch nodes, get messages without a dispatch. */
  private received(msg: FlowEvent['msg']): void {
    const tracked = this.find(msg);
    if (tracked && !tracked.dispatched.delete(msg)) tracked.open += 1;
  }

  private completed(msg: FlowEvent['msg']): void {
    const tracked = this.find(msg);
    if (!tracked) return;
    tracked.open -= 1;
    if (tracked.open > 0) return;
    // A failure goes to a catch node, and some nodes send, right after they are done.
    setImmediate(() => {
      if (tracked.open <= 0 && msg._msgid !== undefined && this.tracked.get(msg._msgid) === tracked) {
        this.end(msg._msgid, 'done');
      }
    });
  }

  private find({ _msgid }: FlowEvent['msg']): Tracked | undefined {
    return _msgid === undefined ? undefined : this.tracked.get(_msgid);
  }

  private end(messageId: string, outcome: FlowOutcome): void {
    const tracked = this.tracked.get(messageId);
    this.forget(messageId);
    tracked?.settle(outcome);
  }

  private forget(messageId: string): void {
    clearTimeout(this.tracked.get(messageId)?.timer);
    this.tracked.delete(messageId);
  }
}
