import type { PlantRow } from '../../../lib/machine/plant-rows';
import type { EditorNode } from '../../shared/editor/editor-api';

/** Accounts that rows name and that nothing in this editor is called: the rows then match no machine here. */
export function strangers(rows: readonly PlantRow[]): string[] {
  const known = new Set<string>();
  RED.nodes.eachConfig(({ id, name }) => {
    known.add(id).add((name ?? '').trim());
  });
  RED.nodes.eachNode((node) => {
    if (node.type === 'machine-map') for (const name of mapNames(node)) known.add(name);
  });
  const named = new Set(rows.map(({ account }) => account.trim()));
  return [...named].filter((account) => account !== '' && !known.has(account));
}

function mapNames({ id, name, ...properties }: EditorNode): string[] {
  return [String(properties['source'] ?? '').trim(), (name ?? '').trim(), id];
}
