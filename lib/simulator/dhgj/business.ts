import type { Reply } from '../reply';
import type { SimulatedRequest } from '../request';
import type { Router } from '../router';
import {
  badParameter,
  businessRefusal,
  type Fields,
  formFields,
  integerOf,
  jsonFields,
  requiredText,
  statusOf,
  success,
  textOf,
} from './fields';
import type { DhgjChangeRecord, DhgjStatistics } from './statistics';
import type { Machine, WorkOrder, Workshop } from './workshop';

const largestPage = 100;
const largestQuantity = 1_000_000;

/** The business interfaces, all of them invented: the document leaves them to each customer's own papers. */
export class BusinessHandler {
  constructor(
    private readonly workshop: Workshop,
    private readonly statistics: DhgjStatistics,
    private readonly now: () => number,
  ) {}

  addTo(router: Router): void {
    router.add('GET', '/api/machines', () => success(this.workshop.machines));
    router.add('GET', '/api/machines/:machineId/state', (request) => this.#state(request));
    router.add('POST', '/api/machines/:machineId/maintenance', (request) => this.#maintenance(request));
    router.add('GET', '/api/workorders', ({ query }) => this.#page(Object.fromEntries(query)));
    router.add('POST', '/api/workorders/query', async (request) => this.#page(await formFields(request)));
    router.add('POST', '/api/workorders', (request) => this.#create(request));
    router.add('GET', '/api/workorders/:orderNo', (request) => success(this.#order(request)));
    router.add('PUT', '/api/workorders/:orderNo', (request) => this.#update(request));
    router.add('DELETE', '/api/workorders/:orderNo', (request) => this.#delete(request));
  }

  #state(request: SimulatedRequest): Reply {
    return success(this.workshop.stateOf(this.#machine(request.params['machineId']), this.now()));
  }

  async #maintenance(request: SimulatedRequest): Promise<Reply> {
    const machine = this.#machine(request.params['machineId']);
    const fields = await formFields(request);
    const worker = requiredText(fields, 'worker', 50);
    const remark = textOf(fields, 'remark', 200) ?? '';
    this.#changed('maintenance-reported', machine.machineId);
    return success({ machineId: machine.machineId, worker, remark });
  }

  #page(fields: Fields): Reply {
    const page = integerOf(fields, 'page', 1, 1_000_000) ?? 1;
    const size = integerOf(fields, 'size', 1, largestPage) ?? 10;
    const status = statusOf(fields);
    const all = [...this.workshop.orders.values()].filter((order) => !status || order.status === status);
    return success({ total: all.length, page, size, list: all.slice((page - 1) * size, page * size) });
  }

  async #create(request: SimulatedRequest): Promise<Reply> {
    const fields = await jsonFields(request);
    const quantity = integerOf(fields, 'quantity', 1, largestQuantity);
    if (quantity === undefined) {
      throw badParameter('quantity');
    }
    const order = this.workshop.addOrder({
      machineId: this.#machine(requiredText(fields, 'machineId', 20)).machineId,
      product: requiredText(fields, 'product', 50),
      quantity,
      status: 'planned',
      remark: textOf(fields, 'remark', 200) ?? '',
    });
    this.#changed('order-created', order.orderNo);
    return success(order);
  }

  async #update(request: SimulatedRequest): Promise<Reply> {
    const order = this.#order(request);
    const fields = await jsonFields(request);
    const status = statusOf(fields) ?? order.status;
    if (order.status === 'done' && status !== 'done') {
      throw businessRefusal('conflict', '工单已完成');
    }
    const quantity = integerOf(fields, 'quantity', 1, largestQuantity) ?? order.quantity;
    const remark = textOf(fields, 'remark', 200) ?? order.remark;
    Object.assign(order, { status, quantity, remark });
    this.#changed('order-updated', order.orderNo);
    return success(order);
  }

  #delete(request: SimulatedRequest): Reply {
    const { orderNo } = this.#order(request);
    this.workshop.orders.delete(orderNo);
    this.#changed('order-deleted', orderNo);
    return success(null);
  }

  #machine(machineId: string | undefined): Machine {
    const machine = this.workshop.machine(machineId ?? '');
    if (!machine) {
      throw businessRefusal('notFound', '设备不存在');
    }
    return machine;
  }

  #order({ params }: SimulatedRequest): WorkOrder {
    const order = this.workshop.orders.get(params['orderNo'] ?? '');
    if (!order) {
      throw businessRefusal('notFound', '工单不存在');
    }
    return order;
  }

  #changed(what: DhgjChangeRecord['what'], id: string): void {
    this.statistics.addChange({ time: this.now(), what, id });
  }
}
