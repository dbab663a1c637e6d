import { PlatformError } from '../../errors';
import { isPlainObject, textOf } from '../../json/json-values';
import { readAddress } from '../../settings/address';
import { checkedAddress } from '../../settings/checked-address';
import { BROKER_ADDRESS, QUECTEL_BROKER_URLS } from '../environments';
import { unexpectedAnswer } from '../failures';

export interface QueueLocation {
  /** `amqps://host:port/vhost` */
  url: string;
  /** Name on the wire, `a.<account>.<name>`. */
  queue: string;
}

/** What is asked of the REST API to find a queue. */
export interface QueueDirectory {
  /** Its address. */
  baseUrl: string;
  list(): Promise<unknown>;
  /** `queueId` is its digits: ids may have more than a number holds. */
  detail(queueId: string): Promise<unknown>;
}

const FULL_NAME = /^a\.[^.]+\../;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/**
 * Where a queue is. The REST API is asked only for what is not known: the account's prefix of a short
 * name, and the broker's address (`connectUrl` of `queue/detail`) where none is set.
 */
export async function locateQueue(
  name: string,
  brokerUrl: string | undefined,
  directory: QueueDirectory,
): Promise<QueueLocation> {
  if (brokerUrl !== undefined && FULL_NAME.test(name)) return { url: brokerUrl, queue: name };
  const { queueName, id } = findQueue(await directory.list(), name);
  if (brokerUrl !== undefined) return { url: brokerUrl, queue: queueName };
  const detail = await directory.detail(id);
  return {
    url: checkedConnectUrl(isPlainObject(detail) ? detail['connectUrl'] : undefined, directory.baseUrl),
    queue: queueName,
  };
}

/** The address that is set for a broker; throws `InputError` for what is none. */
export function checkedBrokerUrl(text: string): string {
  const example = 'amqps://host:5671/quec-open';
  return checkedAddress(text, BROKER_ADDRESS, { field: 'brokerUrl', called: 'broker URL', example });
}

function findQueue(list: unknown, name: string): { queueName: string; id: string } {
  const queues = Array.isArray(list) ? list.filter(isPlainObject) : [];
  for (const { queueName, id } of queues) {
    const isIt = queueName === name || (typeof queueName === 'string' && queueName.endsWith(`.${name}`));
    const digits = textOf(id) ?? '';
    if (isIt && /^\d+$/.test(digits)) return { queueName: queueName as string, id: digits };
  }
  throw new PlatformError(`The account has no queue "${name}"`, {
    code: 'quectel:16002',
    kind: 'not-found',
    retryable: false,
  });
}

/**
 * Credentials go only to a documented broker or to the account's own host, and without TLS only to this computer, so
 * that a changed answer cannot collect them.
 */
function checkedConnectUrl(url: unknown, baseUrl: string): string {
  const read = typeof url === 'string' ? readAddress(url, BROKER_ADDRESS) : undefined;
  if (!read || !('address' in read)) throw unexpectedAnswer('"connectUrl" is not an address');
  const { address } = read;
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'amqps:' && !LOOPBACK.test(hostname)) {
    throw unexpectedAnswer('"connectUrl" names a broker without TLS');
  }
  const trusted = [baseUrl, ...Object.values(QUECTEL_BROKER_URLS)].map((each) => new URL(each).hostname);
  if (trusted.includes(hostname)) return address;
  throw new PlatformError(
    `The platform names the message broker "${hostname}", which is neither documented nor the account's own host, so no credentials are sent there; if it is right, enter it as the broker URL of the account`,
    { code: 'quectel:foreign-broker', kind: 'permission', retryable: false },
  );
}
