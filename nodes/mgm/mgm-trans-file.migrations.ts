import type { Migration } from '../shared/migrations';

/** Version 1: files stay in a folder, and text has an encoding. Older nodes go on reading any path, as UTF-8. */
const keepAnyPath: Migration = (properties) => ({ ...properties, anyPath: true, encoding: 'utf8' });

export const migrations: readonly Migration[] = [keepAnyPath];
