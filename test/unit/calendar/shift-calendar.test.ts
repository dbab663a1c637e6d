import { expect } from 'chai';
import fc from 'fast-check';
import { type CalendarRules, ShiftCalendar, type Span } from '../../../lib/calendar/shift-calendar';
import { dayAt, isZone, momentOf } from '../../../lib/calendar/wall-time';

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const utc = (time: string): number => Date.parse(`${time}Z`);
const hours = ({ from, to }: Span): number => (to - from) / 3_600_000;
const sum = (spans: readonly Span[]): number => spans.reduce((total, span) => total + hours(span), 0);

function calendar(rules: Partial<CalendarRules>): ShiftCalendar {
  return new ShiftCalendar({ zone: 'Europe/Berlin', shifts: [], exceptions: [], ...rules });
}

const night = {
  name: 'night',
  days: WEEK,
  start: '22:00',
  end: '06:00',
  breaks: [{ start: '02:15', minutes: 30 }],
};

describe('wall time (docs/behaviour.md, "Journal")', () => {
  it('knows the zones of IANA', () => {
    expect(isZone('Asia/Shanghai')).to.equal(true);
    expect(isZone('Asia/Suzhou')).to.equal(false);
  });

  it('is the time that the clocks of a zone show', () => {
    expect(momentOf('Asia/Shanghai', '2026-11-27', 8 * 60)).to.equal(utc('2026-11-27T00:00'));
    expect(momentOf('Europe/Berlin', '2026-07-01', 8 * 60)).to.equal(utc('2026-07-01T06:00'));
    expect(momentOf('America/St_Johns', '2026-01-01', 0)).to.equal(utc('2026-01-01T03:30'));
  });

  it('is, of a time that is skipped, the moment at which clocks go forward', () => {
    expect(momentOf('Europe/Berlin', '2026-03-29', 2 * 60 + 30)).to.equal(utc('2026-03-29T01:00'));
    // Midnight itself is skipped there.
    expect(momentOf('Africa/Cairo', '2026-04-24', 0)).to.equal(utc('2026-04-23T22:00'));
  });

  it('is, of a time that comes twice, the first', () => {
    expect(momentOf('Europe/Berlin', '2026-10-25', 2 * 60 + 30)).to.equal(utc('2026-10-25T00:30'));
  });

  it('knows each day by its moments, in any zone', () => {
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'Asia/Shanghai',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    );
    const moment = fc.integer({ min: utc('2020-01-01T00:00'), max: utc('2032-01-01T00:00') });
    fc.assert(
      fc.property(zone, moment, (name, time) => {
        const { from, to } = calendar({ zone: name }).dayOf(dayAt(name, time));
        expect(time).to.be.within(from, to - 1);
        expect(hours({ from, to })).to.be.within(23, 25);
      }),
    );
  });
});

describe('ShiftCalendar (docs/behaviour.md, "Journal")', () => {
  it('gives a night shift to the day on which it begins', () => {
    const shift = calendar({ shifts: [night] }).shiftAt(utc('2026-11-27T03:00'));
    expect(shift?.day).to.equal('2026-11-26');
    expect(shift?.from).to.equal(utc('2026-11-26T21:00'));
    expect(shift?.to).to.equal(utc('2026-11-27T05:00'));
  });

  it('takes breaks out of the planned time, after midnight too', () => {
    const [shift] = calendar({ shifts: [night] }).shiftsOf('2026-11-26');
    expect(shift?.planned).to.deep.equal([
      { from: utc('2026-11-26T21:00'), to: utc('2026-11-27T01:15') },
      { from: utc('2026-11-27T01:45'), to: utc('2026-11-27T05:00') },
    ]);
  });

  it('has an hour less in the night in which clocks go forward, and one more when they go back', () => {
    const plan = calendar({ shifts: [night] });
    expect(plan.shiftsOf('2026-03-28').map(hours)).to.deep.equal([7]);
    expect(plan.shiftsOf('2026-10-24').map(hours)).to.deep.equal([9]);
    expect(plan.shiftsOf('2026-10-25').map(hours)).to.deep.equal([8]);
  });

  it('has days of 23, 24 and 25 hours', () => {
    const plan = calendar({});
    expect(['2026-03-29', '2026-06-01', '2026-10-25'].map((day) => hours(plan.dayOf(day)))).to.deep.equal([
      23, 24, 25,
    ]);
  });

  it('knows leap days', () => {
    const [shift] = calendar({ shifts: [night] }).shiftsOf('2028-02-29');
    expect(shift?.to).to.equal(utc('2028-03-01T05:00'));
  });

  it('runs on the days of the week of each shift', () => {
    const plan = calendar({
      shifts: [{ ...night, start: '06:00', end: '14:00', breaks: [], days: [1, 2, 3, 4, 5] }],
    });
    expect(plan.shiftAt(utc('2026-11-27T08:00'))?.day).to.equal('2026-11-27');
    expect(plan.shiftAt(utc('2026-11-28T08:00'))).to.equal(undefined);
  });

  it('has other shifts on days that differ: none on a holiday, more with overtime', () => {
    const { days: _, ...overtime } = { ...night, name: 'overtime', start: '06:00', end: '18:00', breaks: [] };
    const plan = calendar({
      shifts: [night],
      exceptions: [
        { date: '2026-12-25', shifts: [] },
        { date: '2026-12-26', shifts: [overtime] },
      ],
    });
    expect(plan.shiftsOf('2026-12-25')).to.deep.equal([]);
    expect(plan.shiftsOf('2026-12-26').map(({ name }) => name)).to.deep.equal(['overtime']);
    expect(plan.shiftsOf('2026-12-27').map(({ name }) => name)).to.deep.equal(['night']);
  });

  it('counts what two shifts share once', () => {
    const plan = calendar({
      shifts: [
        { ...night, start: '06:00', end: '14:30', breaks: [] },
        { ...night, start: '14:00', end: '22:00', breaks: [] },
      ],
    });
    const { from, to } = plan.dayOf('2026-11-27');
    expect(sum(plan.plannedBetween(from, to))).to.equal(16);
  });

  it('plans a week of three shifts without a gap and without an overlap, also over changes of the clocks', () => {
    const three = ['06:00', '14:00', '22:00'].map((start, index, starts) => ({
      ...night,
      start,
      end: starts[(index + 1) % 3] ?? '',
      breaks: [],
    }));
    const plan = calendar({ shifts: three });
    for (const [from, to] of [
      ['2026-03-24', '2026-03-31'],
      ['2026-10-20', '2026-10-27'],
    ] as const) {
      const span = { from: plan.dayOf(from).from, to: plan.dayOf(to).from };
      expect(plan.plannedBetween(span.from, span.to)).to.deep.equal([span]);
    }
  });
});
