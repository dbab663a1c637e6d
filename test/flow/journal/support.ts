import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { JournalProblem } from '../../../lib/journal/journal-failure';
import type { JournalStoreNode } from '../../../nodes/shared/journal-store-node';
import type { MemoryJournalStore } from '../../support/memory-journal-store';

/** What may be wrong with a store, for each kind of failure that it can bring about. */
export const JOURNAL_PROBLEMS = {
  auth: 'login',
  permission: 'readonly',
  'not-found': 'database',
  conflict: 'in-use',
  input: 'foreign',
  network: 'unreachable',
  platform: 'full',
} as const satisfies Record<string, JournalProblem>;

/** A config node `journal-store` that keeps its journal in the memory of the test. */
export function registerMemoryStore(storeOf: () => MemoryJournalStore) {
  return (RED: NodeAPI): void => {
    function MemoryStoreConstructor(this: Node, def: NodeDef): void {
      RED.nodes.createNode(this, def);
      Object.assign(this, { openJournal: async () => storeOf() } satisfies Pick<
        JournalStoreNode,
        'openJournal'
      >);
    }
    RED.nodes.registerType('journal-store', MemoryStoreConstructor);
  };
}
