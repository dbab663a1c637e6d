import type { Migration } from '../shared/migrations';

/**
 * Version 1: files stay in a folder, text has an encoding, and a message can have the node change something only with
 * the tick "Allow changes". Older nodes go on with any path and UTF-8, and with what they send or replace themselves.
 */
const keepAnyPath: Migration = (properties) => ({
  ...properties,
  anyPath: true,
  encoding: 'utf8',
  allowChanges: false,
  verify: false,
});

export const migrations: readonly Migration[] = [keepAnyPath];
