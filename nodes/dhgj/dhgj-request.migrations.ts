import type { Migration } from '../shared/migrations';

/**
 * Version 1: a call that changes something needs the tick "Allow changes". Nodes that say themselves what they change
 * go on; a message can no longer make a node change something that nobody has allowed to.
 */
const allowOwnChanges: Migration = (properties) => ({ ...properties, allowChanges: setsChange(properties) });

function setsChange({ method, methodType = 'str', onlyReads }: Parameters<Migration>[0]): boolean {
  const isSet = methodType === 'str' || methodType === 'env';
  const wanted = String(method ?? '')
    .trim()
    .toUpperCase();
  if (!isSet || wanted === '' || wanted === 'GET') return false;
  return !(wanted === 'POST' && onlyReads === true);
}

export const migrations: readonly Migration[] = [allowOwnChanges];
