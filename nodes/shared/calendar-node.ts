import type { Node, NodeAPI } from 'node-red';
import type { ShiftCalendar } from '../../lib/calendar/shift-calendar';
import { InputError } from '../../lib/errors';

/** A config node that holds the shifts of a plant. */
export interface CalendarNode extends Node {
  /** Throws `InputError` with the field of what cannot be read. */
  shiftCalendar(): ShiftCalendar;
}

/** The calendar that a node points to; undefined where it points to none. Throws `InputError` for one that is not there. */
export function calendarOf(RED: NodeAPI, id = ''): ShiftCalendar | undefined {
  if (id === '') return undefined;
  const node = RED.nodes.getNode(id) as Partial<CalendarNode> | null | undefined;
  if (!node?.shiftCalendar)
    throw new InputError('calendar', 'The shift calendar that is chosen is missing or disabled');
  return node.shiftCalendar();
}
