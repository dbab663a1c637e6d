import type { Migration } from '../shared/migrations';

/** Version 1: new nodes tell one machine model. Older ones go on as they did. */
const keepOutput: Migration = (properties) => ({ ...properties, output: properties['output'] || 'changes' });

export const migrations: readonly Migration[] = [keepOutput];
