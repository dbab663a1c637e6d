import { NetworkError, PlatformError, type ShopfloorError } from '../../errors';
import { networkError } from '../../http/network-errors';

/** Why a broker ended the connection or its channel. */
export interface Refusal {
  code: number;
  /** The broker's own words. */
  text: string;
  /** The channel alone was ended, after the login. */
  isOfChannel: boolean;
}

/** Where a consumer was connected or tried to connect. */
export interface BrokerPlace {
  host: string;
  virtualHost: string;
  queue: string;
}

/** How an alert and a handshake of TLS begin: the kind of record, and the version's first byte. */
const TLS_RECORDS: ReadonlySet<number> = new Set([0x1503, 0x1603]);

type Meaning = Pick<PlatformError, 'kind' | 'retryable'> & { text: string };

/** Why the broker ended the connection or the channel, by its own code (specification, section 1.1) and words. */
export function refusalError(place: BrokerPlace, refusal: Refusal): PlatformError {
  const { host, virtualHost } = place;
  const { kind, retryable, text } = meaningOf(place, refusal);
  const words = detail(refusal);
  const where = `${host}, virtual host "${virtualHost}", AMQP ${refusal.code}`;
  return new PlatformError(`${text} (${where}${words === '' ? '' : `: ${words}`})`, {
    code: `quectel:amqp-${refusal.code}`,
    kind,
    retryable,
  });
}

/** Why no connection came about, or why it ended without a word of the broker. */
export function connectionError(host: string, thrown: unknown): ShopfloorError {
  const error = networkError(host, thrown);
  return error.code === 'network:ERR_SSL_WRONG_VERSION_NUMBER'
    ? notBroker(`${host} does not speak TLS: is amqp:// meant in place of amqps://, or another port?`, thrown)
    : error;
}

/** The error for a peer that does not speak AMQP; `begin` are its first bytes. */
export function notABroker(host: string, begin: Buffer): NetworkError {
  const text = begin.toString('latin1');
  if (text.startsWith('HTTP/')) {
    return notBroker(`${host} is a web server (HTTP), not a message broker: the port is another one`);
  }
  if (text.startsWith('AMQP')) {
    return notBroker(`${host} speaks another version of AMQP than 0-9-1`);
  }
  if (TLS_RECORDS.has(begin.readUInt16BE(0))) {
    return notBroker(`${host} speaks TLS: amqps:// is meant in place of amqp://`);
  }
  return notBroker(`${host} does not speak AMQP: the port is that of another service`);
}

/** The peer ended the connection before it had said anything. */
export function silentPeer(host: string): NetworkError {
  const message = `${host} ended the connection without a word: is it the message broker, and is its port right?`;
  // A proxy whose broker is just starting does the same.
  return new NetworkError('NO_BROKER', message);
}

function notBroker(message: string, cause?: unknown): NetworkError {
  return new NetworkError('NO_BROKER', message, { retryable: false, cause });
}

function meaningOf({ virtualHost, queue }: BrokerPlace, { code, text, isOfChannel }: Refusal): Meaning {
  switch (code) {
    case 320:
      return { kind: 'offline', retryable: true, text: 'The message broker is shutting down' };
    case 403:
      if (/exclusive/.test(text)) return inUse(queue);
      return isOfChannel
        ? { kind: 'permission', retryable: false, text: `The message broker refused the queue "${queue}"` }
        : { kind: 'auth', retryable: false, text: 'The message broker refused the credentials' };
    case 404:
      return { kind: 'not-found', retryable: false, text: `The queue "${queue}" does not exist` };
    case 405:
      return inUse(queue);
    case 530:
      return notAllowed(virtualHost, text);
    default:
      return { kind: 'platform', retryable: true, text: 'The message broker ended the connection' };
  }
}

function inUse(queue: string): Meaning {
  return {
    kind: 'conflict',
    retryable: true,
    text: `The queue "${queue}" is used exclusively by another program`,
  };
}

/** What RabbitMQ does not allow before the virtual host is open; only its words tell the cases apart. */
function notAllowed(virtualHost: string, text: string): Meaning {
  if (/limit/.test(text)) {
    return { kind: 'conflict', retryable: true, text: 'The message broker takes no more connections' };
  }
  if (/not found/.test(text)) {
    const missing = `The message broker has no virtual host "${virtualHost}"`;
    return { kind: 'not-found', retryable: false, text: missing };
  }
  const refused = `The message broker does not allow this account the virtual host "${virtualHost}"`;
  return { kind: 'permission', retryable: false, text: refused };
}

/** The broker's own text. For a refused login it only refers to the broker's log. */
function detail({ text }: Refusal): string {
  return text.startsWith('ACCESS_REFUSED - Login') ? '' : text;
}
