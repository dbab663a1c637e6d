import type { BodyFields } from '../call';
import { refuse } from '../codes';
import type { QuectelAccount } from '../settings';
import type { OutgoingMessage } from '../world/message-publisher';
import type { QueueRecord } from './queue-handler';

export interface Subscription {
  id: number;
  account: QuectelAccount;
  name: string;
  queue: QueueRecord;
  /** 1 product, 2 device, 3 SaaS application, 4 end users. */
  level: 1 | 2 | 3 | 4;
  productKey?: string;
  deviceKey?: string;
  endUserDomain?: string;
  types: number[];
  running: boolean;
  createdAt: number;
  updatedAt: number | null;
}

const nameForm = /^[\p{Script=Han}A-Za-z0-9_-]{1,128}$/u;
/** Message types by what is subscribed to (docs/platforms/quectel.md, "AMQP message subscription"). */
export const passThroughTypes = [1, 2, 3, 4, 5, 11, 12, 13, 14, 15];
export const thingModelTypes = [...passThroughTypes, 6, 7, 8, 9, 10];
export const saasTypes = [101, 102, 103, 104, 105];
export const endUserTypes = [201];

/** True when the subscription runs and is about this message. */
export function wants(subscription: Subscription, message: OutgoingMessage): boolean {
  const { running, types, productKey, deviceKey, endUserDomain } = subscription;
  return (
    running &&
    message.types.some((type) => types.includes(type)) &&
    (productKey === undefined || productKey === message.productKey) &&
    (deviceKey === undefined || deviceKey === message.deviceKey) &&
    (endUserDomain === undefined || endUserDomain === message.endUserDomain)
  );
}

/** @throws QuectelRefusal 50005 */
export function checkedName(name: string): string {
  if (!nameForm.test(name)) {
    throw refuse(50005, 'subscribeName');
  }
  return name;
}

/** @throws QuectelRefusal 50004, 50005 */
export function checkedTypes(body: BodyFields, allowed: readonly number[]): number[] {
  const types = body.fields['msgTypes'];
  if (!Array.isArray(types) || types.length === 0) {
    throw refuse(50004, 'msgTypes');
  }
  if (!types.every((type) => allowed.includes(type as number))) {
    throw refuse(50005, 'msgTypes');
  }
  return types as number[];
}

/** As lists show it. */
export function lineOf({ id, name, queue, running, createdAt }: Subscription): object {
  return {
    subscribeId: id,
    subscribeName: name,
    queueId: queue.id,
    queueName: queue.messages.name,
    status: running ? 1 : 0,
    createTime: createdAt,
  };
}
