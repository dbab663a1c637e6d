import type { Group, User } from './entities';
import { requiredText, textOf } from './fields';
import { type Operation, OperationGroup } from './operation';
import { OmsRefusal } from './refusals';
import { entryOf, type World } from './world';

/** Users (docs/platforms/oms.md, "Operations": 4). */
export function userOperations(world: World): Operation[] {
  const user = (id: string): User => entryOf(world.users, id, '用户');
  return new OperationGroup('/oms', 'user')
    .pages('list', ({ fields }) => {
      const part = textOf(fields, 'username') ?? '';
      return [...world.users.values()].filter(({ username }) => username.includes(part)).map(shownUser);
    })
    .change('add', ({ fields }) => {
      const username = requiredText(fields, 'username');
      if ([...world.users.values()].some((other) => other.username === username)) {
        throw new OmsRefusal('conflict', '用户名已存在');
      }
      return shownUser(world.addUser(username, requiredText(fields, 'password')));
    })
    .change('update/:id', ({ id, fields }) => {
      const changed = user(id);
      changed.password = textOf(fields, 'password') ?? changed.password;
    })
    .read('detail/:id', ({ id }) => shownUser(user(id)))
    .pages('device/:id', ({ id }) => devicesIn(world, user(id).devices))
    .list('group/:id', ({ id }) => {
      const { id: userId } = user(id);
      return [...world.groups.values()].filter(({ members }) => members.has(userId)).map(shownGroup);
    })
    .change('remove/:id', ({ id }) => world.removeUser(user(id).id)).operations;
}

/** Groups (docs/platforms/oms.md, "Operations": 5). */
export function groupOperations(world: World): Operation[] {
  const group = (id: string): Group => entryOf(world.groups, id, '群组');
  return new OperationGroup('/oms', 'group')
    .pages('list', ({ fields }) => {
      const part = textOf(fields, 'name') ?? '';
      return [...world.groups.values()].filter(({ name }) => name.includes(part)).map(shownGroup);
    })
    .read('detail/:id', ({ id }) => shownGroup(group(id)))
    .list('member/:id', ({ id }) => {
      const { members } = group(id);
      return [...world.users.values()].filter((user) => members.has(user.id)).map(shownUser);
    })
    .list('device/:id', ({ id }) => devicesIn(world, group(id).devices)).operations;
}

/** The platform itself (docs/platforms/oms.md, "Operations": 7); its addresses begin with `/pms`. */
export function systemOperations(world: World): Operation[] {
  return new OperationGroup('/pms', 'system')
    .read('setting/info', () => ({ name: 'OMS', bind_address: '0.0.0.0:36002', time: world.now() }))
    .list('service/list', () => ['oms', 'pms', 'mqtt'].map((name) => ({ name, status: 'running' })))
    .operations;
}

function devicesIn(world: World, ids: ReadonlySet<string>): unknown[] {
  return [...world.devices.values()].filter(({ id }) => ids.has(id));
}

/** Answers never hold a password. */
function shownUser({ id, username }: User): object {
  return { id, username };
}

function shownGroup({ id, name, members, devices }: Group): object {
  return { id, name, members: members.size, devices: devices.size };
}
