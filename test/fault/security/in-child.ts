import { fork } from 'node:child_process';

/** What a script makes of a task in a process of its own: it gets the task as a message, and answers `{outcome}`, or `{error}`. */
export function inChild<Outcome>(script: string, task: object, execArgv: string[] = []): Promise<Outcome> {
  const child = fork(script, { execArgv });
  return new Promise((onOutcome, onError) => {
    child.once('message', ({ outcome, error }: { outcome?: Outcome; error?: string }) =>
      outcome ? onOutcome(outcome) : onError(new Error(error)),
    );
    child.once('error', onError);
    child.once('exit', (code) => onError(new Error(`the process ended with ${code}`)));
    child.send(task);
  });
}
