import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { OldDays } from '../../../nodes/journal/old-days';
import { fakeClock } from '../../support/fake-clock';

const DAY_MS = 86_400_000;

describe('removal of old days (docs/nodes.md, "journal-store": Kept for)', () => {
  let clock: Clock;
  let asked: number[];
  let answers: (boolean | Error)[];
  let failures: string[];
  let oldDays: OldDays;

  beforeEach(() => {
    clock = fakeClock();
    asked = [];
    answers = [];
    failures = [];
    const removeBefore = async (time: number): Promise<boolean> => {
      asked.push(Date.now() - time);
      const answer = answers.shift() ?? false;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    oldDays = new OldDays({ removeBefore }, 30, (why) => failures.push(why));
  });
  afterEach(() => {
    oldDays.stop();
    clock.uninstall();
  });

  it('goes on piece by piece until nothing is left, and looks again an hour later', async () => {
    answers = [true, true, false];
    await clock.tickAsync(61_000);
    expect(asked).to.deep.equal([30 * DAY_MS, 30 * DAY_MS, 30 * DAY_MS]);
    await clock.tickAsync(3_600_000);
    expect(asked).to.have.length(4);
  });

  it('tells a failure and tries again an hour later', async () => {
    answers = [new Error('The disk is full')];
    await clock.tickAsync(61_000);
    expect(failures).to.deep.equal(['The disk is full']);
    await clock.tickAsync(3_600_000);
    expect(asked).to.have.length(2);
    expect(failures).to.have.length(1);
  });

  it('ends when it is stopped', async () => {
    await clock.tickAsync(61_000);
    oldDays.stop();
    await clock.tickAsync(10 * 3_600_000);
    expect(asked).to.have.length(1);
  });
});
