import { Backoff } from '../../async/timing';
import { PlatformError, type ShopfloorError } from '../../errors';
import { isGatewayFailure, NOT_SUPPORTED } from '../failures';
import { LARGEST_VALUE, type MachineFields, MachineRecord, OFF, STATUS_FIELD } from './machine-record';
import type { MachineRead } from './reads';

const CACHE_AGAIN_MS = 60_000;
const REFUSED_AGAIN_MS = 600_000;
const UNREACHED_BACKOFF = { firstMs: 2_000, longestMs: 30_000 };

/** One machine that is followed: what is known of it, and which reads are due. */
export class PolledMachine {
  /** Direct reads of it are under way. */
  isReading = false;
  private readonly record = new MachineRecord();
  private readonly backoff = new Backoff(UNREACHED_BACKOFF);
  /** Reads that no task collects, with the time from which the cache is asked again. */
  private readonly uncached = new Map<MachineRead, number>();
  /** Reads that were refused for good, with the time from which they are tried again. */
  private readonly refused = new Map<MachineRead, number>();
  /** Codes of the failures that last, by the read that failed or the connection. */
  private readonly told = new Map<MachineRead | 'connection', string>();
  private directNotBefore = 0;

  constructor(
    readonly id: string,
    private readonly reads: readonly MachineRead[],
  ) {}

  /** Undefined until it is known. */
  get online(): boolean | undefined {
    return this.record.online;
  }

  /** The reads that are to be taken from the gateway's cache. */
  cachedReads(): MachineRead[] {
    return this.reads.filter((read) => isDue(this.uncached, read) && isDue(this.refused, read));
  }

  /** The reads that the machine itself must be asked for; none while it was not reached a moment ago. */
  directReads(): MachineRead[] {
    if (performance.now() < this.directNotBefore) return [];
    return this.reads.filter((read) => !isDue(this.uncached, read) && isDue(this.refused, read));
  }

  /** All that is known, with `online`. */
  fields(): MachineFields {
    const { online } = this.record;
    return { ...(online === undefined ? {} : { online }), ...this.record.fields() };
  }

  /** Takes an answer in and returns what it changed. */
  apply(read: MachineRead, data: Record<string, unknown>): MachineFields {
    const changes = this.record.apply(read, data);
    if (this.record.leftOut.size === 0) this.told.delete(read);
    return changes;
  }

  /** Why fields of the last answers are missing; undefined where none is, or that was told already. */
  leftOut(read: MachineRead): ShopfloorError | undefined {
    const [field] = this.record.leftOut;
    if (field === undefined) return undefined;
    const error = new PlatformError(
      `The field "${field}" of ${this.id} is larger than ${LARGEST_VALUE / 1024} KB in memory: it is left out`,
      { code: 'bivrost:value-too-large', kind: 'platform', retryable: false },
    );
    const isNews = ![...this.told.values()].includes(error.code);
    this.told.set(read, error.code);
    return isNews ? error : undefined;
  }

  /**
   * Whether an answer tells that the machine is reached, where the gateway does not tell connections. The status does;
   * any other read only where no status is read.
   */
  reachedBy(read: MachineRead, data: Record<string, unknown>): boolean | undefined {
    if (read.fields.has(STATUS_FIELD)) return data[STATUS_FIELD] !== OFF;
    return this.reads.some(({ fields }) => fields.has(STATUS_FIELD)) ? undefined : true;
  }

  /** Records whether the machine can be reached, and returns what that changed. */
  connect(isOnline: boolean): MachineFields {
    if (isOnline) this.backoff.reset();
    const changes = this.record.connect(isOnline, this.reads);
    return changes ? { online: isOnline, ...changes } : {};
  }

  /** No task collects this, so the machine itself is asked for some time. */
  notCached(read: MachineRead): void {
    this.uncached.set(read, performance.now() + CACHE_AGAIN_MS);
  }

  /** Records that a read failed. True when the failure is to be reported: once, until the read works again. */
  failed(read: MachineRead | 'connection', error: ShopfloorError): boolean {
    if (error.retryable) this.directNotBefore = performance.now() + this.backoff.next();
    else if (read !== 'connection') this.refused.set(read, performance.now() + REFUSED_AGAIN_MS);
    // A missing function of the controller and a machine that is off are not reported, because nobody can repair them.
    if (error.kind === 'offline' || isGatewayFailure(error, NOT_SUPPORTED)) return false;
    const isNews = ![...this.told.values()].includes(error.code);
    this.told.set(read, error.code);
    return isNews;
  }
}

function isDue(notBefore: ReadonlyMap<MachineRead, number>, read: MachineRead): boolean {
  return performance.now() >= (notBefore.get(read) ?? Number.NEGATIVE_INFINITY);
}
