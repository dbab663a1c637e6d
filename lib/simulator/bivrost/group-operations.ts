import { type Arguments, number, text } from './arguments';
import { GatewayRefusal, success } from './codes';
import { get, type Operation, post } from './operations';
import type { GatewayWorld, GroupConfiguration } from './world';

const mostGroups = 16;
const groupFields =
  'number:Int32 useDefaultGroupID:Bool groupID name isActive:Bool machines:List enableExternalMachines:Bool ' +
  'externalMachines taskCount:Bool taskOEE:Bool taskCumulativeStatusTime:Bool';

/** Groups of machines (docs/platforms/bivrost.md, "Configuration and gateway": 2.9.4). */
export function groupOperations(world: GatewayWorld): Operation[] {
  return [
    get('config/group', 'id:Int32 groupID', ({ args }) => shownGroup(world, findGroup(world, args))),
    get('config/groups', '', () => world.groups.map((group) => shownGroup(world, group))),
    post('config/create-group', '', groupFields, ({ args }) => {
      const numbers = world.groups.map((group) => group.number);
      const free = Array.from({ length: mostGroups }, (_, index) => index + 1).find(
        (each) => !numbers.includes(each),
      );
      const group = groupWith(world, { id: world.nextId(), number: free ?? 0 }, args);
      world.groups.push(group);
      world.needRestart = true;
      return shownGroup(world, group);
    }),
    post('config/update-group', '', `id!:Int32 ${groupFields}`, ({ args }) => {
      const former = findGroup(world, args);
      const group = groupWith(world, former, args);
      world.groups = world.groups.map((each) => (each === former ? group : each));
      world.needRestart = true;
      return shownGroup(world, group);
    }),
    get('config/delete-group', 'ID:Int32 groupID', ({ args }) => {
      const gone = findGroup(world, { id: args['ID'], groupID: args['groupID'] });
      removeGroups(world, [gone]);
      return success;
    }),
    post('config/batch-delete-groups', '', 'ids!:List', ({ args }) => {
      const ids = args['ids'] as unknown[];
      return {
        deleted: removeGroups(
          world,
          world.groups.filter(({ id }) => ids.includes(id)),
        ),
      };
    }),
  ];
}

/** By database id, or else by group id. @throws GatewayRefusal 10017 */
function findGroup(world: GatewayWorld, args: Arguments): GroupConfiguration {
  const id = number(args, 'id');
  const found = world.groups.find((group) =>
    id > 0 ? group.id === id : group.groupID === text(args, 'groupID'),
  );
  if (!found) {
    throw new GatewayRefusal('invalidRequest', 'Invalid groupID.');
  }
  return found;
}

/** The group with what the call says about it. @throws GatewayRefusal 10017 */
function groupWith(
  world: GatewayWorld,
  former: Partial<GroupConfiguration> & { id: number; number: number },
  args: Arguments,
): GroupConfiguration {
  const groupNumber = number(args, 'number', former.number);
  const ownID = args['useDefaultGroupID'] === false ? text(args, 'groupID') : '';
  const groupID = ownID || `g${groupNumber}`;
  const others = world.groups.filter(({ id }) => id !== former.id);
  const isTaken = others.some((each) => each.number === groupNumber || each.groupID === groupID);
  if (groupNumber < 1 || groupNumber > mostGroups || isTaken) {
    throw new GatewayRefusal('invalidRequest', 'Invalid or duplicate group number or groupID.');
  }
  const flag = (name: keyof GroupConfiguration, otherwise: boolean) =>
    typeof args[name] === 'boolean' ? (args[name] as boolean) : ((former[name] as boolean) ?? otherwise);
  return {
    id: former.id,
    number: groupNumber,
    useDefaultGroupID: ownID === '',
    groupID,
    name: text(args, 'name') || groupID,
    isActive: flag('isActive', true),
    machines: Array.isArray(args['machines']) ? members(world, args['machines']) : (former.machines ?? []),
    enableExternalMachines: flag('enableExternalMachines', false),
    taskCount: flag('taskCount', false),
    taskOEE: flag('taskOEE', false),
    taskCumulativeStatusTime: flag('taskCumulativeStatusTime', false),
  };
}

/** Entries without `countMultiplier` are ignored (2.9.4). */
function members(world: GatewayWorld, entries: readonly unknown[]): GroupConfiguration['machines'] {
  return entries.flatMap((each) => {
    const { id, machineID, countMultiplier } = each as Record<string, unknown>;
    const found = world.machines.find((machine) =>
      id === undefined ? machine.machineID === machineID : machine.id === id,
    );
    return found && typeof countMultiplier === 'number' ? [{ id: found.id, countMultiplier }] : [];
  });
}

function shownGroup(world: GatewayWorld, group: GroupConfiguration) {
  const machines = group.machines.flatMap(({ id, countMultiplier }) => {
    const machine = world.machines.find((each) => each.id === id);
    if (!machine) {
      return [];
    }
    const { machineType, system, model, name, machineID, ip, isActive } = machine;
    const { slaveID, port } = machine;
    return [
      { id, machineType, system, model, name, machineID, slaveID, ip, port, isActive, countMultiplier },
    ];
  });
  return { ...group, machines };
}

/** @throws GatewayRefusal 10017 where there is nothing to remove */
function removeGroups(world: GatewayWorld, gone: readonly GroupConfiguration[]): number {
  if (gone.length === 0) {
    throw new GatewayRefusal('invalidRequest', 'No group was deleted.');
  }
  world.groups = world.groups.filter((group) => !gone.includes(group));
  world.needRestart = true;
  return gone.length;
}
