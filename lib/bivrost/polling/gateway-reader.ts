import { TimeSlice } from '../../async/time-slice';
import type { RequestOperation } from '../../catalogue';
import type { PlatformError } from '../../errors';
import { isPlainObject, numberOf, textOf } from '../../json/json-values';
import { gatewayError, unexpectedAnswer } from '../failures';
import type { MachineRead } from './reads';

/** One machine's data for one read, or why there is none. */
export type ReadOutcome = { data: Record<string, unknown> } | { error: PlatformError };

/** A read of a machine that is to be answered from the gateway's cache. */
export interface CachedRead {
  machineId: string;
  read: MachineRead;
}

/** Most entries of a batch, because a gateway is a small computer. */
const LARGEST_BATCH = 1_000;

/** Of the gateway's own texts in one batch, in characters: looking through each for secrets takes its time. */
const MOST_TEXT = 8_192;

/** The three ways of asking about machines, with the gateway's per-entry errors told apart from data. */
export class GatewayReader {
  constructor(private readonly request: RequestOperation) {}

  /** Whether the gateway reaches the machines, in their order (`batchReadErrors`); no machine is asked. */
  async connections(
    machineIds: readonly string[],
    signal: AbortSignal,
  ): Promise<(PlatformError | undefined)[]> {
    const entries = machineIds.map((machineID) => ({ machineID }));
    const operation = 'cnc/batchReadErrors';
    const texts = { left: MOST_TEXT };
    const failures: (PlatformError | undefined)[] = [];
    await this.batch(operation, entries, signal, (answer, at) => {
      failures.push(inBatch(errorIn(answer, texts), operation, machineIds[at]));
    });
    return failures;
  }

  /**
   * Data of automatic tasks from the gateway's cache (`batchReadTaskData`), handed over in the order of the reads. Of
   * what the gateway answered no more is held than one batch, however many machines there are.
   */
  async cached<Read extends CachedRead>(
    reads: readonly Read[],
    signal: AbortSignal,
    take: (read: Read, outcome: ReadOutcome) => void,
  ): Promise<void> {
    const entries = reads.map(({ machineId, read }) => ({ machineID: machineId, type: read.taskClass }));
    const operation = 'cnc/batchReadTaskData';
    const texts = { left: MOST_TEXT };
    // Of one machine all reads mostly fail alike: one error will do for them.
    let machine: string | undefined;
    let failures = new Map<string, ReadOutcome>();
    await this.batch(operation, entries, signal, (answer, at) => {
      const read = reads[at];
      if (!read) return;
      const { machineId } = read;
      if (machineId !== machine) failures = new Map();
      machine = machineId;
      const outcome = failures.get(failureKey(answer)) ?? outcomeOf(answer, texts);
      if ('error' in outcome) {
        inBatch(outcome.error, operation, machineId);
        failures.set(failureKey(answer), outcome);
      }
      take(read, outcome);
    });
  }

  /** Data from the machine itself; throws what the call throws. */
  async direct(
    machineId: string,
    { operation }: MachineRead,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const { data } = await this.request(operation, { machineID: machineId }, { signal });
    if (!isPlainObject(data)) throw unexpectedAnswer(`The answer to ${operation} is not an object`);
    return data;
  }

  private async batch(
    operation: string,
    entries: readonly Record<string, unknown>[],
    signal: AbortSignal,
    take: (answer: unknown, at: number) => void,
  ): Promise<void> {
    const slice = new TimeSlice();
    // One after another: the gateway is a small computer, and answers that arrive together must fit into the memory.
    for (let first = 0; first < entries.length; first += LARGEST_BATCH) {
      const items = entries.slice(first, first + LARGEST_BATCH);
      const { data } = await this.request(operation, {}, { items, signal });
      if (!Array.isArray(data) || data.length !== items.length)
        throw unexpectedAnswer(`The answer to ${operation} is not a list with an entry for each asked`);
      for (const [at, answer] of data.entries()) {
        await slice.rest();
        take(answer, first + at);
      }
    }
  }
}

/** An entry's failure belongs to its call and its machine. */
function inBatch<Failure extends PlatformError | undefined>(
  error: Failure,
  operation: string,
  machineId: string | undefined,
): Failure {
  error?.during('bivrost', operation);
  if (machineId !== undefined) error?.concerning({ machineId });
  return error;
}

function outcomeOf(answer: unknown, texts: TextBudget): ReadOutcome {
  const error = errorIn(answer, texts);
  if (error) return { error };
  if (isPlainObject(answer)) return { data: answer };
  return { error: unexpectedAnswer('An entry of the answer is not an object') };
}

/** What makes one failure another than the next; blank for what is none. */
function failureKey(answer: unknown): string {
  if (!isPlainObject(answer)) return typeof answer;
  if (!('errorCode' in answer)) return '';
  const { errorCode, errorMsg, statusMsg } = answer;
  return JSON.stringify([errorCode, errorMsg, statusMsg].map((part) => textOf(part) ?? typeof part));
}

/** How much text of the gateway may still be told. */
interface TextBudget {
  left: number;
}

/** The failure that stands in the place of an entry; without the gateway's text where there were many already. */
function errorIn(answer: unknown, texts: TextBudget): PlatformError | undefined {
  if (!isPlainObject(answer) || !('errorCode' in answer)) return undefined;
  const code = numberOf(answer['errorCode']);
  if (code === undefined) return unexpectedAnswer('"errorCode" is not a number');
  if (code === 0) return undefined;
  const { errorMsg, statusMsg } = answer;
  const length = [errorMsg, statusMsg].reduce<number>((sum, text) => sum + (textOf(text)?.length ?? 0), 0);
  // Cut off, a text may end within a secret.
  if (length > texts.left)
    return gatewayError({ errorCode: code, errorMsg: `a text of ${length} characters` });
  texts.left -= length;
  return gatewayError({ errorCode: code, errorMsg, statusMsg });
}
