import Mocha from 'mocha';

/** How many tests of a layer ended how. */
export interface LayerSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed and why, a text each. */
  readonly failures: readonly string[];
}

/** What a layer tells the process that started it: its counts, then what went wrong after its last test. */
export type LayerReport =
  | { readonly kind: 'summary'; readonly summary: LayerSummary }
  | { readonly kind: 'afterwards'; readonly problem: string };

/**
 * How long a layer may go on after its last test, because connections that linger over a redeploy may still be closing.
 * What is open after that is a leak.
 */
export const quietEndMs = 20_000;

/** Mocha's spec output, with the counts, and errors or leaks that appear after the last test. */
export default class SummaryReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    // Mocha ignores unhandled rejections; as exceptions they fail the test that is running.
    process.on('unhandledRejection', (reason) => {
      throw reason;
    });
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const summary = {
        passed: passes,
        failed: failures,
        skipped: pending,
        failures: this.failures.map(told),
      };
      report({ kind: 'summary', summary });
      process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => {
        fail(`after the last test: ${error instanceof Error ? error.stack : String(error)}`);
      });
      setTimeout(() => {
        fail(`does not end after its last test; open: ${process.getActiveResourcesInfo().join(', ')}`);
      }, quietEndMs).unref();
    });
  }
}

function told(failure: Mocha.Test): string {
  return `${failure.fullTitle()}\n${failure.err?.stack ?? String(failure.err)}`;
}

function report(message: LayerReport, sent: () => void = () => undefined): void {
  process.send?.(message, undefined, undefined, sent);
}

function fail(problem: string): void {
  report({ kind: 'afterwards', problem }, () => process.exit());
}
