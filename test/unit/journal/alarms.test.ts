import { expect } from 'chai';
import fc from 'fast-check';
import { type AlarmCondition, type AlarmEpisode, MachineAlarms } from '../../../lib/journal/alarms';

const alarm = (id: string, since = 0): AlarmCondition => ({
  id,
  level: 'fault',
  code: id,
  text: `alarm ${id}`,
  since,
});

/** Such as `E1 2-5`, or `E1 2-` for one that has begun. */
function told(episodes: readonly AlarmEpisode[]): string[] {
  return episodes.map(({ conditionId, from, to, count }) => {
    const times = count === 1 ? '' : ` ${count} times`;
    return `${conditionId} ${from / 1_000}-${to === undefined ? '' : to / 1_000}${times}`;
  });
}

describe('MachineAlarms (docs/behaviour.md, "Journal")', () => {
  let alarms: MachineAlarms;
  /** A report of a second. */
  const report = (second: number, conditions?: readonly AlarmCondition[]): string[] =>
    told(alarms.take({ time: second * 1_000, conditions }));

  beforeEach(() => {
    alarms = new MachineAlarms('m', 1_000);
  });

  it('tells each alarm once when it begins and once when it has ended', () => {
    expect(report(2, [alarm('E1', 2_000)])).to.deep.equal(['E1 2-']);
    expect(report(3, [alarm('E1', 2_000)])).to.deep.equal([]);
    expect(report(5, [])).to.deep.equal([]);
    expect(report(6, [])).to.deep.equal(['E1 2-5']);
    expect(report(7, [])).to.deep.equal([]);
  });

  it('gives begin and end one id', () => {
    const [begin] = alarms.take({ time: 2_000, conditions: [alarm('E1')] });
    alarms.take({ time: 5_000, conditions: [] });
    const [end] = alarms.at(6_000);
    expect(end?.id).to.equal(begin?.id).and.to.equal('m!E1@1970-01-01T00:00:00.000Z');
  });

  it('knows several at once', () => {
    expect(report(2, [alarm('E1', 2_000), alarm('E2', 2_000)])).to.deep.equal(['E1 2-', 'E2 2-']);
    expect(report(4, [alarm('E2', 2_000)])).to.deep.equal([]);
    expect(report(6, [alarm('E2', 2_000)])).to.deep.equal(['E1 2-4']);
  });

  it('counts one that is back within the shortest time as the same', () => {
    report(2, [alarm('E1', 2_000)]);
    report(3, []);
    expect(report(3.5, [alarm('E1', 3_500)])).to.deep.equal([]);
    report(8, []);
    expect(report(9, [])).to.deep.equal(['E1 2-8 2 times']);
  });

  it('tells of another episode when it is back later', () => {
    report(2, [alarm('E1', 2_000)]);
    report(3, []);
    expect(report(9, [alarm('E1', 9_000)])).to.deep.equal(['E1 2-3', 'E1 9-']);
  });

  it('ends none while nobody knows, and ends one that is missing then when it was seen last', () => {
    report(2, [alarm('E1', 2_000)]);
    report(4, [alarm('E1', 2_000)]);
    expect(report(5)).to.deep.equal([]);
    expect(report(500)).to.deep.equal([]);
    expect(report(900, [])).to.deep.equal(['E1 2-4']);
  });

  it('goes on with one that is still there after a time in which nobody knew', () => {
    report(2, [alarm('E1', 2_000)]);
    report(5);
    expect(report(900, [alarm('E1', 2_000)])).to.deep.equal([]);
  });

  it('goes on after a restart', () => {
    report(2, [alarm('E1', 2_000), alarm('E2', 2_000)]);
    const { open } = alarms;
    alarms = new MachineAlarms('m', 1_000);
    alarms.restore(open, 3_000);
    expect(report(60, [alarm('E2', 2_000)])).to.deep.equal(['E1 2-3']);
    expect(told(alarms.open)).to.deep.equal(['E2 2-']);
  });

  it('tells no end without a begin, and no begin twice, whatever comes', () => {
    const ids = fc.option(fc.uniqueArray(fc.constantFrom('E1', 'E2', 'E3')), { nil: undefined });
    const reports = fc.array(fc.record({ ms: fc.integer({ min: -2_000, max: 5_000 }), ids }));
    fc.assert(
      fc.property(reports, (list) => {
        const each = new MachineAlarms('m', 1_000);
        const open = new Map<string, AlarmEpisode>();
        let time = 1_000_000;
        for (const { ms, ids: active } of list) {
          time += ms;
          const conditions = active?.map((id) => alarm(id, time));
          for (const episode of each.take({ time, conditions })) {
            if (episode.to === undefined) {
              expect(open.has(episode.conditionId)).to.equal(false);
              open.set(episode.conditionId, episode);
            } else {
              expect(open.get(episode.conditionId)?.id).to.equal(episode.id);
              expect(episode.to).to.be.at.least(episode.from);
              open.delete(episode.conditionId);
            }
          }
          expect([...open.keys()].sort()).to.deep.equal(
            each.open.map(({ conditionId }) => conditionId).sort(),
          );
        }
      }),
    );
  });
});
