import { expect } from 'chai';
import { PlannedTime } from '../../../lib/calendar/planned-time';
import type { DoneInterval } from '../../../lib/journal/losses';
import { OeeTally } from '../../../lib/journal/oee';
import { comparedWithOwn } from '../../../lib/journal/own-comparison';
import type { MachineStateName } from '../../../lib/machine/machine-words';
import type { OwnState } from '../../../lib/machine/own-times';

const HOUR = { from: 0, to: 3_600_000 };
const none = { running: 0, idle: 0, setup: 0, alarm: 0, off: 0 };

function done(from: number, to: number, state: MachineStateName): DoneInterval {
  const activity = { state, reason: '', execution: null, program: null };
  return { id: String(from), key: 'A', name: 'A', activity, from: from * 1_000, to: to * 1_000 };
}

function secondsOf(intervals: readonly DoneInterval[]): OeeTally['times'] {
  const tally = new OeeTally(new PlannedTime([HOUR]));
  for (const { activity, ...span } of intervals) tally.addInterval({ ...span, state: activity.state });
  return tally.times;
}

describe('a platform\'s own figures beside ours (docs/nodes.md, "machine-oee")', () => {
  const compared = (intervals: DoneInterval[], times: Partial<Record<OwnState, number>>, planned = 3_600) =>
    comparedWithOwn(HOUR, planned, secondsOf(intervals), { availability: 0.5, times: { ...none, ...times } });

  it('are the same where both saw the same', () => {
    const { ours, difference, why } = compared([done(-60, 1_800, 'running'), done(1_800, 4_000, 'stopped')], {
      running: 1_800,
      idle: 1_800,
    });
    expect(ours).to.deep.equal({ ...none, running: 1_800, idle: 1_800 });
    expect(difference).to.deep.equal(none);
    expect(why).to.deep.equal([]);
  });

  it('differ by what is not planned, not known, an alarm, or the minutes of the platform; and why says by which', () => {
    expect(compared([done(0, 3_600, 'running')], { running: 3_600 }, 3_000).why).to.deep.equal(['all-time']);
    const unknown = compared([done(0, 1_800, 'running'), done(1_800, 2_400, 'unknown')], {
      running: 1_800,
      off: 1_800,
    });
    expect([unknown.ours.off, unknown.why]).to.deep.equal([1_800, ['unknown-as-off']]);
    const alarm = compared([done(0, 1_800, 'running'), done(1_800, 3_600, 'alarm')], {
      running: 1_800,
      idle: 1_800,
    });
    expect(alarm.difference).to.deep.equal({ ...none, idle: -1_800, alarm: 1_800 });
    expect(alarm.why).to.deep.equal(['alarm-is-emergency']);
    expect(compared([done(0, 3_600, 'running')], { running: 3_550, idle: 50 }).why).to.deep.equal([
      'minutes',
    ]);
  });
});
