import type { AddressKind } from '../settings/address';

/** Base URLs of the REST API (docs/platforms/quectel.md, "Addresses"; https as its published pages have it). */
export const QUECTEL_BASE_URLS = {
  china: 'https://iot-api.quectelcn.com',
  europe: 'https://iot-api.acceleronix.io',
} as const;

/** Where a message broker is, its virtual host included. */
export const BROKER_ADDRESS: AddressKind = { schemes: ['amqps', 'amqp'], needsPath: true };

/** An older address of the Chinese platform (docs/platforms/quectel.md, "Addresses"). */
const OLDER_CHINESE_BASE_URL = 'https://iot-gateway.quectel.com';

/** Message brokers by the base URL of their region (docs/platforms/quectel.md, "Addresses"). */
export const QUECTEL_BROKER_URLS: Readonly<Record<string, string>> = {
  [QUECTEL_BASE_URLS.china]: 'amqps://iot-amqp.quectelcn.com:5671/quec-open',
  [OLDER_CHINESE_BASE_URL]: 'amqps://iot-amqp.quectel.com:5671/quec-open',
  [QUECTEL_BASE_URLS.europe]: 'amqps://iot-amqp.acceleronix.io:5671/quec-open',
};
