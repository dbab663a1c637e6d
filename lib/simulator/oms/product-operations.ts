import type { Product } from './entities';
import { badParameter, type Fields, isFields, requiredText, textOf } from './fields';
import { type Operation, OperationGroup } from './operation';
import { OmsRefusal } from './refusals';
import { entryOf, type World } from './world';

/** Products (docs/platforms/oms.md, "Operations": 3). */
export function productOperations(world: World): Operation[] {
  const product = (id: string): Product => entryOf(world.products, Number(id), '产品');
  return new OperationGroup('/oms', 'product')
    .pages('list', () => [...world.products.values()].map(shown))
    .change('add', ({ fields }) => shown(add(world, fields)))
    .change('update/:id', ({ id, fields }) => {
      const changed = product(id);
      changed.code = textOf(fields, 'code') ?? changed.code;
      changed.status = textOf(fields, 'status') ?? changed.status;
      changed.product_secret = textOf(fields, 'product_secret') ?? changed.product_secret;
    })
    .read('detail/:id', ({ id }) => shown(product(id)))
    .change('remove/:id', ({ id }) => {
      const removed = product(id);
      if ([...world.devices.values()].some(({ product_id }) => product_id === removed.id)) {
        throw new OmsRefusal('conflict', '产品下有设备');
      }
      world.products.delete(removed.id);
    }).operations;
}

function add(world: World, fields: Fields): Product {
  const code = requiredText(fields, 'code');
  const name = requiredText(fields, 'name');
  if ([...world.products.values()].some((other) => other.code === code)) {
    throw new OmsRefusal('conflict', '产品编码已存在');
  }
  const product_key = textOf(fields, 'product_key');
  const product_secret = textOf(fields, 'product_secret');
  return world.addProduct({
    name,
    code,
    thing_model: thingModel(fields),
    ...(product_key === undefined ? {} : { product_key }),
    ...(product_secret === undefined ? {} : { product_secret }),
  });
}

/** JSON in a string, as the example of 3.2 shows it. */
function thingModel(fields: Fields): string {
  const text = textOf(fields, 'thing_model') ?? '{}';
  try {
    if (isFields(JSON.parse(text))) {
      return text;
    }
  } catch {
    // Answered like any other wrong value.
  }
  throw badParameter('thing_model');
}

/** Answers never hold a product's secret. */
function shown({ product_secret: _secret, ...rest }: Product): object {
  return rest;
}
