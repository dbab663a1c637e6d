import { expect } from 'chai';
import { timeOfWord } from '../../../lib/journal/time-word';

describe('Words for a time (docs/nodes.md, "machine-history")', () => {
  const now = Date.parse('2026-03-29T10:30:00Z');
  const rows: [word: string, bound: 'from' | 'to', zone: string, time: string | undefined][] = [
    ['now', 'from', 'UTC', '2026-03-29T10:30:00Z'],
    ['today', 'from', 'Asia/Shanghai', '2026-03-28T16:00:00Z'],
    ['today', 'to', 'Asia/Shanghai', '2026-03-29T16:00:00Z'],
    ['yesterday', 'from', 'Asia/Shanghai', '2026-03-27T16:00:00Z'],
    ['yesterday', 'to', 'Asia/Shanghai', '2026-03-28T16:00:00Z'],
    // The clocks of Berlin go forward on this day, which has 23 hours.
    ['today', 'from', 'Europe/Berlin', '2026-03-28T23:00:00Z'],
    ['today', 'to', 'Europe/Berlin', '2026-03-29T22:00:00Z'],
    ['2026-02-28', 'to', 'UTC', '2026-03-01T00:00:00Z'],
    [' 90 min', 'from', 'UTC', '2026-03-29T09:00:00Z'],
    ['8h', 'from', 'UTC', '2026-03-29T02:30:00Z'],
    ['7 d', 'from', 'UTC', '2026-03-22T10:30:00Z'],
    ['1774780200000', 'from', 'UTC', '2026-03-29T10:30:00Z'],
    ['2026-03-29T06:00:00+08:00', 'to', 'UTC', '2026-03-28T22:00:00Z'],
    ['2026-02-31', 'from', 'UTC', undefined],
    ['2026-13-01', 'from', 'UTC', undefined],
    ['soon', 'from', 'UTC', undefined],
    ['', 'to', 'UTC', undefined],
  ];

  for (const [word, bound, zone, time] of rows) {
    it(`"${word}" as "${bound}" in ${zone} is ${time ?? 'no time'}`, () => {
      const expected = time === undefined ? undefined : Date.parse(time);
      expect(timeOfWord(word, bound, zone, now)).to.equal(expected);
    });
  }
});
