import { expect } from 'chai';
import type { Cycle } from '../../../lib/journal/cycles';
import { type OeeInput, oeeOf, oeeTogether } from '../../../lib/journal/oee';
import type { MachineStateName } from '../../../lib/machine/machine-words';

const minute = (count: number): number => count * 60_000;

function interval(from: number, to: number, state: MachineStateName): OeeInput['intervals'][number] {
  return { from: minute(from), to: minute(to), state };
}

function cycle(to: number, rest: Partial<Cycle> = {}): Cycle {
  return {
    id: String(to),
    program: 'O1',
    from: minute(to - 1),
    to: minute(to),
    runMs: 60_000,
    parts: 1,
    complete: true,
    ...rest,
  };
}

/** Eight hours planned, six of them running, 300 parts of an ideal minute, 15 of them scrap. */
const shift: OeeInput = {
  planned: [{ from: 0, to: minute(480) }],
  intervals: [interval(-60, 360, 'running'), interval(360, 420, 'alarm'), interval(420, 600, 'idle')],
  cycles: [cycle(100, { parts: 100 }), cycle(200, { parts: 200 }), cycle(500)],
  idealCycleOf: () => ({ seconds: 60, source: 'plant' }),
  scrap: 15,
};

describe('OEE (docs/behaviour.md, "Journal")', () => {
  it('is availability × performance × quality of the planned time', () => {
    const { times, coverage, availability, performance, quality, oee, parts, good, why } = oeeOf(shift);
    expect(times).to.deep.equal({
      planned: 28_800,
      running: 21_600,
      alarm: 3_600,
      idle: 3_600,
      stopped: 0,
      setup: 0,
      off: 0,
      unknown: 0,
    });
    expect([coverage, availability, performance, quality]).to.deep.equal([1, 0.75, 300 / 360, 0.95]);
    expect(oee).to.be.closeTo(0.59375, 1e-12);
    expect([parts, good]).to.deep.equal([300, 285]);
    expect(why).to.deep.equal([]);
  });

  it('leaves stops and parts outside of the planned time out', () => {
    const { times, parts } = oeeOf({ ...shift, planned: [{ from: 0, to: minute(150) }] });
    expect([times.running, times.idle, parts]).to.deep.equal([9_000, 0, 100]);
  });

  it('does not flatter a time that nobody knows', () => {
    const { availability, coverage, why } = oeeOf({
      ...shift,
      intervals: [interval(0, 240, 'running'), interval(240, 480, 'unknown')],
    });
    expect([availability, coverage]).to.deep.equal([0.5, 0.5]);
    expect(why).to.deep.equal(['not-covered']);
  });

  it('knows nothing of a time before the first message', () => {
    const { times, coverage } = oeeOf({ ...shift, intervals: [interval(360, 480, 'running')] });
    expect([times.unknown, coverage]).to.deep.equal([21_600, 0.25]);
  });

  it('has no quality without a count of scrap, and says so', () => {
    const { quality, oee, good, why } = oeeOf({ ...shift, scrap: undefined });
    expect([quality, oee, good]).to.deep.equal([null, null, null]);
    expect(why).to.deep.equal(['no-scrap-count']);
  });

  it('has no performance where a program has no ideal cycle, and says so', () => {
    const { performance, oee, why } = oeeOf({ ...shift, idealCycleOf: () => undefined });
    expect([performance, oee]).to.deep.equal([null, null]);
    expect(why).to.deep.equal(['no-ideal-cycle']);
  });

  it('says where the ideal cycle was learnt', () => {
    expect(oeeOf({ ...shift, idealCycleOf: () => ({ seconds: 60, source: 'learnt' }) }).why).to.deep.equal([
      'ideal-cycle-learnt',
    ]);
  });

  it('has no figures where nothing was planned', () => {
    const { availability, coverage, oee, why } = oeeOf({ ...shift, planned: [] });
    expect([availability, coverage, oee]).to.deep.equal([null, null, null]);
    expect(why).to.include('nothing-planned');
  });

  it('tells of counters that jumped', () => {
    expect(oeeOf({ ...shift, cycles: [cycle(100, { parts: 0, suspect: true })] }).why).to.include(
      'suspect-counter',
    );
  });

  it('of several machines is made of their times, parts and ideal times added up', () => {
    const whole = oeeTogether([oeeOf(shift), oeeOf({ ...shift, cycles: [], scrap: undefined })]);
    expect(whole.times).to.include({ planned: 57_600, running: 43_200 });
    expect([whole.availability, whole.performance, whole.quality]).to.deep.equal([0.75, 300 / 720, 0.95]);
    expect(whole.why).to.deep.equal(['no-scrap-count']);
    const unknown = oeeTogether([oeeOf(shift), oeeOf({ ...shift, idealCycleOf: () => undefined })]);
    expect([unknown.ideal, unknown.performance, unknown.oee]).to.deep.equal([null, null, null]);
    expect(oeeTogether([]).availability).to.equal(null);
  });
});
