import type { NodeAPI } from 'node-red';
import type { Span } from '../../lib/calendar/shift-calendar';
import type { MachineState } from '../../lib/machine/machine-state';
import type { OwnTimes } from '../../lib/machine/own-times';

/** An account whose platform has figures of its own. */
export interface FiguresOfAccount {
  /** How a machine spent a time by the platform's own word. */
  ownTimes(machineId: string, span: Span): Promise<OwnTimes>;
}

/**
 * What a machine's own platform says of a time; undefined where its account is not here, or its platform has no such
 * figures. Rejects with why it could not be asked.
 */
export async function ownTimesOf(
  RED: NodeAPI,
  { machineId, source: { account } }: Pick<MachineState, 'machineId' | 'source'>,
  span: Span,
): Promise<OwnTimes | undefined> {
  const ids: string[] = [];
  RED.nodes.eachNode(({ id, name }) => {
    if (id === account || (typeof name === 'string' && name.trim() === account)) ids.push(id);
  });
  for (const id of ids) {
    const node = RED.nodes.getNode(id) as Partial<FiguresOfAccount> | null | undefined;
    if (node?.ownTimes) return node.ownTimes(machineId, span);
  }
  return undefined;
}
