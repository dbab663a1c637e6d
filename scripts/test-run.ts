import { CorePool } from './core-pool';
import { type Duration, durationTable } from './durations';
import type { LayerSummary } from './summary-reporter';
import type { TestJob } from './test-layer';
import { type Environment, nothingRun, runTestProcess } from './test-process';

/** A computer of this size is kept busy; a larger one has some left. */
const cores = 2;

/** What is known of a run of tests: the counts and failures of each part, and what took how long. */
export class TestRun {
  readonly summaries = new Map<string, LayerSummary>();
  readonly #pool = new CorePool(cores);
  readonly #begun = performance.now();
  readonly #parts = new Map<string, number>();
  readonly #processes: Duration[] = [];

  /** Does something that keeps a core busy; it is counted and timed as a part of its own. */
  async part(name: string, work: () => Promise<LayerSummary>): Promise<void> {
    await this.#pool.run(1, () => this.#timed(name, work));
  }

  /** Runs the tests of a process when its turn has come; it is counted and timed with the others of its layer. */
  async job(
    { layer, name, files, minutes, cores }: TestJob,
    mochaArguments: readonly string[],
    environment: Environment = {},
  ): Promise<void> {
    await this.#pool.run(cores, async () => {
      const title = `${layer} ${name}`;
      const milliseconds = await this.#timed(layer, () =>
        runTestProcess(title, [...mochaArguments, ...files], { minutes, environment }),
      );
      this.#processes.push({ name: title, milliseconds });
    });
  }

  /** A table of how long the parts took, those of a layer's processes added up, and the whole. */
  get durations(): string {
    const parts = [...this.#parts].map(([name, milliseconds]) => ({ name, milliseconds }));
    const whole = { name: 'the whole run', milliseconds: performance.now() - this.#begun };
    return durationTable([...parts, whole], this.#processes);
  }

  async #timed(part: string, work: () => Promise<LayerSummary>): Promise<number> {
    const begun = performance.now();
    const one = await work();
    const milliseconds = performance.now() - begun;
    this.summaries.set(part, added(this.summaries.get(part) ?? nothingRun, one));
    this.#parts.set(part, (this.#parts.get(part) ?? 0) + milliseconds);
    return milliseconds;
  }
}

function added(one: LayerSummary, other: LayerSummary): LayerSummary {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    failures: [...one.failures, ...other.failures],
  };
}
