import type { Node, NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import type { JournalStore } from '../../lib/journal/journal-store';

/** A config node that says where a journal is kept. */
export interface JournalStoreNode extends Node {
  /**
   * The store, opened when it is first asked for and shared by all nodes of the process. Each gives back what it got by
   * `close`, when the last of its rows are written; whoever is last closes it, also after this node was closed, as
   * nodes of other tabs are closed at the same time. Rejects with why it cannot be opened; who asks again tries again.
   */
  openJournal(): Promise<JournalStore>;
}

/** The journal store that a node points to. Throws `InputError` for none, and for one that is not there. */
export function journalStoreOf(RED: NodeAPI, id = ''): JournalStoreNode {
  if (id === '') throw new InputError('store', 'Choose the store that the journal is kept in');
  const node = RED.nodes.getNode(id) as Partial<JournalStoreNode> | null | undefined;
  if (!node?.openJournal)
    throw new InputError('store', 'The journal store that is chosen is missing or disabled');
  return node as JournalStoreNode;
}
