import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Subscription } from '../../lib/async/subscription';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import type { BrokerDelivery } from '../../lib/quectel/amqp/queue-feed';
import type { QuectelClient } from '../../lib/quectel/client';
import { FLOW_LIMIT, PREFETCH } from '../../lib/quectel/limits';
import type { ConnectionStateName } from '../../lib/stream/connection';
import { accountOf } from '../shared/account';
import { enteredNumber } from '../shared/entered';
import { type FailureContext, failMessage } from '../shared/failure';
import { FailureLog } from '../shared/failure-log';
import { Parameters } from '../shared/parameters';
import { positiveOption } from '../shared/settings-file';
import { markSimulated } from '../shared/simulated';
import { NodeStatus } from '../shared/status';
import { type AcknowledgeMode, DeliverySender } from './delivery-sender';
import { FlowTracker } from './flow-tracker';

interface MessageInDef extends NodeDef {
  account: string;
  queue?: string;
  queueType?: string;
  prefetch?: string | number;
  numbers?: boolean;
  ack?: AcknowledgeMode;
  /** Seconds. */
  limit?: string | number;
}

const CONTEXT = { platform: 'quectel', operation: 'message' };

export default function register(RED: NodeAPI): void {
  const tracker = new FlowTracker(RED);

  function MessageInConstructor(this: Node, def: MessageInDef): void {
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, def.account);
    const failures = new FailureLog(RED, this);
    const stopTracking = tracker.use();
    let closed = false;
    let isTroubled = false;
    let unreadable = 0;
    let isUnreadableTold = false;
    let context: FailureContext = CONTEXT;
    let sender: DeliverySender | undefined;
    let subscription: Subscription | undefined;

    const showConnected = (): void => {
      if (unreadable === 0) status.showText('good', 'queue.connected');
      // A key of a catalogue cannot hold a number, so this text is in the runtime's language.
      else status.showText('partly', RED._('queue.unreadable', { count: String(unreadable) }));
    };

    /** They are counted and reported once a connection, because there may be thousands. */
    const leaveOut = (error: ShopfloorError, delivery: BrokerDelivery): void => {
      unreadable += 1;
      showConnected();
      if (!isUnreadableTold) failures.report(error, { payload: delivery.content.toString('utf8') }, context);
      isUnreadableTold = true;
      // The message would be unreadable again and would block those behind it.
      delivery.acknowledge();
    };

    const showState = (state: ConnectionStateName, error?: ShopfloorError): void => {
      if (state !== 'open' && state !== 'connecting') {
        sender?.clear();
        isUnreadableTold = false;
      }
      if (closed) return;
      if (state === 'open') {
        showConnected();
        if (isTroubled) failures.recovered('queue.back');
        isTroubled = false;
      } else if (error) {
        if (error.retryable) status.showText('partly', 'queue.lost');
        else status.fail(error);
        if (!isTroubled) failures.report(error, {}, context);
        isTroubled = true;
      } else if (!isTroubled) {
        status.showText('busy', 'queue.connecting');
      }
    };

    const start = async (): Promise<void> => {
      const parameters = new Parameters(RED, this, def, {});
      const queue = await parameters.requiredText('queue', 'queueName');
      context = { ...CONTEXT, subject: { queue } };
      const prefetch = enteredNumber(PREFETCH, def.prefetch);
      const limitMs = enteredNumber(FLOW_LIMIT, def.limit) * 1000;
      const megabytes = positiveOption(RED, 'shopfloorLargestMessage');
      const client = await accountOf<QuectelClient>(RED, def.account).client();
      if (closed) return;
      const outgoing = new DeliverySender(RED, this, tracker, {
        mode: def.ack === 'manual' ? 'manual' : 'auto',
        limitMs,
        prefetch,
        mark: (msg) => markSimulated(RED, def.account, CONTEXT, msg),
        onDone: showConnected,
        onUntaken: () => status.showText('partly', 'queue.untaken'),
        onLate: () => {
          status.showText('partly', 'queue.unfinished');
          failures.warn('queue.late');
        },
        onHeld: () => status.showText('partly', 'queue.held'),
      });
      sender = outgoing;
      subscription = client.follow(
        {
          queue,
          prefetch,
          numbers: def.numbers !== false,
          ...(megabytes === undefined ? {} : { largestMessage: megabytes * 1024 * 1024 }),
        },
        {
          onMessage: (message, delivery) => outgoing.send(message, delivery),
          onUnreadable: leaveOut,
          onState: showState,
        },
      );
    };

    this.on('input', (msg, _send, done) => {
      try {
        if (!sender) throw new InputError('queueName', 'The node has no queue to acknowledge anything to');
        sender.settle(msg);
        done();
      } catch (thrown) {
        done(failMessage(thrown, msg, context));
      }
    });

    this.on('close', (done: () => void) => {
      closed = true;
      clearImmediate(starting);
      sender?.clear();
      subscription?.close();
      stopTracking();
      status.clear();
      done();
    });

    // Wait until all nodes are there, the catch nodes too.
    const starting = setImmediate(() => {
      start().catch((thrown: unknown) => {
        const error = toShopfloorError(thrown);
        status.fail(error);
        failures.report(error, {}, context);
      });
    });
  }

  RED.nodes.registerType('quectel-message-in', MessageInConstructor);
}
