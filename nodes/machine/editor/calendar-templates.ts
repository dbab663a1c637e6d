import type { Translate } from '../../shared/editor/editor-api';
import type { EditedShift } from './calendar-values';

const WORKDAYS = [1, 2, 3, 4, 5];
const EVERY_DAY = [...WORKDAYS, 6, 7];

/** What a table of shifts can begin with. */
export const CALENDAR_TEMPLATES = ['one', 'two', 'three'] as const;
export type CalendarTemplate = (typeof CALENDAR_TEMPLATES)[number];

export function templateShifts(template: CalendarTemplate, translate: Translate): EditedShift[] {
  const shift = (key: string, days: number[], times: string, pause: string, minutes: string): EditedShift => {
    const [start = '', end = ''] = times.split('-');
    return {
      name: translate(`template.${key}`),
      days: [...days],
      start,
      end,
      breaks: [{ start: pause, minutes }],
    };
  };
  if (template === 'one') return [shift('day', WORKDAYS, '08:00-17:00', '12:00', '60')];
  if (template === 'two')
    return [
      shift('early', WORKDAYS, '06:00-14:00', '10:00', '30'),
      shift('late', WORKDAYS, '14:00-22:00', '18:00', '30'),
    ];
  return [
    shift('early', EVERY_DAY, '06:00-14:00', '10:00', '30'),
    shift('late', EVERY_DAY, '14:00-22:00', '18:00', '30'),
    shift('night', EVERY_DAY, '22:00-06:00', '02:00', '30'),
  ];
}
