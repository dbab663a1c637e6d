import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputError } from '../../errors';
import { type JournalProblem, journalFailure } from '../journal-failure';
import type { JournalFile } from './journal-file';

/** What the thread can be asked: to open a file, and what a `JournalFile` does. */
type Calls = Pick<
  JournalFile,
  | 'close'
  | 'latest'
  | 'machines'
  | 'piece'
  | 'remainders'
  | 'removeBefore'
  | 'shortestCycle'
  | 'totals'
  | 'write'
> & { open(file: string): void };
type Method = keyof Calls;

export interface Question {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly failure?: { readonly code: string; readonly message: string };
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const PROBLEM = /^journal:(.+)$/;
const FIELD = /^input:(.+)$/;

/** The thread of one journal file, and the questions that it has still to answer. */
export class JournalThread {
  private readonly worker = new Worker(join(__dirname, 'worker.js'));
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private end: Error | undefined;

  constructor(file: string) {
    const ended = (thrown?: unknown): void => {
      const why = thrown instanceof Error ? `: ${thrown.message}` : '';
      this.end ??= journalFailure('failed', `The thread of the journal ${file} has ended${why}`);
      for (const { reject } of this.waiting.values()) reject(this.end);
      this.waiting.clear();
    };
    this.worker.on('message', (answer: Answer) => this.take(answer));
    this.worker.on('error', ended);
    this.worker.on('exit', () => ended());
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  ask<Asked extends Method>(
    method: Asked,
    ...args: Parameters<Calls[Asked]>
  ): Promise<ReturnType<Calls[Asked]>> {
    const { end } = this;
    if (end !== undefined) return Promise.reject(end);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as ReturnType<Calls[Asked]>), reject });
      this.worker.postMessage({ id, method, args } satisfies Question);
    });
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private take({ id, result, failure }: Answer): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (failure === undefined) waiting?.resolve(result);
    else waiting?.reject(failureOf(failure));
  }
}

/** An error keeps only its text on the way from one thread to another. */
function failureOf({ code, message }: { code: string; message: string }): Error {
  const [, field] = FIELD.exec(code) ?? [];
  if (field !== undefined) return new InputError(field, message);
  const [, problem] = PROBLEM.exec(code) ?? [];
  return journalFailure((problem ?? 'failed') as JournalProblem, message);
}
