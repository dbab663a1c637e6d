import type { NextFunction, Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { toShopfloorError } from '../../lib/errors';
import { refuseForeignPages, refuseForms } from './own-pages';
import { DEFAULT_QUESTIONS_PER_MINUTE, QuestionLimiter } from './question-limiter';
import { positiveOption } from './settings-file';

/** A question of the editor with the values of a dialog. */
export interface Question {
  /** Whoever may use accounts may ask it; other questions are for those who may deploy flows as well. */
  isForAll: boolean;
  /** @param signal fires when nobody waits for the answer any more */
  answer(signal: AbortSignal): Promise<object>;
  /** A text of a failure as the user may see it. */
  clean(text: string): string;
}

/** One limiter for each Node-RED in the process. */
const handlers = new WeakMap<object, QuestionLimiter>();

function limiterOf({ httpAdmin }: NodeAPI): QuestionLimiter {
  const limiter = handlers.get(httpAdmin) ?? new QuestionLimiter();
  handlers.set(httpAdmin, limiter);
  return limiter;
}

/**
 * Serves a route for the editor that uses accounts. A user who may not deploy flows may only ask about what is
 * deployed; otherwise that user could make Node-RED connect to any address. Every answer has `ok: true`, or is `{ok:
 * false, kind, code, message}`.
 */
export function serveQuestion(RED: NodeAPI, path: string, read: (request: Request) => Question): void {
  const mayUse = RED.auth.needsPermission('shopfloor.write');
  const mayDeploy = RED.auth.needsPermission('flows.write');

  const guards = [refuseForeignPages, refuseForms, mayUse];
  RED.httpAdmin.post(path, ...guards, (request: Request, response: Response, next: NextFunction) => {
    let question: Question;
    try {
      question = read(request);
    } catch (thrown) {
      refuse(response, thrown);
      return;
    }
    const begin = (error?: unknown): void => {
      if (error) next(error);
      else void answer(RED, question, request, response);
    };
    if (question.isForAll) begin();
    else mayDeploy(request, response, begin);
  });
}

async function answer(RED: NodeAPI, question: Question, request: Request, response: Response): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const perMinute = positiveOption(RED, 'shopfloorTestsPerMinute') ?? DEFAULT_QUESTIONS_PER_MINUTE;
    const work = (signal: AbortSignal): Promise<object> => question.answer(signal);
    const answered = await limiterOf(RED).ask(userOf(request), perMinute, gone.signal, work);
    response.json({ ok: true, ...answered });
  } catch (thrown) {
    refuse(response, thrown, (text) => question.clean(text));
  }
}

function refuse(response: Response, thrown: unknown, clean = (text: string): string => text): void {
  const { kind, code, message } = toShopfloorError(thrown);
  response.json({ ok: false, kind, code: clean(code), message: clean(message) });
}

/** Where Node-RED has no users, the browser's address stands for the user. */
function userOf(request: Request): string {
  const { username: name } = (request.user ?? {}) as { username?: unknown };
  return typeof name === 'string' ? `user ${name}` : `at ${request.socket.remoteAddress ?? ''}`;
}
