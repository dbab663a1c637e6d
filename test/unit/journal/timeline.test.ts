import { expect } from 'chai';
import type { Activity } from '../../../lib/journal/activity';
import type { TimelineInterval } from '../../../lib/journal/identified';
import { MachineTimeline } from '../../../lib/journal/timeline';
import type { MachineStateName } from '../../../lib/machine/machine-words';

const BEGIN = Date.UTC(2026, 10, 27, 8);
const rules = { staleMs: 60_000, shortestMs: 1_000 };

/** Seconds since the begin of the test. */
const at = (seconds: number): number => BEGIN + seconds * 1_000;

function doing(state: MachineStateName, program: string | null = null): Activity {
  return { state, reason: state, execution: null, program };
}

/** A journal of one machine, as somebody reads it who takes the last revision of each interval. */
class Journal {
  timeline = new MachineTimeline('m', rules);
  readonly intervals = new Map<string, TimelineInterval>();
  readonly changes: TimelineInterval[] = [];

  /** A message of a second that arrives later, or at once; `since` is what the machine says, else the same second. */
  say(second: number, does: Activity, { since = second, arrives = second } = {}): void {
    this.note(this.timeline.take({ activity: does, time: at(second), since: at(since) }, at(arrives)));
  }

  wait(second: number): void {
    this.note(this.timeline.at(at(second)));
  }

  restart(second: number): void {
    const { remainder } = this.timeline;
    this.timeline = new MachineTimeline('m', rules);
    if (remainder !== undefined) this.timeline.restore(remainder, at(second));
  }

  /** Such as `0-10 running`, in order of time. */
  get told(): string[] {
    return [...this.intervals.values()]
      .filter(({ from, to }) => from !== to)
      .sort((one, other) => one.from - other.from)
      .map(({ from, to, activity, source }) => {
        const seconds = (time: number): number => (time - BEGIN) / 1_000;
        const end = to === undefined ? '' : seconds(to);
        const how = source === 'observed' ? '' : ` (${source})`;
        return `${seconds(from)}-${end} ${activity.program ?? activity.state}${how}`;
      });
  }

  private note(changes: readonly TimelineInterval[]): void {
    this.changes.push(...changes);
    for (const change of changes) this.intervals.set(change.id, change);
  }
}

