import { expect } from 'chai';
import fc from 'fast-check';
import { readCalendar } from '../../../lib/calendar/calendar-rules';
import { ShiftCalendar } from '../../../lib/calendar/shift-calendar';
import { completedTime, minutesOf } from '../../../lib/calendar/time-of-day';
import { localZone } from '../../../lib/calendar/wall-time';

const early = {
  name: 'Early',
  days: [1, 2, 3, 4, 5],
  start: '06:00',
  end: '14:00',
  breaks: [{ start: '10:00', minutes: 30 }],
};
const night = {
  ...early,
  name: 'Night',
  start: '22:00',
  end: '06:00',
  breaks: [{ start: '02:00', minutes: 30 }],
};

const problemsOf = (saved: object) =>
  readCalendar({ zone: 'Asia/Shanghai', shifts: [], exceptions: [], ...saved }).problems.map(
    ({ field, reason }) => `${field} ${reason}`,
  );

describe('reading a calendar (docs/nodes.md, "shift-calendar")', () => {
  it('takes rules as a dialog saves them, and as a flow made elsewhere may have them', () => {
    const exceptions = [
      { date: '2026-10-01', name: '国庆节', shifts: [] },
      { date: '2026-10-10', shifts: [{ name: 'Early', start: '06:00', end: '14:00', breaks: [] }] },
    ];
    const { rules, problems } = readCalendar({ zone: ' Asia/Shanghai ', shifts: [early, night], exceptions });
    expect(problems).to.deep.equal([]);
    expect(rules).to.deep.equal({ zone: 'Asia/Shanghai', shifts: [early, night], exceptions });
    const typed = {
      ...early,
      days: ['5', 1, 1, 9],
      start: '6:00',
      breaks: [{ start: '10:00', minutes: '30' }],
    };
    const [shift] = readCalendar({ shifts: [typed] }).rules.shifts;
    expect(shift).to.deep.include({ days: [1, 5], breaks: early.breaks });
  });

  it('goes by the clock of this computer where no zone is given', () => {
    expect(readCalendar({}).rules).to.deep.equal({ zone: localZone(), shifts: [], exceptions: [] });
  });

  it('names the field of each thing that is wrong', () => {
    expect(problemsOf({ zone: 'Asia/Suzhou' })).to.deep.equal(['zone zoneUnknown']);
    expect(problemsOf({ shifts: 'early' })).to.deep.equal(['shifts noTable']);
    expect(problemsOf({ shifts: [{ ...early, name: ' ' }] })).to.deep.equal(['shifts.0.name nameMissing']);
    expect(problemsOf({ shifts: [early, { ...early, days: [] }] })).to.deep.equal([
      'shifts.1.days daysMissing',
    ]);
    expect(problemsOf({ shifts: [{ ...early, start: '24:00', end: 'noon' }] })).to.deep.equal([
      'shifts.0.start timeWrong',
      'shifts.0.end timeWrong',
    ]);
    expect(problemsOf({ shifts: [{ ...early, breaks: [{ start: 'x', minutes: 0.5 }] }] })).to.deep.equal([
      'shifts.0.breaks.0.start timeWrong',
      'shifts.0.breaks.0.minutes minutesWrong',
    ]);
    expect(problemsOf({ exceptions: [{ date: '2026-02-30' }, { date: '1.10.2026' }] })).to.deep.equal([
      'exceptions.0.date dateWrong',
      'exceptions.1.date dateWrong',
    ]);
    expect(problemsOf({ exceptions: [{ date: '2026-10-01' }, { date: '2026-10-01' }] })).to.deep.equal([
      'exceptions.1.date dateTwice',
    ]);
    expect(problemsOf({ shifts: Array.from({ length: 51 }, () => night) })).to.include('shifts tooMany');
  });

  it('refuses a break that is not within its shift, which may go past midnight', () => {
    const at = (start: string, minutes: number) =>
      problemsOf({ shifts: [{ ...night, breaks: [{ start, minutes }] }] });
    for (const start of ['22:00', '23:45', '00:00', '05:30']) expect(at(start, 30), start).to.deep.equal([]);
    for (const start of ['21:45', '05:45', '12:00'])
      expect(at(start, 30), start).to.deep.equal(['shifts.0.breaks.0.start breakOutside']);
  });

  it('refuses two shifts of one name on the same day, and takes them on different days', () => {
    const saturday = { ...early, days: [6], end: '12:00' };
    expect(problemsOf({ shifts: [early, saturday] })).to.deep.equal([]);
    expect(problemsOf({ shifts: [early, { ...saturday, days: [5, 6] }] })).to.deep.equal([
      'shifts.1.name nameTwice',
    ]);
    const { days: _days, ...once } = early;
    expect(problemsOf({ exceptions: [{ date: '2026-10-01', shifts: [once, once] }] })).to.deep.equal([
      'exceptions.0.shifts.1.name nameTwice',
    ]);
  });

  it('never throws, and what it reads is a calendar, whatever a flow holds', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (zone, shifts, exceptions) => {
        const { rules } = readCalendar({ zone, shifts, exceptions });
        new ShiftCalendar(rules).plannedBetween(0, 1_000_000_000);
      }),
    );
  });
});

describe('a time of the day as it is typed (docs/nodes.md, "shift-calendar")', () => {
  it('is hours and minutes', () => {
    expect(minutesOf('06:30')).to.equal(390);
    expect([minutesOf('24:00'), minutesOf('6'), minutesOf('')]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is completed', () => {
    expect(['6', '630', '22', '2230', '6.30', '6：30', ' 7:05 '].map(completedTime)).to.deep.equal([
      '06:00',
      '06:30',
      '22:00',
      '22:30',
      '06:30',
      '06:30',
      '07:05',
    ]);
    expect(['25', '7:61', 'noon', ''].map(completedTime)).to.deep.equal(['25', '7:61', 'noon', '']);
  });
});
