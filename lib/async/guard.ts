/**
 * A handler for the events of a foreign object: a socket, a channel, a client of some library. What a handler throws
 * would leave the emitter, and with it end the process; here it goes to `failed`, which ends the connection instead.
 * An asynchronous handler that rejects is treated alike.
 */
export function guarded<Args extends readonly unknown[]>(
  handle: (...args: Args) => unknown,
  failed: (thrown: unknown) => void,
): (...args: Args) => void {
  return (...args) => {
    try {
      const result = handle(...args);
      if (result instanceof Promise) result.catch(failed);
    } catch (thrown) {
      failed(thrown);
    }
  };
}
