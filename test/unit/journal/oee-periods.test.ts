import { expect } from 'chai';
import { ShiftCalendar } from '../../../lib/calendar/shift-calendar';
import { type OeePeriod, OeePeriods, untilNow } from '../../../lib/journal/oee-periods';

const utc = (time: string): number => Date.parse(`${time}Z`);
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const shift = (name: string, start: string, end: string, days = WEEK) => ({
  name,
  days,
  start,
  end,
  breaks: [],
});
const berlin = new ShiftCalendar({
  zone: 'Europe/Berlin',
  shifts: [shift('early', '06:00', '14:00'), shift('night', '22:00', '06:00')],
  exceptions: [{ date: '2026-12-25', shifts: [] }],
});
const periods = new OeePeriods(berlin, 'UTC');
const span = (period: OeePeriod | undefined) =>
  period && [new Date(period.from).toISOString(), new Date(period.to).toISOString()];

describe('periods of figures (docs/nodes.md, "machine-oee")', () => {
  it('are the shift that runs or, between shifts, the last one', () => {
    expect(periods.at('now', utc('2026-11-27T03:00'))).to.include({
      kind: 'now',
      shift: 'night',
      day: '2026-11-26',
    });
    expect(periods.at('now', utc('2026-11-27T15:00'))).to.include({
      kind: 'now',
      shift: 'early',
      day: '2026-11-27',
    });
  });

  it('are the shift, the day and the hour that ended last', () => {
    const now = utc('2026-11-27T12:20');
    expect(periods.at('shift', now)).to.include({ shift: 'night', day: '2026-11-26' });
    expect(periods.at('day', now)).to.include({ day: '2026-11-26', from: utc('2026-11-25T23:00') });
    expect(span(periods.at('hour', now))).to.deep.equal([
      '2026-11-27T11:00:00.000Z',
      '2026-11-27T12:00:00.000Z',
    ]);
    expect(periods.at('shift', utc('2026-11-27T13:00'))).to.include({ shift: 'early', day: '2026-11-27' });
  });

  it('go over a long holiday, before which a shift was the last and after which one is the next', () => {
    const days = Array.from({ length: 14 }, (_, index) => `2026-02-${String(10 + index)}`);
    const closed = new ShiftCalendar({
      zone: 'Asia/Shanghai',
      shifts: [shift('day', '08:00', '16:00')],
      exceptions: days.map((date) => ({ date, shifts: [] })),
    });
    const plant = new OeePeriods(closed, 'UTC');
    const now = utc('2026-02-20T04:00');
    expect(plant.at('shift', now)).to.include({ shift: 'day', day: '2026-02-09' });
    expect(plant.nextEnd('shift', now)).to.equal(utc('2026-02-24T08:00'));
  });

  it('end when the shift, the day and the hour do, and are told then', () => {
    const now = utc('2026-11-27T12:20');
    expect(periods.nextEnd('shift', now)).to.equal(utc('2026-11-27T13:00'));
    expect(periods.nextEnd('shift', utc('2026-11-27T13:00'))).to.equal(utc('2026-11-28T05:00'));
    expect(periods.nextEnd('day', now)).to.equal(utc('2026-11-27T23:00'));
    expect(periods.nextEnd('hour', now)).to.equal(utc('2026-11-27T13:00'));
    expect(periods.endingAt('shift', utc('2026-11-27T13:00')).map((each) => each.shift)).to.deep.equal([
      'early',
    ]);
    expect(periods.endingAt('day', utc('2026-11-27T23:00')).map(({ day }) => day)).to.deep.equal([
      '2026-11-27',
    ]);
    expect(periods.nextEnd('shift', utc('2026-12-25T05:30'))).to.equal(utc('2026-12-26T13:00'));
  });

  it('are 23, 24 or 25 hours of a day', () => {
    for (const [day, hours] of [
      ['2026-03-29', 23],
      ['2026-06-01', 24],
      ['2026-10-25', 25],
    ] as const) {
      const { from, to } = periods.day(day);
      const ends: number[] = [];
      for (
        let end = periods.nextEnd('hour', from);
        end !== undefined && end <= to;
        end = periods.nextEnd('hour', end)
      )
        ends.push(end);
      expect(ends, day).to.have.length(hours);
      expect(ends.at(-1), day).to.equal(to);
      const lasting = ends.flatMap((end) => periods.endingAt('hour', end));
      expect(lasting.every((each) => each.to - each.from === 3_600_000)).to.equal(true);
    }
  });

  it('are all time where there is no calendar, which has no shifts', () => {
    const without = new OeePeriods(undefined, 'Asia/Shanghai');
    const now = utc('2026-11-27T03:00');
    expect(without.at('shift', now)).to.equal(undefined);
    expect(without.nextEnd('shift', now)).to.equal(undefined);
    const day = without.at('now', now);
    expect(day).to.include({ kind: 'now', day: '2026-11-27', from: utc('2026-11-26T16:00') });
    expect(day?.planned).to.deep.equal([{ from: day?.from, to: day?.to }]);
  });

  it('are a shift of any day, by its name', () => {
    expect(periods.shift('2026-11-26', 'night')).to.include({ kind: 'shift', to: utc('2026-11-27T05:00') });
    expect(periods.shift('2026-12-25', 'night')).to.equal(undefined);
  });

  it('go on until now: what is to come is neither planned nor unknown', () => {
    const now = utc('2026-11-27T08:00');
    const begun = untilNow(periods.day('2026-11-27'), now);
    expect(begun.to).to.equal(now);
    expect(begun.planned).to.deep.equal([{ from: utc('2026-11-26T23:00'), to: now }]);
    const ended = periods.day('2026-11-26');
    expect(untilNow(ended, now)).to.equal(ended);
    expect(untilNow(periods.day('2026-11-29'), now).planned).to.deep.equal([]);
  });
});
