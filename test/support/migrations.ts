import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { type Migration, migrated, type Properties } from '../../nodes/shared/migrations';
import { projectRoot, readManifest } from '../../scripts/project';

/**
 * What the migrations make of saved properties; proves that they leave what they get as it is, and that a second run
 * changes nothing.
 */
export function migratedTwice(saved: Properties, migrations: readonly Migration[]): Properties {
  const once = migrated(deepFrozen(structuredClone(saved)), migrations);
  expect(migrated(deepFrozen(structuredClone(once)), migrations)).to.deep.equal(once);
  return once;
}

/** The migrations of a type of node; none where it has no file for them. */
export async function migrationsOf(type: string): Promise<readonly Migration[]> {
  const script = readManifest(projectRoot)['node-red'].nodes[type] ?? '';
  const file = path.join(projectRoot, script.replace('.js', '.migrations.js'));
  return existsSync(file) ? ((await import(file)) as { migrations: Migration[] }).migrations : [];
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFrozen(inner);
    Object.freeze(value);
  }
  return value;
}
