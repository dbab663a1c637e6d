import type { Arguments } from './arguments';

/** A call that reached its operation. */
export interface RecordedCall {
  /** Milliseconds since 1970. */
  time: number;
  operation: string;
  user: string | undefined;
  args: Arguments;
  /** `errorCode` of the answer, 0 when it succeeded. */
  errorCode: number;
}

const keptCalls = 10_000;

/** Counts of what the gateway was asked. */
export class BivrostStatistics {
  /** The last calls, the oldest first. */
  readonly calls: RecordedCall[] = [];
  readonly #counts = new Map<string, number>();
  readonly #succeeded = new Map<string, number>();

  add(call: RecordedCall): void {
    this.calls.push(call);
    if (this.calls.length > keptCalls) {
      this.calls.shift();
    }
    count(this.#counts, call.operation);
    if (call.errorCode === 0) {
      count(this.#succeeded, call.operation);
    }
  }

  /** How often an operation was called; of all together when none is named. */
  countOf(operation?: string): number {
    return operation === undefined
      ? [...this.#counts.values()].reduce((sum, each) => sum + each, 0)
      : (this.#counts.get(operation) ?? 0);
  }

  /** How often an operation was carried out. */
  succeeded(operation: string): number {
    return this.#succeeded.get(operation) ?? 0;
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
