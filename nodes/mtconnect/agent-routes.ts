import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import { targetBelow } from '../../lib/mtconnect/agent-path';

export type AgentHandler = (request: IncomingMessage, response: ServerResponse, target: string) => void;

/** The agents that Node-RED's own server answers for, by their paths. */
class AgentRoutes {
  private readonly handlers = new Map<string, AgentHandler>();

  /** Hands a request of an agent on to it, and all others to whoever comes next. */
  readonly serve: RequestHandler = (request, response, next) => {
    const found = this.find(request.url);
    if (found) found.handler(request, response, found.target);
    else next();
  };

  /** Middleware that sees requests of agents alone. */
  forAgents(middleware: RequestHandler): RequestHandler {
    return (request, response, next) => {
      if (this.find(request.url)) middleware(request, response, next);
      else next();
    };
  }

  add(path: string, handler: AgentHandler): void {
    if (this.handlers.has(path))
      throw new InputError('path', `Another agent of this Node-RED has the path ${path} already`);
    this.handlers.set(path, handler);
  }

  remove(path: string): void {
    this.handlers.delete(path);
  }

  /** The agent that a request is for; the one with the longest path where one stands below another. */
  private find(url: string): { handler: AgentHandler; target: string } | undefined {
    let longest = '';
    let found: { handler: AgentHandler; target: string } | undefined;
    for (const [path, handler] of this.handlers) {
      const target = targetBelow(path, url);
      if (target === undefined || path.length <= longest.length) continue;
      longest = path;
      found = { handler, target };
    }
    return found;
  }
}

const routesOf = new WeakMap<object, AgentRoutes>();

/**
 * Lets Node-RED's own server answer for an agent, behind the login and the middleware of its HTTP nodes. Throws
 * `InputError` where it cannot.
 * @returns takes it away again
 */
export function addAgentRoute(RED: NodeAPI, path: string, handler: AgentHandler): () => void {
  if (path === '/')
    throw new InputError(
      'path',
      'The path / is for an agent with a port of its own: here it would hide other pages',
    );
  const { httpNodeRoot } = RED.settings as { httpNodeRoot?: unknown };
  if (httpNodeRoot === false)
    throw new InputError('port', 'This Node-RED serves no HTTP nodes (httpNodeRoot): give the agent a port');
  const routes = routesOf.get(RED.httpNode) ?? mount(RED);
  routes.add(path, handler);
  return () => routes.remove(path);
}

/** Express has no way to take a handler away again, so that there is one for all agents, which stays. */
function mount(RED: NodeAPI): AgentRoutes {
  const routes = new AgentRoutes();
  routesOf.set(RED.httpNode, routes);
  const { httpNodeMiddleware = [] } = RED.settings as { httpNodeMiddleware?: unknown };
  // Core's HTTP nodes apply it to their own requests only; plants have their logins in it.
  for (const middleware of [httpNodeMiddleware].flat()) {
    if (typeof middleware === 'function') RED.httpNode.use(routes.forAgents(middleware as RequestHandler));
  }
  RED.httpNode.use(routes.serve);
  return routes;
}
