import type { Device } from './device';

/** Numbers of message types, as subscriptions name them (docs/platforms/quectel.md, "AMQP message subscription"). */
export const messageType = {
  online: 1,
  status: 2,
  rawUp: 3,
  rawDown: 4,
  response: 5,
  property: 6,
  eventInfo: 7,
  eventWarn: 8,
  eventError: 9,
  service: 10,
  locationQuery: 11,
  locationRaw: 12,
  location: 13,
  binding: 14,
  device: 15,
  saasDevice: 102,
  endUser: 201,
} as const;

export type MessageType = (typeof messageType)[keyof typeof messageType];

/** A message on its way to the subscriptions that want it. */
export interface OutgoingMessage {
  types: MessageType[];
  productKey?: string;
  deviceKey?: string;
  endUserDomain?: string;
  content: object;
}

/** Where the platform's messages come from: wrapped as the documents have them, handed to the subscriptions. */
export class MessagePublisher {
  /** Who takes the messages. */
  onMessage: (message: OutgoingMessage) => void = () => undefined;

  constructor(
    private readonly now: () => number,
    private readonly ticket: () => string,
  ) {}

  /** A message of a device. `ticket` links it to a command. */
  device(
    device: Device,
    types: MessageType[],
    content: { type: string; subtype?: string; operation?: string; data: unknown },
    ticket = this.ticket(),
  ): void {
    const { productKey } = device.product;
    const { deviceKey, gatewayKey } = device;
    this.onMessage({
      types,
      productKey,
      deviceKey,
      content: {
        productKey,
        deviceKey,
        ...content,
        createdAt: this.now(),
        ticket,
        ...(gatewayKey === undefined ? {} : { gateway: { productKey: 'p1GTW1', deviceKey: gatewayKey } }),
      },
    });
  }

  /** A message about an end user. */
  endUser(endUserDomain: string, subtype: string, data: object): void {
    const content = { type: 'ENDUSER', subtype, ticket: this.ticket(), createdAt: this.now(), data };
    this.onMessage({ types: [messageType.endUser], endUserDomain, content });
  }
}
