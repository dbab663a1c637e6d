import { expect } from 'chai';
import { MachineCycles, type PartsReport } from '../../../lib/journal/cycles';

type Doing = Partial<Omit<PartsReport, 'time'>>;

describe('MachineCycles (docs/behaviour.md, "Journal")', () => {
  let cycles: MachineCycles;
  /** A report of a second; such as `O1 10-40, ran 25: 2 parts`. */
  function report(second: number, doing: Doing): string | undefined {
    const { phase = 'ended', program = 'O1', count } = doing;
    const cycle = cycles.take({ time: second * 1_000, phase, program, count });
    if (cycle === undefined) return undefined;
    const { from, to, runMs, parts, complete, suspect } = cycle;
    const words = [complete ? '' : ', begin not seen', suspect ? ', suspect' : ''].join('');
    return `${cycle.program} ${from / 1_000}-${to / 1_000}, ran ${runMs / 1_000}: ${parts}${words}`;
  }

  beforeEach(() => {
    cycles = new MachineCycles('m');
  });

  describe('with a counter', () => {
    it('goes from one part to the next', () => {
      report(0, { phase: 'running', count: 5 });
      expect(report(30, { phase: 'running', count: 6 })).to.equal('O1 0-30, ran 30: 1, begin not seen');
      report(40, { count: 6 });
      report(50, { phase: 'running', count: 6 });
      expect(report(90, { phase: 'running', count: 7 })).to.equal('O1 30-90, ran 50: 1');
    });

    it('takes several parts of one cycle', () => {
      report(0, { phase: 'running', count: 0 });
      report(60, { phase: 'running', count: 4 });
      expect(report(120, { phase: 'running', count: 8 })).to.equal('O1 60-120, ran 60: 4');
    });

    it('takes a counter that goes down as reset, and what it shows then as made since', () => {
      report(0, { phase: 'running', count: 57 });
      expect(report(30, { phase: 'running', count: 0 })).to.equal(undefined);
      expect(report(60, { phase: 'running', count: 1 })).to.equal('O1 30-60, ran 30: 1, begin not seen');
      expect(report(90, { phase: 'running', count: 2 })).to.equal('O1 60-90, ran 30: 1');
    });

    it('counts no parts when a counter is set to another number', () => {
      report(0, { phase: 'running', count: 500 });
      expect(report(30, { phase: 'running', count: 400 })).to.equal(undefined);
      expect(report(60, { phase: 'running', count: 401 })).to.equal('O1 30-60, ran 30: 1, begin not seen');
    });

    it('goes on when a counter that was full begins again', () => {
      report(0, { phase: 'running', count: 98 });
      report(30, { phase: 'running', count: 99 });
      expect(report(60, { phase: 'running', count: 0 })).to.equal('O1 30-60, ran 30: 1');
    });

    it('counts no parts of a jump by more than the machine can have made', () => {
      report(0, { phase: 'running', count: 5 });
      expect(report(30, { phase: 'running', count: 3_005 })).to.equal(
        'O1 0-30, ran 30: 0, begin not seen, suspect',
      );
      expect(report(60, { phase: 'running', count: 3_006 })).to.equal('O1 30-60, ran 30: 1');
    });

    it('believes parts that were made while nobody knew the machine', () => {
      report(0, { phase: 'running', count: 5 });
      report(10, { phase: 'unknown', count: null });
      expect(report(3_610, { phase: 'running', count: 65 })).to.equal(
        'O1 0-3610, ran 10: 60, begin not seen',
      );
    });

    it('believes a part that was made between two messages', () => {
      report(0, { count: 5 });
      expect(report(5, { count: 6 })).to.equal('O1 0-5, ran 0: 1, begin not seen');
    });

    it('believes parts that were made during a restart', () => {
      cycles.restore(5, 10_000);
      expect(report(70, { phase: 'running', count: 8 })).to.equal('O1 10-70, ran 0: 3, begin not seen');
    });

    it('is not moved by what comes again, or late', () => {
      report(0, { phase: 'running', count: 5 });
      report(30, { phase: 'running', count: 6 });
      expect(report(30, { phase: 'running', count: 6 })).to.equal(undefined);
      expect(report(20, { phase: 'running', count: 5 })).to.equal(undefined);
      expect(report(60, { phase: 'running', count: 7 })).to.equal('O1 30-60, ran 30: 1');
    });
  });

  describe('without a counter', () => {
    it('goes from the begin of a program to its end', () => {
      report(0, {});
      expect(report(10, { phase: 'running' })).to.equal(undefined);
      expect(report(70, {})).to.equal('O1 10-70, ran 60: 1');
    });

    it('counts no part of a program whose begin was not seen', () => {
      report(0, { phase: 'running' });
      expect(report(70, {})).to.equal('O1 0-70, ran 70: 0, begin not seen');
    });

    it('ends with the begin of another program', () => {
      report(0, {});
      report(10, { phase: 'running' });
      expect(report(40, { phase: 'running', program: 'O2' })).to.equal('O1 10-40, ran 30: 1');
      expect(report(60, { program: 'O2' })).to.equal('O2 40-60, ran 20: 1');
    });

    it('goes on when the name of the program is known later than that it runs', () => {
      report(0, { program: null });
      report(10, { phase: 'running', program: null });
      expect(report(12, { phase: 'running', program: 'O1' })).to.equal(undefined);
      expect(report(40, { program: 'O1' })).to.equal('O1 10-40, ran 30: 1');
    });

    it('goes on after an alarm or a hold in the midst of a program', () => {
      report(0, {});
      report(10, { phase: 'running' });
      expect(report(40, { phase: 'held' })).to.equal(undefined);
      expect(report(100, { phase: 'running' })).to.equal(undefined);
      expect(report(120, {})).to.equal('O1 10-120, ran 50: 1');
    });

    it('counts no part of a program that was left before its end', () => {
      report(0, {});
      report(10, { phase: 'running' });
      report(40, { phase: 'held' });
      expect(report(50, {})).to.equal('O1 10-50, ran 30: 0');
      report(60, { phase: 'running' });
      expect(report(90, { phase: 'left' })).to.equal('O1 60-90, ran 30: 0');
    });

    it('counts nothing of what ran while nobody knew the machine', () => {
      report(0, {});
      report(10, { phase: 'running' });
      report(40, { phase: 'unknown' });
      report(50, { phase: 'running' });
      expect(report(70, {})).to.equal('O1 50-70, ran 20: 0, begin not seen');
    });
  });
});
