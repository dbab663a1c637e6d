import { createRandom, type Random } from '../random';
import type { Batch, Device, Group, LogEntry, Product, User } from './entities';
import { OmsRefusal } from './refusals';

export interface WorldOptions {
  seed: number;
  devices: number;
  logEntries: number;
  now: () => number;
}

const minute = 60_000;

/** What the platform knows: products, batches, devices, users, groups; it changes when it is written. */
export class World {
  readonly products = new Map<number, Product>();
  readonly batches = new Map<number, Batch>();
  readonly devices = new Map<string, Device>();
  readonly users = new Map<string, User>();
  readonly groups = new Map<string, Group>();
  readonly now: () => number;
  readonly #random: Random;
  readonly #propertyLogs = new Map<string, LogEntry[]>();
  readonly #eventLogs = new Map<string, LogEntry[]>();
  #lastId = 9_999;

  constructor(options: WorldOptions) {
    this.now = options.now;
    this.#random = createRandom(options.seed).fork('oms');
    for (const name of ['门铃', '温湿度传感器', '智能插座']) {
      this.addProduct({ name, code: `41100254${this.#lastId}`, thing_model: '{"events": ["switchon"]}' });
    }
    this.#fillWithDevices(options.devices, options.logEntries);
    this.#fillWithPeople();
  }

  addProduct(given: Pick<Product, 'name' | 'code' | 'thing_model'> & Partial<Product>): Product {
    const product: Product = {
      product_key: this.#random.hex(32),
      product_secret: this.#random.hex(32),
      status: 'enable',
      ...given,
      id: this.#nextId(),
    };
    this.products.set(product.id, product);
    return product;
  }

  /** Adds a batch with its devices. */
  addBatch(given: Omit<Batch, 'id' | 'status'>): Batch {
    const batch: Batch = { ...given, id: this.#nextId(), status: 'produced' };
    this.batches.set(batch.id, batch);
    for (let number = 1; number <= batch.amount; number++) {
      this.#addDevice(`${batch.batch_no}-${number}`, batch);
    }
    return batch;
  }

  addUser(username: string, password: string): User {
    const user = { id: this.#uuid(), username, password, devices: new Set<string>() };
    this.users.set(user.id, user);
    return user;
  }

  removeDevice(id: string): void {
    this.devices.delete(id);
    for (const { devices } of [...this.users.values(), ...this.groups.values()]) {
      devices.delete(id);
    }
  }

  removeUser(id: string): void {
    this.users.delete(id);
    for (const { members } of this.groups.values()) {
      members.delete(id);
    }
  }

  /** What a device has reported or been set to, newest first. */
  propertyLog(device: Device): LogEntry[] {
    return logOf(this.#propertyLogs, device);
  }

  /** Events and service calls of a device, newest first. */
  eventLog(device: Device): LogEntry[] {
    return logOf(this.#eventLogs, device);
  }

  setProperty(device: Device, name: string, value: unknown): void {
    device.properties[name] = value;
    this.#write(this.propertyLog(device), name, value, this.now());
  }

  addEvent(device: Device, name: string, value: unknown): void {
    this.#write(this.eventLog(device), name, value, this.now());
  }

  #fillWithDevices(count: number, logEntries: number): void {
    const products = [...this.products.values()];
    const amount = Math.max(1, Math.ceil(count / 4));
    for (let made = 0; made < count; made += amount) {
      const product = products[this.#random.integer(0, products.length - 1)] ?? products[0];
      if (!product) {
        throw new RangeError('the world has no product');
      }
      this.addBatch({
        name: `第 ${this.batches.size + 1} 次生产`,
        amount: Math.min(amount, count - made),
        product_id: product.id,
        batch_no: `A2554221523654${this.#random.integer(10_000, 99_999)}`,
        remark: '对接某公司',
      });
    }
    for (const device of this.devices.values()) {
      for (let entry = logEntries; entry > 0; entry--) {
        const value = Math.round(this.#random.between(180, 320)) / 10;
        this.#write(this.propertyLog(device), 'temperature', value, this.now() - entry * minute);
      }
      this.#write(this.eventLog(device), 'switchon', {}, this.now() - minute);
    }
  }

  #fillWithPeople(): void {
    const devices = [...this.devices.keys()];
    const names = ['13424240433', '13424240434', '13500001111'];
    const users = names.map((name) => this.addUser(name, this.#random.hex(8)));
    for (const [at, name] of ['测试', '一号车间'].entries()) {
      const id = this.#uuid();
      const members = new Set(users.slice(at).map((user) => user.id));
      this.groups.set(id, { id, name, members, devices: new Set(devices.slice(at * 5, at * 5 + 5)) });
    }
    for (const [at, user] of users.entries()) {
      user.devices = new Set(devices.slice(at, at + 3));
    }
  }

  #addDevice(name: string, batch: Batch): void {
    const id = this.#uuid();
    const { id: produce_id, product_id } = batch;
    const properties = { temperature: 21.5 };
    this.devices.set(id, { id, name, product_id, produce_id, online: this.#random.chance(0.8), properties });
  }

  #write(log: LogEntry[], name: string, value: unknown, time: number): void {
    log.unshift({ id: log.length + 1, name, value, time: new Date(time).toISOString() });
  }

  #nextId(): number {
    this.#lastId++;
    return this.#lastId;
  }

  #uuid(): string {
    const hex = this.#random.hex(32);
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}

/** An entry by its id. @throws OmsRefusal when there is none */
export function entryOf<Id, Entry>(entries: ReadonlyMap<Id, Entry>, id: Id, what: string): Entry {
  const entry = entries.get(id);
  if (entry === undefined) {
    throw new OmsRefusal('notFound', `${what}不存在`);
  }
  return entry;
}

function logOf(logs: Map<string, LogEntry[]>, { id }: Device): LogEntry[] {
  const log = logs.get(id) ?? [];
  logs.set(id, log);
  return log;
}
