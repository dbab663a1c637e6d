import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import type { CallReport } from '../../lib/http/api-client';
import { accountOf } from './account';
import { showingPauses } from './call-pause';
import type { FailureContext } from './failure';
import { type Migration, migrated } from './migrations';
import { runTasks } from './node-task';
import { Parameters } from './parameters';

export interface CallNodeDef extends NodeDef {
  account: string;
}

export interface CallInput<Client> {
  client: Client;
  parameters: Parameters;
  msg: NodeMessageInFlow;
  /** Fires when the node is closed. */
  signal: AbortSignal;
}

/** What a node makes of an answer: the constant for `msg.type`, the payload, the call's report. */
export interface CallOutput {
  type: string;
  payload: unknown;
  call: CallReport;
}

/** Registers a node that makes one call a message (docs/behaviour.md, "Messages" and "Failures"). */
export function registerCallNode<Client>(
  RED: NodeAPI,
  type: string,
  context: FailureContext,
  run: (input: CallInput<Client>) => Promise<CallOutput>,
  migrations: readonly Migration[] = [],
): void {
  function CallNodeConstructor(this: Node, saved: CallNodeDef): void {
    const def = migrated(saved, migrations);
    RED.nodes.createNode(this, def);
    runTasks(RED, this, def.account, context, async (msg, send, signal, status) => {
      const client = await accountOf<Client>(RED, def.account).client();
      const parameters = new Parameters(RED, this, def, msg);
      const input = { client, parameters, msg, signal };
      const output = await showingPauses(RED, status, client, () => run(input)).catch((thrown: unknown) => {
        throw parameters.concerning(thrown);
      });
      send(answered(msg, output));
    });
  }

  RED.nodes.registerType(type, CallNodeConstructor);
}

/** The message itself with the answer in it; a failure that it brought along is over. */
export function answered<Message extends NodeMessage>(msg: Message, output: CallOutput): Message {
  delete msg['failure'];
  return Object.assign(msg, output);
}
