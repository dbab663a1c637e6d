import type { Reply } from './reply';
import { jsonReply, textReply } from './reply';
import type { SimulatedRequest } from './request';

/** Something that goes wrong with the requests it matches. Several parts may be combined. */
export interface Fault {
  /** With how many matching requests, default 1; `Infinity` until it is removed. */
  times?: number;
  /** Only requests with exactly this path, or a path that fits the expression. */
  path?: string | RegExp;
  method?: string;
  /** A further condition; it may read the body with `await request.json()`. */
  match?: (request: SimulatedRequest) => boolean | Promise<boolean>;
  /** Waits so many milliseconds first. */
  delayMs?: number;
  /** Never answers. The platform does not see the request. */
  hang?: boolean;
  /** Cuts the connection before the platform sees the request, in the middle of its answer, or with all done but not answered. */
  drop?: 'before' | 'midway' | 'after';
  /** Answers this; the platform does not see the request. */
  answer?: Reply | ((request: SimulatedRequest) => Reply);
  /** Changes the platform's own answer. */
  alter?: (reply: Reply, request: SimulatedRequest) => Reply;
}

/** A fault that was switched on. */
export class ActiveFault {
  /** How many requests it has spoilt. */
  hits = 0;

  constructor(
    readonly fault: Fault,
    /** Switches it off. */
    readonly remove: () => void,
  ) {}

  get spent(): boolean {
    return this.hits >= (this.fault.times ?? 1);
  }
}

/** The fault switches of one simulator. Faults apply to upgrade requests as well. */
export class FaultSwitches {
  readonly #active = new Set<ActiveFault>();

  /** Switches a fault on. Faults are tried in the order in which they were added, at most one to a request. */
  add(fault: Fault): ActiveFault {
    const active = new ActiveFault(fault, () => this.#active.delete(active));
    this.#active.add(active);
    return active;
  }

  /** Answers the next `times` matching requests with this reply. */
  answerNext(times: number, answer: Reply, only: Pick<Fault, 'path' | 'method' | 'match'> = {}): ActiveFault {
    return this.add({ ...only, times, answer });
  }

  /** Switches all off. */
  clear(): void {
    this.#active.clear();
  }

  /** The fault that this request meets, counted as a hit. */
  async take(request: SimulatedRequest): Promise<Fault | undefined> {
    for (const active of this.#active) {
      if ((await concerns(active.fault, request)) && !active.spent) {
        active.hits++;
        if (active.spent) {
          active.remove();
        }
        return active.fault;
      }
    }
    return undefined;
  }
}

async function concerns({ path, method, match }: Fault, request: SimulatedRequest): Promise<boolean> {
  if (method !== undefined && method.toUpperCase() !== request.method) {
    return false;
  }
  if (typeof path === 'string' ? path !== request.path : path !== undefined && !path.test(request.path)) {
    return false;
  }
  return match === undefined || (await match(request));
}

/** Answers that clients meet in the field, for `answerNext`. */
export const faultAnswers = {
  tooManyRequests: (retryAfter?: number | string): Reply =>
    textReply(
      'too many requests',
      429,
      retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    ),
  serverError: (status = 500): Reply => textReply('server error', status),
  /** The login page of a captive proxy. */
  htmlPage: (status = 200): Reply => ({
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!DOCTYPE html><html><head><title>Log in</title></head><body><form></form></body></html>',
  }),
  truncatedJson: (status = 200): Reply => ({ ...jsonReply({}, status), body: '{"code":200,"data":{"na' }),
  /** JSON that says it is a picture. */
  wrongContentType: (value: unknown = {}): Reply => jsonReply(value, 200, { 'content-type': 'image/png' }),
  redirect: (location: string, status = 302): Reply => ({ status, headers: { location } }),
};
