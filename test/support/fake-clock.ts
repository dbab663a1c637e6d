import { type Clock, install } from '@sinonjs/fake-timers';

const realTimeout = setTimeout;

/**
 * A clock that stands still until the test moves it: `Date`, `performance` and the timers that the package sets. The
 * event loop's turns, promises, sockets and what Node.js itself times stay real. Give it back by `uninstall`.
 */
export function fakeClock(): Clock {
  const begun = performance.now();
  const clock = install({
    now: Date.now(),
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
    // What was begun before, such as a client that outlives its account for a while, may still be ended.
    shouldClearNativeTimers: true,
  });
  // From where the real one stands: the steady clock would take a difference for a computer that slept.
  const sinceInstall = performance.now.bind(performance);
  performance.now = () => begun + sinceInstall();
  return clock;
}

/** Lets the computer do what waits for sockets and for turns of the event loop; the clock does not move. */
export function realTurns(milliseconds = 2): Promise<void> {
  return new Promise((resolve) => realTimeout(resolve, milliseconds));
}

/**
 * Moves the clock on in steps until the promise is settled. Between steps there is real time, in which sockets of this
 * computer do their work, so that a test waits for an hour as long as for what happens in it.
 */
export async function whileTimePasses<T>(clock: Clock, promise: Promise<T>, stepMs = 10): Promise<T> {
  let isSettled = false;
  const settle = (): void => {
    isSettled = true;
  };
  promise.then(settle, settle);
  while (!isSettled) {
    await realTurns();
    if (!isSettled) await clock.tickAsync(stepMs);
  }
  return promise;
}

/** A test in which the clock moves on by itself, several times as fast as a real one. */
export function hurried(test: () => Promise<void>, stepMs?: number): () => Promise<void> {
  return async () => {
    const clock = fakeClock();
    try {
      await whileTimePasses(clock, test(), stepMs);
    } finally {
      clock.uninstall();
    }
  };
}
