import { isPlainObject, textOf } from '../../../lib/json/json-values';

/** A break, a shift and a day as they are being edited: texts as typed. */
export interface EditedBreak {
  start: string;
  minutes: string;
}

export interface EditedShift {
  name: string;
  days: number[];
  start: string;
  end: string;
  breaks: EditedBreak[];
}

export interface EditedDay {
  date: string;
  name: string;
  shifts: EditedShift[];
}

/** What a flow holds, whoever has written it. */
export function editedShifts(saved: unknown): EditedShift[] {
  return rowsOf(saved).map((row) => ({
    ...{ name: text(row['name']), start: text(row['start']), end: text(row['end']) },
    days: Array.isArray(row['days']) ? row['days'].map(Number) : [],
    breaks: rowsOf(row['breaks']).map(({ start, minutes }) => ({
      start: text(start),
      minutes: text(minutes),
    })),
  }));
}

export function editedDays(saved: unknown): EditedDay[] {
  return rowsOf(saved).map(({ date, name, shifts }) => ({
    date: text(date),
    name: text(name),
    shifts: editedShifts(shifts),
  }));
}

/** As a flow keeps it: lengths of breaks are numbers. */
export function savedShifts(shifts: readonly EditedShift[]): object[] {
  return shifts.map((shift) => ({ ...onceSaved(shift), days: [...shift.days].sort() }));
}

export function savedDays(days: readonly EditedDay[]): object[] {
  return days.map(({ date, name, shifts }) => ({ date, name, shifts: shifts.map(onceSaved) }));
}

function onceSaved({ name, start, end, breaks }: EditedShift): object {
  const pauses = breaks.map(({ start: at, minutes }) => ({ start: at, minutes: Number(minutes) }));
  return { name: name.trim(), start, end, breaks: pauses };
}

function rowsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map((row) => (isPlainObject(row) ? row : {})) : [];
}

function text(value: unknown): string {
  return textOf(value) ?? '';
}
