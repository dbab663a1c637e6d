import { type Arguments, text } from './arguments';
import { GatewayRefusal, success } from './codes';
import { get, type Operation, post } from './operations';
import type { GatewayUser } from './settings';
import type { GatewayWorld } from './world';

/** Logins and users (docs/platforms/bivrost.md, "Login": 2.4, 2.9.2). */
export function userOperations(world: GatewayWorld): Operation[] {
  return [...authOperations(world), ...accountOperations(world)];
}

function authOperations(world: GatewayWorld): Operation[] {
  return [
    post('auth/login', '', 'username! password!', ({ args }) =>
      world.access.login(text(args, 'username'), text(args, 'password')),
    ),
    post('auth/change-password', '', 'currentPassword! newPassword!', ({ args, user, request }) => {
      // Only with a login's token (2.4.2): the user is taken from it.
      if (!user || !world.access.isJwt(request) || user.password !== text(args, 'currentPassword')) {
        throw new GatewayRefusal('noPermission');
      }
      user.password = text(args, 'newPassword');
      return success;
    }),
  ];
}

function accountOperations(world: GatewayWorld): Operation[] {
  return [
    get('config/user', 'id!:Int32', ({ args }) => shownUser(findUser(world, args))),
    get('config/users', '', () => world.users.map(shownUser)),
    post('config/create-user', '', 'username! isAdmin:Bool roles:List password', ({ args }) => {
      const username = text(args, 'username');
      if (world.users.some((user) => user.username === username)) {
        throw new GatewayRefusal('invalidRequest', 'Duplicate username.');
      }
      const user: GatewayUser = {
        id: Math.max(...world.users.map(({ id }) => id)) + 1,
        username,
        // The initial password is the name (2.9.2.3).
        password: text(args, 'password') || username,
        isAdmin: args['isAdmin'] !== false,
        ...rolesIn(args),
      };
      world.users.push(user);
      return shownUser(user);
    }),
    post('config/update-user', '', 'id!:Int32 username isAdmin:Bool roles:List', ({ args }) => {
      const user = findUser(world, args);
      const isLastAdmin = user.isAdmin && world.users.filter(({ isAdmin }) => isAdmin).length === 1;
      if (isLastAdmin && args['isAdmin'] !== true) {
        throw new GatewayRefusal('invalidRequest', 'At least one admin.');
      }
      Object.assign(user, { ...args, ...rolesIn(args) });
      return shownUser(user);
    }),
    get('config/delete-user', 'id!:Int32', ({ args }) => {
      const gone = findUser(world, args);
      if (!world.users.some((user) => user.isAdmin && user !== gone)) {
        throw new GatewayRefusal('invalidRequest', 'At least one admin.');
      }
      world.users = world.users.filter((user) => user !== gone);
      return success;
    }),
    get('config/user-security', 'id!:Int32', ({ args }) => userSecurity(findUser(world, args))),
    post('config/update-user-security', '', 'id!:Int32 secretKey authorizedApis', ({ args }) => {
      const user = findUser(world, args);
      const secretKey = text(args, 'secretKey');
      if (secretKey !== '' && world.users.some((each) => each !== user && each.secretKey === secretKey)) {
        throw new GatewayRefusal('invalidRequest', 'Secret key already exists.');
      }
      Object.assign(user, args);
      return userSecurity(user);
    }),
  ];
}

/** @throws GatewayRefusal 10017 */
function findUser(world: GatewayWorld, args: Arguments): GatewayUser {
  const found = world.users.find(({ id }) => id === args['id']);
  if (!found) {
    throw new GatewayRefusal('invalidRequest', 'Invalid id.');
  }
  return found;
}

function shownUser({ id, username, isAdmin, roles }: GatewayUser) {
  return { id, username, isAdmin, ...(roles ? { roles } : {}) };
}

function userSecurity({ id, secretKey, authorizedApis }: GatewayUser) {
  return { id, ...(secretKey ? { secretKey } : {}), ...(authorizedApis ? { authorizedApis } : {}) };
}

function rolesIn(args: Arguments): { roles?: string[] } {
  const roles = args['roles'];
  return Array.isArray(roles) ? { roles: roles.map(String) } : {};
}
