import type { ChildProcess } from 'node:child_process';

/** Questions to a child process and their answers, beside whatever else travels between the two. */

export type Handlers = Record<string, (argument: never) => unknown>;

interface Question {
  readonly question: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Answer {
  readonly answerTo: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** The child's side: answers by the handler of the question's name. */
export function answerParent(handlers: Handlers): void {
  process.on('message', (message: Partial<Question>) => {
    const { question, name, argument } = message;
    if (question === undefined || name === undefined) return;
    Promise.resolve(argument as never)
      .then((given) => {
        const handler = handlers[name];
        if (!handler) throw new Error(`no handler for ${name}`);
        return handler(given);
      })
      .then(
        (value) => process.send?.({ answerTo: question, value } satisfies Answer),
        (error: unknown) => process.send?.({ answerTo: question, error: textOf(error) } satisfies Answer),
      );
  });
}

/** The parent's side. A question fails when the child does, or when it ends. */
export class Remote {
  private asked = 0;

  constructor(readonly child: ChildProcess) {
    child.setMaxListeners(0);
  }

  ask<T = void>(name: string, argument?: unknown): Promise<T> {
    this.asked += 1;
    const question = this.asked;
    const { child } = this;
    return new Promise((resolve, reject) => {
      const onMessage = (message: Partial<Answer>): void => {
        if (message.answerTo !== question) return;
        forget();
        if (message.error === undefined) resolve(message.value as T);
        else reject(new Error(`${name}: ${message.error}`));
      };
      const onExit = (): void => {
        forget();
        reject(new Error(`the process ended before it answered ${name}`));
      };
      const forget = (): void => {
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send({ question, name, argument } satisfies Question);
    });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
