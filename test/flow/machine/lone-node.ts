import type { NodeInitializer } from 'node-red';
import { Inbox, inTab, loadFlow } from '../../support/flow';
import { StateInbox } from './state-inbox';

/** What a node has sent, and the errors that it has handed over. */
export interface LoneNode {
  readonly out: StateInbox;
  readonly caught: Inbox;
}

/** Starts a flow of one node. */
export async function startLoneNode(
  register: NodeInitializer,
  node: { readonly id: string; readonly type: string },
): Promise<LoneNode> {
  await loadFlow(
    [register],
    inTab([
      { version: 0, ...node, wires: [['out']] },
      { id: 'out', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ]),
  );
  return { out: new StateInbox('out'), caught: new Inbox('caught') };
}
