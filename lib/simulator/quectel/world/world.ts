import type { Random } from '../../random';
import { refuse } from '../codes';
import type { QuectelAccount } from '../settings';
import { Device, type DeviceSheet } from './device';
import { type Product, products } from './products';

const day = 24 * 3600 * 1000;

/** Names of the devices that are there from the start, product by product. */
const layout: Record<string, Partial<DeviceSheet>[]> = {
  p1SPN1: [{}, {}, {}, {}, { offline: true }, { unverified: true }],
  p1TRK1: [{}, { offline: true }],
  p1GTW1: [{}],
  p1COO1: [{ gatewayKey: 'p1GTW1-01' }, { gatewayKey: 'p1GTW1-01' }, {}],
  p1FRGN: [{}],
};

/** Products and devices; what an account may see of them is decided here. */
export class QuectelWorld {
  readonly products: readonly Product[] = products;
  readonly #devices: Device[] = [];
  readonly #random: Random;
  readonly #now: () => number;
  #lastId = 520_000;
  #lastTicket: bigint;

  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
    this.#lastTicket = BigInt(now()) << 20n;
    for (const [productKey, sheets] of Object.entries(layout)) {
      for (const [index, sheet] of sheets.entries()) {
        this.#addFirst(productKey, index + 1, sheet);
      }
    }
  }

  get devices(): readonly Device[] {
    return this.#devices;
  }

  /** A number of the kind that tickets and ids of messages are. */
  ticket(): string {
    this.#lastTicket += 1n;
    return String(this.#lastTicket);
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  visibleProducts(account: QuectelAccount): Product[] {
    return this.products.filter((product) => isVisible(account, product));
  }

  /** @throws QuectelRefusal 70017, 70089 */
  product(account: QuectelAccount, productKey: string, unknown: 70017 | 70130 = 70017): Product {
    const product = this.products.find((each) => each.productKey === productKey);
    if (!product) {
      throw refuse(unknown);
    }
    if (!isVisible(account, product)) {
      throw refuse(70089);
    }
    return product;
  }

  /** @throws QuectelRefusal 70130, 70089 */
  device(account: QuectelAccount, productKey: string, deviceKey: string): Device {
    this.product(account, productKey, 70130);
    const device = this.find(productKey, deviceKey);
    if (!device) {
      throw refuse(70130);
    }
    return device;
  }

  /** @throws QuectelRefusal 70130, 70089 */
  deviceById(account: QuectelAccount, deviceId: number): Device {
    const device = this.#devices.find(({ sheet }) => sheet.deviceId === deviceId);
    if (!device) {
      throw refuse(70130);
    }
    return this.device(account, device.product.productKey, device.deviceKey);
  }

  find(productKey: string, deviceKey: string): Device | undefined {
    return this.#devices.find(
      (each) => each.product.productKey === productKey && each.deviceKey === deviceKey,
    );
  }

  devicesOf(productKey: string): Device[] {
    return this.#devices.filter(({ product }) => product.productKey === productKey);
  }

  add(sheet: Omit<DeviceSheet, 'deviceId' | 'createdAt'>): Device {
    const deviceId = this.nextId();
    const random = this.#random.fork(sheet.deviceKey);
    const device = new Device({ ...sheet, deviceId, createdAt: this.#now() }, random);
    this.#devices.push(device);
    return device;
  }

  remove(device: Device): void {
    this.#devices.splice(this.#devices.indexOf(device), 1);
  }

  #addFirst(productKey: string, number: number, more: Partial<DeviceSheet>): void {
    const product = this.products.find((each) => each.productKey === productKey);
    if (!product) {
      throw new RangeError(`the layout names a product ${productKey} that does not exist`);
    }
    const deviceKey = `${productKey}-${String(number).padStart(2, '0')}`;
    const sheet: DeviceSheet = {
      deviceId: this.nextId(),
      product,
      deviceKey,
      deviceName: `${product.productName} ${number}`,
      sn: `SN${this.#random.integer(10_000_000, 99_999_999)}`,
      createdAt: this.#now() - 30 * day,
      ...more,
    };
    this.#devices.push(new Device(sheet, this.#random.fork(deviceKey)));
  }
}

function isVisible({ products: granted }: QuectelAccount, { productKey, foreign }: Product): boolean {
  return granted ? granted.includes(productKey) : !foreign;
}
