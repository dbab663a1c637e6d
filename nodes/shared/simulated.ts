import type { Node, NodeAPI } from 'node-red';
import type { AccountNode } from './account-kind';

/** True where a node's account is the package's own simulator: a forgotten simulator must not pass for a factory. */
export function isSimulated(RED: NodeAPI, accountId: string): boolean {
  const account = RED.nodes.getNode(accountId) as Partial<AccountNode<unknown>> & Node;
  return account?.isSimulated === true;
}
