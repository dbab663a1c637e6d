import type { Migration } from '../shared/migrations';

/**
 * Version 1: a call that changes something needs the tick "Allow changes". Nodes that say themselves what they change
 * go on; a message can no longer make a node change something that nobody has allowed to.
 */
const allowOwnChanges: Migration = (properties) => ({ ...properties, allowChanges: setsChange(properties) });

function setsChange(properties: Parameters<Migration>[0]): boolean {
  const { method, methodType = 'str', path, pathType = 'str', onlyReads } = properties;
  const isSet = methodType === 'str' || methodType === 'env';
  const wanted = String(method ?? '')
    .trim()
    .toUpperCase();
  if (!isSet || wanted === '' || wanted === 'GET') return false;
  // The tick is about one interface, so that it counts only where the node names it.
  const hasPath = (pathType === 'str' || pathType === 'env') && String(path ?? '').trim() !== '';
  return !(wanted === 'POST' && onlyReads === true && hasPath);
}

export const migrations: readonly Migration[] = [allowOwnChanges];
