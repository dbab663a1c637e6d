import type { Batch, Device } from './entities';
import { badParameter, type Fields, integerOf, requiredInteger, requiredText, textOf } from './fields';
import { type Operation, OperationGroup } from './operation';
import { OmsRefusal } from './refusals';
import { entryOf, type World } from './world';

const largestBatch = 10_000;

/** Production batches (docs/platforms/oms.md, "Operations": 2.1 to 2.8). */
export function produceOperations(world: World): Operation[] {
  const batch = (id: string): Batch => entryOf(world.batches, Number(id), '生产批次');
  return new OperationGroup('/oms', 'produce')
    .pages('list', ({ fields }) => [...world.batches.values()].filter(fits(fields)))
    .read('detail/:id', ({ id }) => batch(id))
    .change('update/:id', ({ id, fields }) => {
      const changed = batch(id);
      changed.remark = textOf(fields, 'remark') ?? changed.remark;
    })
    .change('remove/:id', ({ id }) => {
      const removed = batch(id);
      if (removed.status === 'stored') {
        throw new OmsRefusal('conflict', '已入库的批次不能删除');
      }
      for (const device of devicesOf(world, removed)) {
        world.removeDevice(device.id);
      }
      world.batches.delete(removed.id);
    })
    .change('submit', ({ fields }) => submit(world, fields))
    .change('confirm/:id', ({ id }) => {
      const confirmed = batch(id);
      if (confirmed.status === 'stored') {
        throw new OmsRefusal('conflict', '批次已入库');
      }
      confirmed.status = 'stored';
    })
    .list('device/:id', ({ id }) => devicesOf(world, batch(id)))
    .file('download/:id', ({ id }) => {
      const lines = devicesOf(world, batch(id)).map((device) => `${device.id},${device.name}\r\n`);
      return { name: `${batch(id).batch_no}.csv`, text: `device_id,name\r\n${lines.join('')}` };
    }).operations;
}

function fits(fields: Fields): (batch: Batch) => boolean {
  const name = textOf(fields, 'name') ?? '';
  const batchNo = textOf(fields, 'batch_no');
  const productId = integerOf(fields, 'product_id');
  return (batch) =>
    batch.name.includes(name) &&
    (batchNo === undefined || batch.batch_no === batchNo) &&
    (productId === undefined || batch.product_id === productId);
}

function submit(world: World, fields: Fields): Batch {
  const amount = requiredInteger(fields, 'amount');
  const product_id = requiredInteger(fields, 'product_id');
  const batch_no = requiredText(fields, 'batch_no');
  const name = requiredText(fields, 'name');
  if (amount > largestBatch) {
    throw badParameter('amount');
  }
  entryOf(world.products, product_id, '产品');
  if ([...world.batches.values()].some((other) => other.batch_no === batch_no)) {
    throw new OmsRefusal('conflict', '批次号已存在');
  }
  return world.addBatch({ name, amount, product_id, batch_no, remark: textOf(fields, 'remark') ?? '' });
}

function devicesOf(world: World, { id }: Batch): Device[] {
  return [...world.devices.values()].filter(({ produce_id }) => produce_id === id);
}
