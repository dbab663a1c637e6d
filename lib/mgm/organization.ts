import { isPlainObject, textOf } from '../json/json-values';
import type { MgmMachineRef, MgmOrganization, MgmOrganizationUnit } from './messages';
import { unexpectedAnswer } from './protocol';

// The tree has five levels (factory, area, workshop, line, machine); a deeper one is damaged.
const DEEPEST_LEVEL = 64;

/** The tree and its machines from `get_organization`'s data (docs/platforms/mgm.md, "Calls": 二.2). */
export function readOrganization(data: unknown): MgmOrganization {
  if (!isPlainObject(data)) throw unexpectedAnswer('"data" of get_organization is not an object');
  const machines: MgmMachineRef[] = [];
  const tree = readUnit(data, [], machines, 0);
  const factoryId = textOf(data['factory_id']) ?? tree.id ?? '';
  return { factoryId, tree, machines };
}

function readUnit(
  unit: Record<string, unknown>,
  path: string[],
  machines: MgmMachineRef[],
  level: number,
): MgmOrganizationUnit {
  if (level > DEEPEST_LEVEL)
    throw unexpectedAnswer(`The organization is nested deeper than ${DEEPEST_LEVEL} levels`);
  const id = textOf(unit['id']);
  const name = textOf(unit['name']);
  const machineId = textOf(unit['machine_id']);
  if (machineId !== undefined && machineId !== '') machines.push({ machineId, name: name ?? '', path });
  const below = name === undefined ? path : [...path, name];
  return {
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(machineId === undefined ? {} : { machineId }),
    members: membersInOrder(unit['members']).map((member) => readUnit(member, below, machines, level + 1)),
  };
}

/** `members` is an object whose keys are positions. */
function membersInOrder(members: unknown): Record<string, unknown>[] {
  if (typeof members !== 'object' || members === null) return [];
  return Object.entries(members)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, member]) => member)
    .filter(isPlainObject);
}
