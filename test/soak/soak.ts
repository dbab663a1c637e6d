import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { generations } from '../../scripts/runtimes';
import type { Ledger } from './ledger';
import { soakReport } from './report';
import { soak } from './run';

const usage = `usage: npm run soak -- --minutes N [--seed N] [--node-red ${generations.join('|')}] [--quiet]`;

/** Prints the report of a soak as Markdown, on SIGUSR2 the one so far; ends with 1 when a promise was broken. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string' },
      seed: { type: 'string' },
      'node-red': { type: 'string' },
      quiet: { type: 'boolean' },
    },
  });
  const minutes = Number(values.minutes);
  const seed = Number(values.seed ?? randomInt(2 ** 31));
  const generation = generations.find((each) => each === (values['node-red'] ?? generations[0]));
  if (!(minutes >= 1) || !Number.isInteger(seed) || generation === undefined) throw new Error(usage);
  const onProgress = values.quiet === true ? () => undefined : (line: string) => console.error(line);
  onProgress(`seed ${seed}`);
  const onLedger = (book: Ledger): void => {
    // For long runs: what there is to say so far.
    process.on('SIGUSR2', () => {
      book.end();
      console.error(soakReport(book));
    });
  };
  const ledger = await soak({ minutes, seed, generation, onProgress, onLedger });
  console.log(soakReport(ledger));
  if (ledger.verdict().length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
