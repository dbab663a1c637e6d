import { createRequire } from 'node:module';
import type { Redis } from 'ioredis';
import { guarded } from '../async/guard';
import { presentableText } from '../redaction';
import { isEvent, isReadable, type WaitingCommand } from './reply-check';

/** What ioredis hands each reply to, one for a connection. */
interface DataHandler {
  redis: Redis & Internals;
  dispatch(task: () => void): void;
  returnReply(reply: unknown): void;
}

interface Internals {
  commandQueue: { peekFront(): { command: WaitingCommand } | undefined };
  condition: { subscriber: unknown } | undefined;
  recoverFromFatalError(commandError: Error, error: Error, options: object): void;
}

const guardedClients = new WeakSet<object>();
const guardedHandlers = new WeakSet<object>();

/** Has whatever ioredis throws over a reply to this client end the connection that it came over. */
export function guardReplies(client: Redis): void {
  guardedClients.add(client);
}

/**
 * Prepares ioredis for guarded clients. It throws what goes wrong with a reply in a task of its own, where it would end
 * the process, and offers no place to catch it. The clients of others, who may use the same copy, stay as they are.
 * @param ioredis the path of its main file
 */
export function prepareGuard(ioredis: string): void {
  const { default: made } = createRequire(ioredis)('./DataHandler') as {
    default: { prototype: DataHandler };
  };
  const handler = made.prototype;
  if (guardedHandlers.has(handler)) return;
  guardedHandlers.add(handler);
  const { dispatch, returnReply } = handler;
  handler.dispatch = function dispatchGuarded(task): void {
    const { redis } = this;
    if (guardedClients.has(redis)) guarded(task, (thrown) => end(redis, presentableText(String(thrown))))();
    else dispatch.call(this, task);
  };
  handler.returnReply = function returnReadable(reply): void {
    const { redis } = this;
    const fault = guardedClients.has(redis) ? faultOf(redis, reply) : undefined;
    if (fault === undefined) returnReply.call(this, reply);
    else end(redis, fault);
  };
}

function faultOf({ commandQueue, condition }: Internals, reply: unknown): string | undefined {
  const { command } = commandQueue.peekFront() ?? {};
  const isEventOnly = condition?.subscriber && (!command || Array.isArray(reply));
  if (isEventOnly) return isEvent(reply) ? undefined : 'it publishes what cannot be read';
  if (!command || isReadable(command, reply)) return undefined;
  return `its reply to ${command.name.toUpperCase()} cannot be read`;
}

function end(redis: Internals, fault: string): void {
  const error = new Error(`Protocol error: the server does not answer as Redis does: ${fault}`);
  redis.recoverFromFatalError(error, error, { offlineQueue: false });
}
