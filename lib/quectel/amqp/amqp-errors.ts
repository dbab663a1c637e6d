import { PlatformError, type ShopfloorError } from '../../errors';
import { networkError } from '../../http/network-errors';

type Meaning = Pick<PlatformError, 'kind' | 'retryable'> & { text: string };

/** Reply codes of AMQP 0-9-1 that say more than that a connection broke (specification, section 1.1). */
const REPLY_CODES: Readonly<Record<number, Meaning>> = {
  320: { kind: 'offline', retryable: true, text: 'The message broker is shutting down' },
  403: { kind: 'auth', retryable: false, text: 'The message broker refused the credentials or the queue' },
  404: { kind: 'not-found', retryable: false, text: 'The queue does not exist' },
  405: { kind: 'conflict', retryable: true, text: 'The queue is used exclusively by another program' },
  530: { kind: 'permission', retryable: false, text: 'The message broker does not allow this' },
};

/** Why a broker connection failed or ended, as an error of the tree. `host` names the broker. */
export function brokerError(host: string, thrown: unknown): ShopfloorError {
  const code = replyCode(thrown);
  const meaning = code === undefined ? undefined : REPLY_CODES[code];
  if (!meaning) return networkError(host, thrown);
  return new PlatformError(`${meaning.text} (${host}, AMQP ${code}${detail(thrown)})`, {
    code: `quectel:amqp-${code}`,
    kind: meaning.kind,
    retryable: meaning.retryable,
  });
}

/** What amqplib says, without any code, when the broker closes instead of opening the virtual host. */
const REFUSED_OPEN = 'Expected ConnectionOpenOk; got <ConnectionClose';

/** amqplib gives the code as a property, and at a refused handshake only in its text. */
function replyCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'number') return code;
  if (thrown.message.startsWith(REFUSED_OPEN)) return 530;
  const inText = /Handshake terminated by server: (\d{3})/.exec(thrown.message)?.[1];
  return inText === undefined ? undefined : Number(inText);
}

/** The broker's own words; those of a refused login only tell to look into the broker's log. */
function detail(thrown: unknown): string {
  const words = thrown instanceof Error ? /with message "(.*)"/.exec(thrown.message)?.[1] : undefined;
  return words === undefined || words.startsWith('ACCESS_REFUSED - Login') ? '' : `: ${words}`;
}
