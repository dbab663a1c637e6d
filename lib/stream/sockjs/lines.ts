import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { PlatformError } from '../../errors';
import { LARGEST_MESSAGE } from '../transport';

/** SockJS servers end a streaming answer after 128 KB; the message that reached it may be one of the largest. */
const LARGEST_ANSWER = 128 * 1024 + LARGEST_MESSAGE;

/**
 * The lines of an answer as they come; blank ones and what follows the last line end are left out. `onBytes` is told
 * of each piece. Throws `PlatformError` for an answer that is larger than any that a SockJS server sends.
 */
export async function* linesOf(body: Readable, onBytes: () => void): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let begun: string[] = [];
  let bytes = 0;
  for await (const piece of body) {
    onBytes();
    bytes += (piece as Buffer).length;
    if (bytes > LARGEST_ANSWER) throw tooLarge();
    const [first = '', ...others] = decoder.write(piece as Buffer).split('\n');
    begun.push(first);
    if (others.length === 0) continue;
    const last = others.pop() ?? '';
    for (const line of [begun.join(''), ...others]) if (line !== '') yield line;
    begun = [last];
  }
}

function tooLarge(): PlatformError {
  const limit = Math.ceil(LARGEST_ANSWER / 1024);
  return new PlatformError(`A SockJS answer holds more than ${limit} KB, the limit for one`, {
    code: 'network:answer-too-large',
    kind: 'platform',
    retryable: true,
  });
}
