import { type Duration, durationTable } from './durations';
import type { LayerSummary } from './summary-reporter';
import { type Environment, type Layer, runLayer } from './test-layer';

/** What is known of a run of tests: the counts and failures of each part, and what took how long. */
export class TestRun {
  readonly summaries = new Map<string, LayerSummary>();
  readonly #parts: Duration[] = [];
  readonly #processes: Duration[] = [];

  async part(name: string, run: () => LayerSummary | Promise<LayerSummary>): Promise<void> {
    const begun = performance.now();
    this.summaries.set(name, await run());
    this.#parts.push({ name, milliseconds: performance.now() - begun });
  }

  layer(layer: Layer, mochaArguments: readonly string[], environment?: Environment): Promise<void> {
    return this.part(layer, async () => {
      const { summary, processes } = await runLayer(layer, mochaArguments, environment);
      this.#processes.push(...processes);
      return summary;
    });
  }

  get durations(): string {
    return durationTable(this.#parts, this.#processes);
  }
}