describe('MachineTimeline (docs/behaviour.md, "Journal")', () => {
  let journal: Journal;

  beforeEach(() => {
    journal = new Journal();
  });

  it('begins with the first message, at the time since which the machine does it', () => {
    journal.say(10, doing('running'), { since: 4 });
    expect(journal.told).to.deep.equal(['4- running']);
  });

  it('ends an interval where the next begins', () => {
    journal.say(0, doing('running'));
    journal.say(10, doing('idle'));
    journal.wait(12);
    expect(journal.told).to.deep.equal(['0-10 running', '10- idle']);
  });

  it('says when an interval begins and once more when it ends, without a correction', () => {
    journal.say(0, doing('running'));
    journal.say(10, doing('idle'));
    journal.wait(12);
    const ofTheFirst = journal.changes.filter(({ from }) => from === at(0));
    expect(ofTheFirst.map(({ to, revision }) => [to, revision])).to.deep.equal([
      [undefined, 0],
      [at(10), 0],
    ]);
  });

  it('does not draw the last state over a gap: nobody knows since the last sign of life', () => {
    journal.say(0, doing('running'));
    journal.say(30, doing('running'));
    journal.wait(90);
    expect(journal.told).to.deep.equal(['0- running']);
    journal.wait(91);
    expect(journal.told).to.deep.equal(['0-30 running', '30- unknown (gap)']);
    journal.say(200, doing('running'), { since: 150 });
    journal.wait(202);
    expect(journal.told).to.deep.equal(['0-30 running', '30-150 unknown (gap)', '150- running']);
  });

  it('believes a machine that says it has done the same through a gap', () => {
    journal.say(0, doing('running'));
    journal.wait(100);
    journal.say(200, doing('running'), { since: 0 });
    expect(journal.told).to.deep.equal(['0- running']);
  });

  it('believes a machine that says when its state changed while nobody heard it', () => {
    journal.say(0, doing('running'));
    journal.say(30, doing('running'));
    journal.wait(100);
    journal.say(200, doing('idle'), { since: 20 });
    journal.wait(202);
    expect(journal.told).to.deep.equal(['0-20 running', '20- idle']);
  });

  it('takes what is shorter than the shortest to what was before it', () => {
    journal.say(0, doing('running'));
    journal.say(10, doing('idle'));
    journal.say(10.5, doing('running'));
    journal.wait(20);
    expect(journal.told).to.deep.equal(['0- running']);
    expect(journal.changes).to.have.length(1);
  });

  it('begins another interval with another program, when it is seen', () => {
    journal.say(0, doing('running', 'O1'));
    journal.say(10, doing('running', 'O2'), { since: 0 });
    journal.wait(12);
    expect(journal.told).to.deep.equal(['0-10 O1', '10- O2']);
  });

  it('puts a late message in its place, under the same ids', () => {
    journal.say(0, doing('running'));
    journal.say(40, doing('running'), { since: 20 });
    journal.say(10, doing('alarm'), { arrives: 41 });
    journal.wait(42);
    expect(journal.told).to.deep.equal(['0-10 running', '10-20 alarm', '20- running']);
    expect(journal.intervals.get(`m@${new Date(at(0)).toISOString()}`)?.revision).to.equal(0);
  });

  it('corrects under the same id what a late message proves wrong', () => {
    journal.say(0, doing('running'));
    journal.say(50, doing('idle'));
    journal.wait(52);
    journal.say(30, doing('idle'), { arrives: 53 });
    expect(journal.told).to.deep.equal(['0-30 running', '30- idle']);
    expect([...journal.intervals.values()].map(({ revision }) => revision)).to.deep.equal([1, 1]);
  });

  it('counts and drops what is later than the longest silence', () => {
    journal.say(0, doing('running'));
    journal.say(100, doing('running'), { since: 0 });
    journal.say(30, doing('alarm'), { arrives: 101 });
    expect(journal.told).to.deep.equal(['0- running']);
    expect(journal.timeline.dropped).to.equal(1);
  });

  it('does not count what comes late and is known', () => {
    journal.say(0, doing('running'));
    journal.say(100, doing('running'), { since: 0 });
    journal.say(30, doing('running'), { arrives: 101 });
    expect(journal.timeline.dropped).to.equal(0);
  });

  it('takes what is said of tomorrow for now', () => {
    journal.say(0, doing('running'));
    journal.say(86_400, doing('idle'), { arrives: 10 });
    journal.wait(12);
    expect(journal.told).to.deep.equal(['0-10 running', '10- idle']);
  });

  it('goes on after a restart when the machine does the same since the same time', () => {
    journal.say(0, doing('running'));
    journal.say(30, doing('running'));
    journal.restart(500);
    journal.say(501, doing('running'), { since: 0 });
    expect(journal.told).to.deep.equal(['0- running']);
  });

  it('knows nothing of the time of a restart otherwise', () => {
    journal.say(0, doing('running'));
    journal.say(30, doing('running'));
    journal.restart(40);
    journal.say(41, doing('running'));
    journal.wait(43);
    expect(journal.told).to.deep.equal(['0-30 running', '30-41 unknown (restart)', '41- running']);
  });

  it('knows nothing of a machine that is not heard after a restart', () => {
    journal.say(0, doing('running'));
    journal.say(30, doing('running'));
    journal.restart(500);
    journal.wait(560);
    expect(journal.told).to.deep.equal(['0- running']);
    journal.wait(561);
    expect(journal.told).to.deep.equal(['0-30 running', '30- unknown (restart)']);
  });

  it('gives the id of an interval that was taken away to no other one, also after a restart', () => {
    journal.say(0, doing('running'));
    journal.say(1, doing('idle'));
    journal.wait(2);
    // The clock is set back: the interval has not been long enough.
    journal.wait(1);
    journal.restart(1);
    journal.say(2.1, doing('running'));
    const revisions = new Map<string, number>();
    for (const { id, revision } of journal.changes) {
      expect(revision, id).to.be.at.least(revisions.get(id) ?? 0);
      revisions.set(id, revision);
    }
  });

  it('never falls silent with messages of long ago, when told so', () => {
    journal.timeline = new MachineTimeline('m', { ...rules, staleMs: 0 });
    journal.say(0, doing('running'), { arrives: 1_000_000 });
    journal.say(5_000, doing('idle'), { arrives: 1_000_000 });
    journal.say(90_000, doing('running'), { arrives: 1_000_000 });
    expect(journal.told).to.deep.equal(['0-5000 running', '5000-90000 idle', '90000- running']);
  });

  it('keeps little, however long a machine does the same or changes', () => {
    const many = 100_000;
    for (let second = 0; second < many; second += 1)
      journal.say(second, doing(Math.floor(second / 600) % 2 === 0 ? 'running' : 'idle'));
    expect(JSON.stringify(journal.timeline).length).to.be.below(40_000);
    expect(journal.told).to.have.length(Math.ceil(many / 600));
  });
});
