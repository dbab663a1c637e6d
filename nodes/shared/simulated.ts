import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { isPlainObject } from '../../lib/json/json-values';
import type { AccountNode } from './account-kind';
import type { FailureContext } from './failure';

/** True where a node's account is the package's own simulator: a forgotten simulator must not pass for a factory. */
export function isSimulated(RED: NodeAPI, accountId: string): boolean {
  const account = RED.nodes.getNode(accountId) as Partial<AccountNode<unknown>> & Node;
  return account?.isSimulated === true;
}

/** A message of a simulated account says so in `msg.call`; one of a real account stays as it is. */
export function markSimulated<Message extends NodeMessage>(
  RED: NodeAPI,
  accountId: string,
  { platform, operation }: FailureContext,
  msg: Message,
): Message {
  if (!isSimulated(RED, accountId)) return msg;
  const { call } = msg as { call?: unknown };
  const reported = isPlainObject(call) ? call : { platform, operation };
  return Object.assign(msg, { call: { ...reported, simulated: true } });
}
