import type { Device } from './entities';
import { badParameter, type Fields, integerOf, objectOf, requiredText, textOf } from './fields';
import { type Operation, OperationGroup } from './operation';
import { entryOf, type World } from './world';

/** Devices (docs/platforms/oms.md, "Operations": 2.9 to 2.18). */
export function deviceOperations(world: World): Operation[] {
  const device = (id: string): Device => entryOf(world.devices, id, '设备');
  return new OperationGroup('/oms', 'device')
    .pages('list', ({ fields }) => {
      const productId = integerOf(fields, 'product_id');
      const all = [...world.devices.values()];
      return all.filter(({ product_id }) => productId === undefined || product_id === productId);
    })
    .change('update/:id', ({ id, fields }) => {
      const changed = device(id);
      changed.name = textOf(fields, 'name') ?? changed.name;
    })
    .read('detail/:id', ({ id }) => device(id))
    .change('remove/:id', ({ id }) => world.removeDevice(device(id).id))
    .pages('event/logs/:id', ({ id }) => world.eventLog(device(id)))
    .pages('property/logs/:id', ({ id }) => world.propertyLog(device(id)))
    .pages('member/:id', ({ id }) => {
      const { id: deviceId } = device(id);
      const bound = [...world.users.values()].filter(({ devices }) => devices.has(deviceId));
      return bound.map((user) => ({ id: user.id, username: user.username }));
    })
    .pages('group/:id', ({ id }) => {
      const { id: deviceId } = device(id);
      const bound = [...world.groups.values()].filter(({ devices }) => devices.has(deviceId));
      return bound.map((group) => ({ id: group.id, name: group.name }));
    })
    .change('property/set', ({ fields }) => setProperties(world, fields))
    .change('service/invoke', ({ fields }) => invoke(world, fields)).operations;
}

function setProperties(world: World, fields: Fields): unknown {
  const device = addressed(world, fields);
  const params = objectOf(fields, 'params');
  if (!params || Object.keys(params).length === 0) {
    throw badParameter('params');
  }
  for (const [name, value] of Object.entries(params)) {
    world.setProperty(device, name, value);
  }
  return { device_id: device.id, properties: device.properties };
}

function invoke(world: World, fields: Fields): unknown {
  const device = addressed(world, fields);
  const service = requiredText(fields, 'service');
  const params = objectOf(fields, 'params') ?? {};
  world.addEvent(device, service, params);
  return { device_id: device.id, service, output: { accepted: device.online, ...params } };
}

/** The device of a call from above; who calls, when that is said, must be known. */
function addressed(world: World, fields: Fields): Device {
  const device = entryOf(world.devices, requiredText(fields, 'device_id'), '设备');
  const userId = textOf(fields, 'user_id');
  if (userId !== undefined) {
    entryOf(world.users, userId, '用户');
  }
  return device;
}
