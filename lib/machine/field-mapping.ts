import { finiteOrNull, numberOf, textOf } from '../json/json-values';
import type { Observation, ObservationValue } from './observation';
import { axisKind, type MachineUnits, unitFactor } from './units';

/** How a platform's value is read: `label` is text that stays as it is, though it may look like a number. */
export type FieldKind = 'number' | 'text' | 'label';

/** Where a field of a platform goes in the model: one row of its mapping table. */
export interface FieldRow {
  /** The field's name, or a pattern whose named groups the path may hold. */
  readonly field: string | RegExp;
  /** Such as `spindles.S{number}.load`. */
  readonly path: string;
  readonly kind: FieldKind;
  /** What the platform's number is multiplied by. */
  readonly factor?: number;
  /** For numbers whose unit the controller is set to. */
  readonly unit?: keyof MachineUnits;
}

interface Place {
  readonly row: FieldRow;
  readonly path: readonly string[];
  /** The form of the axis that the path leads to. */
  readonly form: readonly Observation[];
}

/** Field names recur in every message. The limit keeps endless new names from filling the memory. */
const PLACES_KEPT = 4_096;

/** A platform's table of fields, ready for use. */
export class FieldMapping {
  private readonly places = new Map<string, Place | undefined>();

  constructor(private readonly rows: readonly FieldRow[]) {}

  /** What the fields say. A value of another kind is `null`; a field without a row says nothing. */
  observe(fields: Readonly<Record<string, unknown>>, units: MachineUnits = {}): Observation[] {
    const observations: Observation[] = [];
    for (const field of Object.keys(fields)) {
      const place = this.placeOf(field);
      if (place)
        observations.push(...place.form, { path: place.path, value: readValue(place, fields[field], units) });
    }
    return observations;
  }

  private placeOf(field: string): Place | undefined {
    if (this.places.has(field)) return this.places.get(field);
    const place = findPlace(this.rows, field);
    if (this.places.size < PLACES_KEPT) this.places.set(field, place);
    return place;
  }
}

function findPlace(rows: readonly FieldRow[], field: string): Place | undefined {
  for (const row of rows) {
    const groups = groupsOf(row.field, field);
    if (!groups) continue;
    const path = row.path
      .split('.')
      .map((name) => name.replace(/\{(\w+)\}/g, (_all, group: string) => groups[group] ?? ''));
    return { row, path, form: axisForm(path) };
  }
  return undefined;
}

function groupsOf(wanted: string | RegExp, field: string): Record<string, string> | undefined {
  if (typeof wanted === 'string') return wanted === field ? {} : undefined;
  const match = wanted.exec(field);
  return match ? { ...match.groups } : undefined;
}

/** Whether an axis turns or moves, by its name; nothing for other paths. */
function axisForm([group, axis]: readonly string[]): Observation[] {
  if (group !== 'axes' || axis === undefined) return [];
  return [{ path: ['axes', axis, 'kind'], value: axisKind(axis) }];
}

function readValue({ row, form }: Place, value: unknown, units: MachineUnits): ObservationValue {
  if (row.kind !== 'number') return textOf(value) ?? null;
  const number = numberOf(value);
  if (number === undefined) return null;
  const isAngle = form.some((observation) => observation.value === 'rotary');
  const unit = row.unit === undefined || isAngle ? 1 : unitFactor(units[row.unit]);
  return finiteOrNull(number * (row.factor ?? 1) * unit);
}
