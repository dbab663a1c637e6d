import { fakeClock } from '../../support/fake-clock';
import { type Comparison, compare } from '../../support/truth/comparison';
import { runScenario, type Scenario } from '../../support/truth/scenario';
import { number, type Outcome, type Row } from '../report';

const HOURS = 7 * 24;
const MACHINES = 6;
const SECOND_MS = 1_000;
const MOST_POINTS = 0.1;

/** A simulated week of machines, with cuts of every kind before their journal, against what they did. */
export async function measureJournal(): Promise<Outcome> {
  const clock = fakeClock();
  let scenario: Scenario;
  try {
    scenario = await runScenario(clock, HOURS, MACHINES);
  } finally {
    clock.uninstall();
  }
  const { store, machines, episodes } = scenario;
  const rows: Row[] = [];
  for (const episode of episodes)
    for (const hasCounter of [true, false]) {
      const chosen = machines.filter((machine) => machine.hasCounter === hasCounter);
      const platform = chosen[0]?.platform === 'mgm' ? 'MGM' : 'BIVROST';
      const name = `journal, ${platform}: ${episode.kind ?? 'no cut'}, ${episode.cuts.length} times`;
      rows.push(rowOf(name, await compare(store, chosen, episode.cuts, episode)));
    }
  return { rows };
}

function rowOf(path: string, found: Comparison): Row {
  const hours = (ms: number): string => number(ms / 3_600_000);
  const { parts, leastParts, mostParts } = found;
  const made = leastParts === mostParts ? number(mostParts) : `${number(leastParts)} to ${number(mostParts)}`;
  const share = (100 * found.right) / found.observable;
  return {
    path,
    against: 'what the simulator did',
    aim: 'states to the second, parts exactly, figures within 0.1 points',
    ours: `${share.toFixed(2)} % of ${hours(found.observable)} h right, ${number(found.missed / SECOND_MS)} s unknown, ${number(parts)} parts`,
    theirs: `${hours(found.hidden)} h hidden, ${made} parts`,
    result: `wrong for ${number(found.longestWrong / SECOND_MS)} s at most; availability off by ${found.availabilityOff.toFixed(3)}, OEE by ${found.oeeOff.toFixed(3)} points`,
    met:
      found.longestWrong <= SECOND_MS &&
      parts >= leastParts &&
      parts <= mostParts &&
      found.availabilityOff <= MOST_POINTS &&
      found.oeeOff <= MOST_POINTS,
  };
}
