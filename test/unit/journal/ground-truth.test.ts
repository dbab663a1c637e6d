import { expect } from 'chai';
import { fakeClock } from '../../support/fake-clock';
import { type Comparison, compare } from '../../support/truth/comparison';
import { isBlind } from '../../support/truth/plant-run';
import { type Episode, runScenario, type Scenario } from '../../support/truth/scenario';

/** A state is seen at the next poll of a second. */
const POLL_MS = 1_000;
/** So long before a cut the last sign of life was told, and written. */
const LAST_TOLD_MS = 20_000;
const MOST_POINTS = 0.1;
const LATE_SHARE = 0.02;

describe('A journal of simulated machines, against what they did (docs/behaviour.md, "Journal")', function () {
  this.timeout(120_000);
  let scenario: Scenario;

  before(async () => {
    const clock = fakeClock();
    try {
      scenario = await runScenario(clock, 20, 4);
    } finally {
      clock.uninstall();
    }
  });

  const compared = async (kind: Episode['kind'], hasCounter: boolean): Promise<[Comparison, number]> => {
    const { store, machines, episodes } = scenario;
    const episode = episodes.find((each) => each.kind === kind) ?? expect.fail('there is no such part');
    const chosen = machines.filter((machine) => machine.hasCounter === hasCounter);
    const hidings = episode.cuts.filter(isBlind).length * chosen.length;
    return [await compare(store, chosen, episode.cuts, episode), hidings];
  };

  for (const hasCounter of [true, false])
    for (const kind of [
      ...([undefined, 'link down', 'gateway restart', 'Node-RED restart', 'Node-RED killed'] as const),
      ...(['messages twice', 'messages late', 'messages out of order'] as const),
    ])
      it(`has states to the second and ${hasCounter ? 'counted parts' : 'parts of programs'}: ${kind ?? 'no cut'}`, async () => {
        const [found, hidings] = await compared(kind, hasCounter);
        expect(found.observable).to.be.greaterThan(10_000_000);
        expect(found.longestWrong, 'wrong').to.be.at.most(POLL_MS);
        expect(found.missed, 'unknown').to.be.at.most(hidings * LAST_TOLD_MS);
        expect(found.invented, 'invented').to.be.at.most(hidings * POLL_MS);
        if (hasCounter) expect(found.leastParts).to.equal(found.mostParts);
        // A program's end that arrives after the next one's begin may cost a part, or add one.
        const isInOrder = hasCounter || !(kind === 'messages late' || kind === 'messages out of order');
        const off = isInOrder ? 0 : found.mostParts * LATE_SHARE;
        expect(found.parts).to.be.within(found.leastParts - off, found.mostParts + off);
        expect(found.availabilityOff).to.be.at.most(MOST_POINTS);
        if (isInOrder) expect(found.oeeOff).to.be.at.most(MOST_POINTS);
      });
});
