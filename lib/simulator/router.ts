import type { Reply } from './reply';
import type { SimulatedRequest } from './request';

export type Handler = (request: SimulatedRequest) => Reply | Promise<Reply>;

interface Route {
  segments: string[];
  handler: Handler;
}

export interface RouterOptions {
  /** Takes `/API/Cnc` for `/api/cnc`; default false. */
  ignoreCase?: boolean;
}

/** Finds the handler of a request by its method and path; a path segment `:name` takes any non-empty text. */
export class Router {
  readonly #routes = new Map<string, Route[]>();
  readonly #ignoreCase: boolean;

  constructor(options: RouterOptions = {}) {
    this.#ignoreCase = options.ignoreCase ?? false;
  }

  /** The first route added wins where several match. */
  add(method: string, path: string, handler: Handler): void {
    const segments = path.split('/');
    const key = routeKey(method, segments);
    this.#routes.set(key, [...(this.#routes.get(key) ?? []), { segments, handler }]);
  }

  /** The handler, with the path's parameters set on the request; undefined when no route matches. */
  find(request: SimulatedRequest): Handler | undefined {
    const segments = request.path.split('/');
    for (const route of this.#routes.get(routeKey(request.method, segments)) ?? []) {
      const params = this.#match(route, segments);
      if (params) {
        request.params = params;
        return route.handler;
      }
    }
    return undefined;
  }

  #match(route: Route, segments: string[]): Record<string, string> | undefined {
    const params: Record<string, string> = {};
    for (const [at, expected] of route.segments.entries()) {
      const actual = segments[at] ?? '';
      if (expected.startsWith(':') && actual !== '') {
        params[expected.slice(1)] = decodeSegment(actual);
      } else if (!this.#same(expected, decodeSegment(actual))) {
        return undefined;
      }
    }
    return params;
  }

  #same(expected: string, actual: string): boolean {
    return expected === actual || (this.#ignoreCase && expected.toLowerCase() === actual.toLowerCase());
  }
}

function routeKey(method: string, segments: string[]): string {
  return `${method.toUpperCase()} ${segments.length}`;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
