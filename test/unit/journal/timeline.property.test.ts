import { expect } from 'chai';
import fc from 'fast-check';
import type { Activity } from '../../../lib/journal/activity';
import type { TimelineInterval } from '../../../lib/journal/identified';
import { MachineTimeline } from '../../../lib/journal/timeline';

const STALE_MS = 60_000;
const SHORTEST_MS = 1_000;
const rules = { staleMs: STALE_MS, shortestMs: SHORTEST_MS };
const BEGIN = Date.UTC(2026, 2, 29, 0, 30);

const activity: fc.Arbitrary<Activity> = fc.record({
  state: fc.constantFrom('running', 'idle', 'alarm', 'off', 'unknown'),
  reason: fc.constantFrom('1', '2'),
  execution: fc.constant(null),
  program: fc.constantFrom(null, 'O1', 'O2'),
});

const takesMs = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 90_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -7_200_000, max: 7_200_000 }) },
);

/** Messages of now, late and of tomorrow, with a `since` or without. */
const message = fc
  .record({
    activity,
    lateMs: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 70_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: -100_000_000, max: 100_000_000 }) },
    ),
    forMs: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 200_000 }),
      fc.integer({ min: -1_000, max: 9_000_000 }),
    ),
    takesMs,
  })
  .map(({ activity: does, lateMs, forMs, takesMs: ms }) => ({ does, lateMs, forMs, ms }));

const happenings = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: message.map((each) => ({ kind: 'message' as const, ...each })) },
    { weight: 2, arbitrary: takesMs.map((ms) => ({ kind: 'silence' as const, ms })) },
    { weight: 1, arbitrary: takesMs.map((ms) => ({ kind: 'restart' as const, ms })) },
  ),
  { minLength: 1, maxLength: 40 },
);

/** What a reader of the journal has: the last revision of each interval. */
class Reader {
  readonly intervals = new Map<string, TimelineInterval>();

  read(changes: readonly TimelineInterval[]): void {
    for (const change of changes) {
      const before = this.intervals.get(change.id);
      expect(change.revision).to.equal(before === undefined ? 0 : expectedRevision(before, change));
      this.intervals.set(change.id, change);
    }
  }

  /** Those that no correction took away, in order of time. */
  get inOrder(): TimelineInterval[] {
    return [...this.intervals.values()]
      .filter(({ from, to }) => to !== from)
      .sort((one, other) => one.from - other.from);
  }

  /** Nothing is missing and nothing is there twice, from the first interval to the open one. */
  expectWhole(): void {
    const list = this.inOrder;
    expect(list).not.to.be.empty;
    list.forEach((interval, index) => {
      expect(interval.to, JSON.stringify(list)).to.equal(list[index + 1]?.from);
    });
  }
}

/** What ends for the first time is no correction; anything else of an interval that was written is one. */
function expectedRevision(
  before: TimelineInterval,
  { to, from, activity: does, source }: TimelineInterval,
): number {
  const isSame = before.from === from && before.source === source && sameText(before.activity, does);
  return before.revision + (isSame && before.to === undefined && to !== from ? 0 : 1);
}

function sameText(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

describe('MachineTimeline, whatever comes (docs/behaviour.md, "Journal")', () => {
  it('leaves no hole, no overlap, and takes nothing back but by a correction of the same id', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const reader = new Reader();
        let timeline = new MachineTimeline('m', rules);
        let now = BEGIN;
        for (const each of list) {
          now += each.ms;
          if (each.kind === 'message') {
            const time = now - each.lateMs;
            const word = { activity: each.does, time, since: time - each.forMs };
            reader.read(timeline.take(word, now));
            reader.expectWhole();
          } else if (each.kind === 'restart') {
            const { remainder } = timeline;
            timeline = new MachineTimeline('m', rules);
            if (remainder !== undefined) timeline.restore(remainder, now);
          } else {
            reader.read(timeline.at(now));
          }
          if (reader.intervals.size > 0) reader.expectWhole();
        }
      }),
    );
  });

  it('tells the same in whatever order messages arrive that are late by no more than the longest silence', () => {
    const arrivals = fc.array(
      fc.record({
        does: activity,
        afterMs: fc.integer({ min: 1_100, max: 100_000 }),
        lateMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: STALE_MS - 1 })),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(arrivals, (list) => {
        let time = BEGIN;
        const messages = list.map(({ does, afterMs, lateMs }, index) => {
          time += afterMs;
          return { word: { activity: does, time, since: time }, arrives: time + (index === 0 ? 0 : lateMs) };
        });
        const end = time + 10 * STALE_MS;
        const inOrder = told(messages.map(({ word }) => ({ word, arrives: word.time })));
        const asTheyArrive = told(messages.toSorted((one, other) => one.arrives - other.arrives));
        expect(asTheyArrive).to.deep.equal(inOrder);

        function told(arriving: typeof messages): unknown[] {
          const timeline = new MachineTimeline('m', rules);
          const reader = new Reader();
          for (const { word, arrives } of arriving) reader.read(timeline.take(word, arrives));
          reader.read(timeline.at(end));
          expect(timeline.dropped).to.equal(0);
          return reader.inOrder.map(({ activity: does, from, to }) => ({ does, from, to }));
        }
      }),
    );
  });

  it('changes nothing when messages come again', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 20 }), (list) => {
        const timeline = new MachineTimeline('m', rules);
        let now = BEGIN;
        for (const { does, ms, forMs } of list) {
          now += Math.abs(ms);
          const word = { activity: does, time: now, since: now - forMs };
          timeline.take(word, now);
          expect(timeline.take(word, now)).to.deep.equal([]);
        }
      }),
    );
  });
});
