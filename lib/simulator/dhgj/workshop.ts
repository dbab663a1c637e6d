import { createRandom, type Random } from '../random';

export type MachineStatus = 'running' | 'idle' | 'alarm' | 'stopped';

export interface Machine {
  machineId: string;
  name: string;
  model: string;
}

export interface MachineState {
  machineId: string;
  status: MachineStatus;
  /** Revolutions a minute. */
  spindleSpeed: number;
  /** Work pieces since midnight (UTC). */
  output: number;
  /** ISO 8601. */
  time: string;
}

export const orderStatuses = ['planned', 'running', 'done', 'cancelled'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export interface WorkOrder {
  orderNo: string;
  machineId: string;
  product: string;
  quantity: number;
  status: OrderStatus;
  remark: string;
}

const day = 24 * 3600_000;

/** Time that a machine takes for one work piece with all that belongs to it, in milliseconds. */
const cycle = 60_000;

/** A workshop: machines that live by the clock, and work orders that change when they are written. */
export class Workshop {
  readonly machines: readonly Machine[];
  readonly orders = new Map<string, WorkOrder>();
  readonly #random: Random;
  #lastOrder = 0;

  constructor(seed: number, machines: number, orders: number) {
    this.#random = createRandom(seed).fork('workshop');
    this.machines = Array.from({ length: machines }, (_, at) => ({
      machineId: `M${String(at + 1).padStart(3, '0')}`,
      name: `${at + 1}号加工中心`,
      model: this.#random.pick(['VMC-850', 'HMC-630', 'CK6150', 'T-500']),
    }));
    for (let at = 0; at < orders; at++) {
      const { machineId = '' } = this.machines[this.#random.integer(0, machines - 1)] ?? {};
      const status = this.#random.pick(orderStatuses);
      const product = this.#random.pick(['法兰', '主轴箱', '齿轮', '壳体']);
      this.addOrder({ machineId, product, quantity: this.#random.integer(1, 500), status, remark: '' });
    }
  }

  machine(machineId: string): Machine | undefined {
    return this.machines.find((machine) => machine.machineId === machineId);
  }

  /** What a machine does at that time; the same for the same seed. */
  stateOf({ machineId }: Machine, now: number): MachineState {
    const random = this.#random.fork(`${machineId} ${Math.floor(now / cycle)}`);
    const phase = (now % cycle) / cycle;
    const isTrouble = random.chance(0.05);
    const running: MachineStatus = phase < 0.85 ? 'running' : 'idle';
    const status = isTrouble ? random.pick<MachineStatus>(['alarm', 'stopped']) : running;
    return {
      machineId,
      status,
      spindleSpeed: status === 'running' ? random.integer(20, 120) * 100 : 0,
      output: Math.floor((now % day) / cycle),
      time: new Date(now).toISOString(),
    };
  }

  addOrder(order: Omit<WorkOrder, 'orderNo'>): WorkOrder {
    this.#lastOrder++;
    const orderNo = `WO${String(this.#lastOrder).padStart(6, '0')}`;
    const added = { orderNo, ...order };
    this.orders.set(orderNo, added);
    return added;
  }
}
