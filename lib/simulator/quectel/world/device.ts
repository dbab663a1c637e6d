import type { Random } from '../../random';
import type { Product } from './products';

export type ThingValue = number | boolean | string | ThingValue[] | { [code: string]: ThingValue };

/** One line of `device/data/history`. */
export interface DataRecord {
  time: number;
  /** 1 up, 2 down. */
  direction: 1 | 2;
  /** 0 not sent, 1 sent, -1 failed. */
  sendStatus: 0 | 1 | -1;
  ticket: string;
  /** JSON text; absent for pass-through data. */
  dmData?: string;
  raw: Buffer;
}

/** One line of `device/eventdata/history`. */
export interface EventRecord {
  time: number;
  ticket: string;
  /** 0 offline, 1 online, 2 reconnect, 3 info, 4 alert, 5 fault, 6 reset. */
  eventType: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  eventCode: string;
  eventName?: string;
  abId?: number;
  /** JSON text. */
  outputData?: string;
}

export interface DeviceSheet {
  deviceId: number;
  product: Product;
  deviceKey: string;
  deviceName: string;
  sn: string;
  createdAt: number;
  authMode?: number;
  /** Not authenticated yet: it takes no commands. */
  unverified?: boolean;
  offline?: boolean;
  /** Of a sub-device: its gateway. */
  gatewayKey?: string;
}

const keptRecords = 500;

/** A device: what it is, how it is, and what it has said. */
export class Device {
  deviceName: string;
  sn: string;
  online: boolean;
  verified: boolean;
  gatewayKey: string | undefined;
  updatedAt: number;
  lastConnectedAt: number;
  lastOfflineAt: number | undefined;
  readonly values: Record<string, ThingValue> = {};
  /** Newest last. */
  readonly data: DataRecord[] = [];
  readonly events: EventRecord[] = [];
  /** Commands that wait until it is online, each no longer than until its time. */
  cached: { until: number; deliver: () => void }[] = [];
  /** Times of the commands of the last second. */
  readonly commandTimes: number[] = [];

  constructor(
    readonly sheet: DeviceSheet,
    readonly random: Random,
  ) {
    this.deviceName = sheet.deviceName;
    this.sn = sheet.sn;
    this.online = !sheet.offline && !sheet.unverified;
    this.verified = !sheet.unverified;
    this.gatewayKey = sheet.gatewayKey;
    this.updatedAt = sheet.createdAt;
    this.lastConnectedAt = sheet.createdAt;
  }

  get product(): Product {
    return this.sheet.product;
  }

  get deviceKey(): string {
    return this.sheet.deviceKey;
  }

  addData(record: DataRecord): DataRecord {
    this.data.push(record);
    if (this.data.length > keptRecords) {
      this.data.shift();
    }
    return record;
  }

  addEvent(record: EventRecord): void {
    this.events.push(record);
    if (this.events.length > keptRecords) {
      this.events.shift();
    }
  }

  /** As the device lists and `device/detail` show it; times are numbers of milliseconds. */
  get overview(): object {
    return {
      productKey: this.product.productKey,
      deviceKey: this.deviceKey,
      deviceName: this.deviceName,
      sn: this.sn,
      deviceStatus: this.online ? 1 : 0,
      isActived: this.verified ? 1 : 0,
      isVerified: this.verified ? 1 : 0,
      isVirtual: 0,
      authMode: this.sheet.authMode ?? 0,
      dataFmt: this.product.model ? 3 : 0,
      createTime: this.sheet.createdAt,
      updateTime: this.updatedAt,
      activedTime: this.verified ? this.sheet.createdAt : null,
      firstConnTime: this.verified ? this.sheet.createdAt : null,
      lastConnTime: this.verified ? this.lastConnectedAt : null,
      lastOfflineTime: this.lastOfflineAt ?? null,
    };
  }
}
