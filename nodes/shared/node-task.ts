import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { TaskGroup } from '../../lib/async/timing';
import { AbortedError } from '../../lib/errors';
import { type FailureContext, failMessage, reportFailure } from './failure';
import { markSimulated } from './simulated';
import { NodeStatus } from './status';

export type SendFunction = (outputs: NodeMessage | (NodeMessage | null)[]) => void;

/** The work for one message: sends what it has to send; what it throws becomes `msg.failure` and `done(error)`. */
export type NodeTask = (
  msg: NodeMessageInFlow,
  send: SendFunction,
  signal: AbortSignal,
  status: NodeStatus,
) => Promise<void>;

/**
 * Runs the tasks of a node that works on messages. Its handler never rejects, the node has one status, failures are as
 * docs/behaviour.md, "Failures" says, and after the close nothing is under way and nothing is sent.
 */
export function runTasks(
  RED: NodeAPI,
  node: Node,
  account: string,
  context: FailureContext,
  task: NodeTask,
): void {
  const status = new NodeStatus(RED, node, account);
  const tasks = new TaskGroup();

  node.on('input', (msg, send, done) => {
    status.show('busy', 'calling');
    const sendWhileOpen: SendFunction = (outputs) => {
      if (tasks.isClosed) return;
      for (const out of Array.isArray(outputs) ? outputs : [outputs]) {
        if (out) markSimulated(RED, account, context, out);
      }
      send(outputs);
    };
    tasks
      .run((signal) => task(msg, sendWhileOpen, signal, status))
      .then(
        () => {
          if (tasks.size === 0 && !tasks.isClosed) status.show('good', 'ok');
          done();
        },
        (thrown: unknown) => {
          if (tasks.isClosed && thrown instanceof AbortedError) return done();
          const error = failMessage(thrown, msg, context);
          if (!tasks.isClosed) status.fail(error);
          done(error);
        },
      )
      .catch((thrown: unknown) => reportFailure(node, thrown, {}, context));
  });

  node.on('close', (done: () => void) => {
    tasks.close();
    status.clear();
    done();
  });
}
