import { PlatformError } from '../../errors';
import { protocolBreach } from './frame-filter';

/** What may be delivered and not acknowledged, in units of the largest message: more would fill the memory. */
const MOST_FULL_MESSAGES = 64;

export interface UnsettledLimits {
  host: string;
  prefetch: number;
  /** In bytes. */
  largestMessage: number;
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
      `More than ${megabytes} MB of messages wait to be acknowledged: let fewer be in the flow at once (prefetch), or raise the limit, which is ${MOST_FULL_MESSAGES} times the largest message (largestMessage; in Node-RED's settings file shopfloorLargestMessage, in MB)`,
      { code: 'quectel:too-much-unacknowledged', kind: 'platform', retryable: false },
    );
  }

  remove(bytes: number): void {
    this.count -= 1;
    this.bytes -= bytes;
  }
}
