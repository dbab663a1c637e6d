import type { EventEmitter } from 'node:events';
import { toShopfloorError } from '../errors';
import { presentableCause } from '../redaction';
import { guarded } from './guard';

/** A listener may fail a thousand times a second, so a warning appears at most once in this time, in ms. */
const QUIET_MS = 10_000;

/** Warns of a listener that fails. */
class Failing {
  private quietUntil = 0;
  private untold = 0;

  readonly told = (thrown: unknown): void => {
    this.untold += 1;
    const now = performance.now();
    if (now < this.quietUntil) return;
    const times = this.untold === 1 ? '' : ` (${this.untold} times since the last warning)`;
    this.untold = 0;
    this.quietUntil = now + QUIET_MS;
    const { message, cause: unseen } = toShopfloorError(thrown);
    // The cause of an AbortedError is the caller's own.
    const cause = presentableCause(unseen);
    const detail = cause instanceof Error ? cause.stack : undefined;
    process.emitWarning(`A listener failed${times}: ${message}`, {
      type: 'ShopfloorWarning',
      ...(detail === undefined ? {} : { detail }),
    });
  };
}

/**
 * Handlers that the package's user gives. What one throws, or rejects with, becomes a warning of the process; it ends
 * neither the process nor what the package was doing.
 */
export function isolated<Listener extends object>(listener: Listener): Listener {
  const failing = new Failing();
  return new Proxy(listener, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return guarded((...args: unknown[]) => Reflect.apply(method, target, args) as unknown, failing.told);
    },
  });
}

const emitters = new WeakMap<object, Failing>();

/** Calls all listeners of an event, also when one of them fails. */
export function tell(emitter: Pick<EventEmitter, 'rawListeners'>, event: string, ...args: unknown[]): void {
  const failing = emitters.get(emitter) ?? new Failing();
  emitters.set(emitter, failing);
  for (const listener of emitter.rawListeners(event)) {
    guarded(() => Reflect.apply(listener, emitter, args) as unknown, failing.told)();
  }
}
