import type { Migration } from '../shared/migrations';

/** Version 1: new nodes tell one machine model, and statuses apart from fields. Older ones go on as they did. */
const keepOneOutput: Migration = (properties) => ({
  ...properties,
  output: properties['output'] || 'changes',
  statusApart: false,
  outputs: 1,
});

export const migrations: readonly Migration[] = [keepOneOutput];
