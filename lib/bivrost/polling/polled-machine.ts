import { Backoff } from '../../async/timing';
import { PlatformError, type ShopfloorError } from '../../errors';
import type { MemoryBudget } from '../../json/memory-budget';
import {
  FILE_NOT_FOUND,
  INVALID_REQUEST,
  isGatewayFailure,
  NO_PROGRAM,
  NO_SUCH_MACHINE,
  NOT_SUPPORTED,
} from '../failures';
import { LARGEST_FIELD, type MachineFields, MachineRecord, OFF, STATUS_FIELD } from './machine-record';
import type { MachineRead } from './reads';

const CACHE_AGAIN_MS = 60_000;
const REFUSED_AGAIN_MS = 600_000;
const UNREACHED_BACKOFF = { firstMs: 2_000, longestMs: 30_000 };

/** What came of asking last; nothing: the machine has nothing to tell, or its firmware does not know the question. */
type Outcome = 'answered' | 'nothing' | 'failed';

/** One machine that is followed: what is known of it, and which reads are due. */
export class PolledMachine {
  /** Direct reads of it are under way. */
  isReading = false;
  private readonly record: MachineRecord;
  private readonly backoff = new Backoff(UNREACHED_BACKOFF);
  /** Reads that no task collects, with the time from which the cache is asked again. */
  private readonly uncached = new Map<MachineRead, number>();
  /** Reads that were refused for good, with the time from which they are tried again. */
  private readonly refused = new Map<MachineRead, number>();
  /** Codes of the failures that last, by the read that failed or the connection. */
  private readonly told = new Map<MachineRead | 'connection', string>();
  private readonly outcomes = new Map<MachineRead | 'connection', Outcome>();
  private directNotBefore = 0;

  constructor(
    readonly id: string,
    private readonly reads: readonly MachineRead[],
    private readonly budget: MemoryBudget,
    private readonly largestField = LARGEST_FIELD,
  ) {
    this.record = new MachineRecord(largestField, budget);
  }

  /** It is followed no more. */
  close(): void {
    this.record.close();
  }

  /** Undefined until it is known. */
  get online(): boolean | undefined {
    return this.record.online;
  }

  /** Whether the gateway reaches the machine and gets something from it, and nothing that it asks for fails. */
  get works(): boolean {
    const outcomes = [...this.outcomes.values()];
    return this.online === true && outcomes.includes('answered') && !outcomes.includes('failed');
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
    this.outcomes.set(read, 'answered');
    const changes = this.record.apply(read, data);
    if (this.record.leftOut.size === 0) this.told.delete(read);
    return changes;
  }

  /** Why fields of the last answers are missing; undefined where none is, or that was told already. */
  leftOut(read: MachineRead): ShopfloorError | undefined {
    const [left] = this.record.leftOut;
    if (left === undefined) return undefined;
    const [field, tooLarge] = left;
    const isBudgetSpent = tooLarge === 'others';
    const why = isBudgetSpent
      ? `finds no room in the ${this.budget.most / 1024} KB of all machines together (limit "largestStates"; "shopfloorLargestStates" in Node-RED's settings file)`
      : `is larger than ${this.largestField / 1024} KB in memory (limit "largestField"; "shopfloorLargestField" in Node-RED's settings file)`;
    const error = new PlatformError(`The field "${field}" of ${this.id} ${why}: it is left out`, {
      code: 'bivrost:value-too-large',
      kind: 'platform',
      retryable: false,
    });
    const isNews = isBudgetSpent ? this.budget.tellSpent() : ![...this.told.values()].includes(error.code);
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
    if (isOnline) {
      this.backoff.reset();
      this.outcomes.delete('connection');
      this.told.delete('connection');
    } else {
      for (const read of this.reads) if (this.outcomes.get(read) === 'answered') this.outcomes.delete(read);
    }
    const changes = this.record.connect(isOnline, this.reads);
    return changes ? { online: isOnline, ...changes } : {};
  }

  /** No task collects this, so the machine itself is asked for some time. */
  notCached(read: MachineRead): void {
    this.uncached.set(read, performance.now() + CACHE_AGAIN_MS);
  }

  /** Records that a read failed. True when the failure is to be reported: once, until the read works again. */
  failed(read: MachineRead | 'connection', error: ShopfloorError): boolean {
    this.outcomes.set(read, read !== 'connection' && hasNothing(error) ? 'nothing' : 'failed');
    const isOutOfReach = error.retryable || isGatewayFailure(error, NO_SUCH_MACHINE);
    if (isOutOfReach) this.directNotBefore = performance.now() + this.backoff.next();
    else if (read !== 'connection' && !hasNoProgram(error))
      this.refused.set(read, performance.now() + REFUSED_AGAIN_MS);
    // A missing function of the controller, no program and a machine that is off are not reported: nobody can repair them.
    const isUsual = isGatewayFailure(error, NOT_SUPPORTED) || hasNoProgram(error);
    if (error.kind === 'offline' || (isUsual && !this.tellsNothing)) return false;
    const isNews = ![...this.told.values()].includes(error.code);
    this.told.set(read, error.code);
    return isNews;
  }

  /**
   * What a failed read makes null: what it told and no other read does. What may pass, and a machine that is out of reach,
   * leave what was known.
   */
  unanswered(read: MachineRead, error: ShopfloorError): MachineFields {
    const isPassing = error.retryable || error.kind === 'offline' || error.kind === 'auth';
    if (isPassing || isGatewayFailure(error, NO_SUCH_MACHINE)) return {};
    const others = this.reads.filter((each) => each !== read && isDue(this.refused, each));
    const told = new Set(others.flatMap(({ fields, counters }) => [...fields.values(), ...counters]));
    return this.record.apply(
      {
        ...read,
        fields: new Map([...read.fields].filter(([, keptAs]) => !told.has(keptAs))),
        counters: new Set([...read.counters].filter((name) => !told.has(name))),
      },
      {},
    );
  }

  /** Every read was tried, and none was answered. */
  private get tellsNothing(): boolean {
    return this.reads.every((read) => {
      const outcome = this.outcomes.get(read);
      return outcome !== undefined && outcome !== 'answered';
    });
  }
}

/** A function that controller or firmware lacks, or a machine without a program: the other reads work all the same. */
function hasNothing(error: ShopfloorError): boolean {
  return (
    error.kind === 'not-found' ||
    isGatewayFailure(error, NOT_SUPPORTED) ||
    isGatewayFailure(error, INVALID_REQUEST)
  );
}

/** Another program may be selected at any moment; some firmware has the code of a missing file for that. */
function hasNoProgram(error: ShopfloorError): boolean {
  return isGatewayFailure(error, NO_PROGRAM) || isGatewayFailure(error, FILE_NOT_FOUND);
}

function isDue(notBefore: ReadonlyMap<MachineRead, number>, read: MachineRead): boolean {
  return performance.now() >= (notBefore.get(read) ?? Number.NEGATIVE_INFINITY);
}
