import fc from 'fast-check';
import type { Context } from 'mocha';

/** How many cases each property is tried with; `FAST_CHECK_RUNS=10000` for the long run. */
const runs = Number(process.env['FAST_CHECK_RUNS'] ?? 100);
const isLongRun = runs > 1_000;

/** A property that waits for real time or real sockets ends here in the long run, with the cases tried by then. */
const LONGEST_MS = 120_000;

fc.configureGlobal({ numRuns: runs, ...(isLongRun ? { interruptAfterTimeLimit: LONGEST_MS } : {}) });

/** Loaded by mocha before all tests (`.mocharc.json`). */
export const mochaHooks = {
  beforeEach(this: Context): void {
    if (isLongRun) this.currentTest?.timeout(0);
  },
};
