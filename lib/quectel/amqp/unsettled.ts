import { PlatformError } from '../../errors';
import { MOST_MESSAGE_VALUES } from '../../json/exact-json';
import { protocolBreach } from './frame-filter';

/** Signs with which values begin in JSON: a comma, an opening brace or bracket. */
const VALUE_SIGNS: ReadonlySet<number> = new Set([0x2c, 0x5b, 0x7b]);
/** What a value takes in memory besides its text, in bytes, about. */
const VALUE_BYTES = 64;

/** What may be delivered and not acknowledged, in units of the largest message: more would fill the memory. */
const MOST_FULL_MESSAGES = 64;

export interface UnsettledLimits {
  host: string;
  prefetch: number;
  /** In bytes. */
  largestMessage: number;
}

/** What a message takes while the flow has it, in bytes, about: its text or its values, whichever is more. */
export function bytesOfMessage(content: Buffer): number {
  let values = 0;
  for (const byte of content) if (VALUE_SIGNS.has(byte)) values += 1;
  // With more values it is not read.
  return values > MOST_MESSAGE_VALUES ? content.length : Math.max(content.length, values * VALUE_BYTES);
}

/** Messages that were delivered and neither acknowledged nor put back. Throws for more than what was agreed. */
export class Unsettled {
  private count = 0;
  private bytes = 0;

  constructor(private readonly limits: UnsettledLimits) {}

  add(bytes: number): void {
    const { host, prefetch, largestMessage } = this.limits;
    this.count += 1;
    this.bytes += bytes;
    if (this.count > prefetch) {
      throw protocolBreach(host, `more than the ${prefetch} messages that it may send ahead`);
    }
    if (this.bytes <= MOST_FULL_MESSAGES * largestMessage) return;
    const megabytes = Math.round((MOST_FULL_MESSAGES * largestMessage) / 1024 / 1024);
    throw new PlatformError(
      `More than ${megabytes} MB of messages wait to be acknowledged, as they are in memory: let fewer be in the flow at once (prefetch), or raise the limit, which is ${MOST_FULL_MESSAGES} times the largest message (largestMessage; in Node-RED's settings file shopfloorLargestMessage, in MB)`,
      { code: 'quectel:too-much-unacknowledged', kind: 'platform', retryable: false },
    );
  }

  remove(bytes: number): void {
    this.count -= 1;
    this.bytes -= bytes;
  }
}
