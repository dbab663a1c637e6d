import { setMaxListeners } from 'node:events';
import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import { AbortedError } from '../../lib/errors';
import { type FailureContext, failMessage } from './failure';
import { NodeStatus } from './status';

export type SendFunction = (outputs: NodeMessage | (NodeMessage | null)[]) => void;

/** The work for one message: sends what it has to send; what it throws becomes `msg.failure` and `done(error)`. */
export type NodeTask = (msg: NodeMessageInFlow, send: SendFunction, signal: AbortSignal) => Promise<void>;

/**
 * The life of a node that works on messages: never a rejected handler, one status, failures by the contract, and
 * at the close nothing under way and nothing sent any more.
 */
export function runTasks(node: Node, context: FailureContext, task: NodeTask): void {
  const status = new NodeStatus(node);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let underWay = 0;

  node.on('input', (msg, send, done) => {
    underWay += 1;
    status.show('busy', 'calling');
    const sendWhileOpen: SendFunction = (outputs) => {
      if (!closing.signal.aborted) send(outputs);
    };
    task(msg, sendWhileOpen, closing.signal)
      .then(
        () => {
          underWay -= 1;
          if (underWay === 0 && !closing.signal.aborted) status.show('good', 'ok');
          done();
        },
        (thrown: unknown) => {
          underWay -= 1;
          if (closing.signal.aborted && thrown instanceof AbortedError) return done();
          const error = failMessage(thrown, msg, context);
          if (!closing.signal.aborted) status.show('bad', `failed.${error.kind}`);
          done(error);
        },
      )
      .catch((thrown: unknown) => node.error(thrown));
  });

  node.on('close', (done: () => void) => {
    closing.abort();
    status.clear();
    done();
  });
}
