import type { NodeAPI, NodeDef } from 'node-red';
import { CALENDAR_REASONS, readCalendar, type SavedCalendar } from '../../lib/calendar/calendar-rules';
import { ShiftCalendar } from '../../lib/calendar/shift-calendar';
import { InputError } from '../../lib/errors';
import type { CalendarNode } from '../shared/calendar-node';

type ShiftCalendarDef = NodeDef & SavedCalendar;

export default function register(RED: NodeAPI): void {
  function ShiftCalendarConstructor(this: CalendarNode, def: ShiftCalendarDef): void {
    RED.nodes.createNode(this, def);
    const { rules, problems } = readCalendar(def);
    const calendar = new ShiftCalendar(rules);
    const errors = problems.map(
      ({ field, reason }) => new InputError(field, `Shift calendar, ${field}: ${CALENDAR_REASONS[reason]}`),
    );
    for (const { field, reason } of problems)
      this.warn(RED._('node.wrong', { field, reason: RED._(`problem.${reason}`) }));
    this.shiftCalendar = () => {
      const [error] = errors;
      if (error) throw error;
      return calendar;
    };
  }

  RED.nodes.registerType('shift-calendar', ShiftCalendarConstructor);
}
