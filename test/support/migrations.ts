import { expect } from 'chai';
import { type Migration, migrated, type Properties } from '../../nodes/shared/migrations';

/**
 * What the migrations make of saved properties; proves that they leave what they get as it is, and that a second run
 * changes nothing.
 */
export function migratedTwice(saved: Properties, migrations: readonly Migration[]): Properties {
  const once = migrated(deepFrozen(structuredClone(saved)), migrations);
  expect(migrated(deepFrozen(structuredClone(once)), migrations)).to.deep.equal(once);
  return once;
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFrozen(inner);
    Object.freeze(value);
  }
  return value;
}
