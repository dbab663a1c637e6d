import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { InputError } from '../../lib/errors';
import { textOf } from '../../lib/json/json-values';
import type { BrokerDelivery } from '../../lib/quectel/amqp/queue-feed';
import type { QuectelMessage } from '../../lib/quectel/messages';
import type { FlowTracker } from './flow-tracker';

/** How a delivery is acknowledged: when the flow is done with it, or when a message brings its `ack` back. */
export type AcknowledgeMode = 'auto' | 'manual';

export interface DeliveryOptions {
  mode: AcknowledgeMode;
  /** The longest time that the flow may have a message before it counts as taken, in ms. */
  limitMs: number;
  /** Most messages that the broker gives out before one is acknowledged. */
  prefetch: number;
  /** Says in a message that it is of the simulator, where it is. */
  mark(msg: NodeMessage): NodeMessage;
  /** The flow is done with a message. */
  onDone(): void;
  /** No node took a message: it went back to the queue. */
  onUntaken(): void;
  /** A message counts as taken although a node is not done with it. */
  onLate(): void;
  /** By hand: as many messages as may be out have waited for the limit, and none was acknowledged. */
  onHeld(): void;
}

/** Sends a queue's messages into the flow and tells the broker about each when its time has come. */
export class DeliverySender {
  private readonly open = new Map<string, BrokerDelivery>();
  private readonly forget = new Map<string, () => void>();
  private held: NodeJS.Timeout | undefined;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly tracker: FlowTracker,
    private readonly options: DeliveryOptions,
  ) {}

  /** Sends a message on. What is not acknowledged when the connection ends, the broker delivers again. */
  send(message: QuectelMessage, delivery: BrokerDelivery): void {
    const id = this.RED.util.generateId();
    const isManual = this.options.mode === 'manual';
    const msg: NodeMessage & Record<string, unknown> = {
      _msgid: id,
      type: 'quectel/message',
      topic: ('deviceKey' in message ? textOf(message.deviceKey) : undefined) ?? '',
      payload: message,
      redelivered: delivery.redelivered,
      ...(isManual ? { ack: id } : {}),
    };
    this.open.set(id, delivery);
    if (!isManual) this.forget.set(id, this.track(id, delivery));
    else if (this.open.size >= this.options.prefetch) this.expectAcknowledgement();
    this.node.send(this.options.mark(msg));
  }

  /** Handles a message at the node's input: it acknowledges `msg.ack`, or puts it back into the queue. */
  settle(msg: NodeMessage): void {
    if (this.options.mode !== 'manual') {
      throw new InputError(
        'ack',
        'Messages are acknowledged by themselves: choose "manual" to do it by msg.ack',
      );
    }
    const { ack, action = 'ack' } = msg as { ack?: unknown; action?: unknown };
    if (typeof ack !== 'string') throw new InputError('ack', '"ack" is missing: it comes with each message');
    if (action !== 'ack' && action !== 'requeue') {
      throw new InputError('action', `msg.action must be "ack" or "requeue", not "${textOf(action)}"`);
    }
    const delivery = this.open.get(ack);
    if (this.open.delete(ack)) this.acknowledged();
    // An unknown message belongs to a connection that has ended, and will be delivered again.
    if (action === 'ack') delivery?.acknowledge();
    else delivery?.requeue();
  }

  /** The connection has ended: all that is open belongs to the broker again. */
  clear(): void {
    clearTimeout(this.held);
    for (const forget of this.forget.values()) forget();
    this.forget.clear();
    this.open.clear();
  }

  private expectAcknowledgement(): void {
    clearTimeout(this.held);
    this.held = setTimeout(() => this.options.onHeld(), this.options.limitMs);
  }

  private acknowledged(): void {
    clearTimeout(this.held);
    this.options.onDone();
  }

  private track(id: string, delivery: BrokerDelivery): () => void {
    return this.tracker.track(id, this.options.limitMs, (outcome) => {
      this.open.delete(id);
      this.forget.delete(id);
      if (outcome === 'untaken') {
        delivery.requeue();
        this.options.onUntaken();
        return;
      }
      delivery.acknowledge();
      if (outcome === 'late') this.options.onLate();
      else this.options.onDone();
    });
  }
}
