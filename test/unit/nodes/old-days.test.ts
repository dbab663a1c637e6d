import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import type { JournalQuery, StoredInterval } from '../../../lib/journal/journal-store';
import { OldDays } from '../../../nodes/journal/old-days';
import { fakeClock } from '../../support/fake-clock';
import { intervalOf, MINUTE, MORNING } from '../../support/journal/batches';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 24 * 60;

describe('removal of old days (docs/nodes.md, "journal-store": Kept for)', () => {
  let clock: Clock;
  let asked: number[];
  let answers: (boolean | Error)[];
  let failures: string[];
  let oldDays: OldDays;
  let rows: StoredInterval[];
  let looked: number;

  /** A machine that runs and stands still each day, from `first` days after the morning on. */
  const days = (first: number, last: number): StoredInterval[] =>
    Array.from({ length: last - first }, (_, index) => {
      const from = (first + index) * DAY_MINUTES;
      return [intervalOf(from, from + 600), intervalOf(from + 600, from + DAY_MINUTES)];
    }).flat();
  const unknown = (from: number, to: number | undefined): StoredInterval =>
    intervalOf(from * DAY_MINUTES, to && to * DAY_MINUTES, {
      activity: { state: 'unknown', reason: 'restart', execution: null, program: null },
      source: 'restart',
    });
  async function* intervals({ from, to }: JournalQuery): AsyncIterable<StoredInterval> {
    looked += 1;
    yield* rows.filter((row) => row.from < to && (row.to ?? Infinity) > from);
  }
  const startAt = (day: number): void => clock.setSystemTime(MORNING + day * DAY_MS);
  /** In days after the morning. */
  const removedBefore = (): number => ((asked[0] ?? 0) - MORNING) / DAY_MS;

  beforeEach(() => {
    clock = fakeClock();
    asked = [];
    answers = [];
    failures = [];
    rows = days(0, 100);
    looked = 0;
    startAt(100);
    const removeBefore = async (time: number): Promise<boolean> => {
      asked.push(time);
      const answer = answers.shift() ?? false;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    oldDays = new OldDays({ removeBefore, intervals }, 30, (why) => failures.push(why));
  });
  afterEach(() => {
    oldDays.stop();
    clock.uninstall();
  });

  it('goes on piece by piece until nothing is left, and looks again an hour later', async () => {
    answers = [true, true, false];
    await clock.tickAsync(61_000);
    const limit = MORNING + 70 * DAY_MS + MINUTE;
    expect(asked).to.deep.equal([limit, limit, limit]);
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

  it('removes nothing of a journal that is younger', async () => {
    startAt(20);
    rows = days(0, 20);
    await clock.tickAsync(61_000);
    expect(asked).to.deep.equal([]);
  });

  it('counts a time in which nobody worked, up to 30 days', async () => {
    rows = [...days(0, 75), unknown(75, 95), ...days(95, 100)];
    await clock.tickAsync(60_000);
    expect(removedBefore()).to.be.closeTo(70, 0.01);
  });

  describe('with a clock that is years ahead (docs/behaviour.md, "Journal")', () => {
    it('keeps the days of before', async () => {
      startAt(4_200);
      rows = [...days(0, 100), unknown(100, 4_200), intervalOf(4_200 * DAY_MINUTES, undefined)];
      await clock.tickAsync(60_000);
      expect(removedBefore()).to.be.closeTo(70, 2);
    });

    it('keeps them as well where a machine says that it has done the same all the time', async () => {
      startAt(4_200);
      rows = [...days(0, 100), intervalOf(100 * DAY_MINUTES, undefined)];
      await clock.tickAsync(60_000);
      expect(removedBefore()).to.be.closeTo(70, 2);
    });

    it('removes them when as many days have gone by since', async () => {
      startAt(4_235);
      rows = [...days(0, 100), unknown(100, 4_200), ...days(4_200, 4_235)];
      await clock.tickAsync(60_000);
      expect(removedBefore()).to.be.closeTo(4_205, 0.01);
    });

    it('looks seldom, however far the clock is ahead', async () => {
      startAt(80 * 365);
      rows = [...days(0, 100), unknown(100, undefined)];
      await clock.tickAsync(60_000);
      expect(removedBefore()).to.be.closeTo(70, 2);
      expect(looked).to.be.below(150);
    });
  });
});
