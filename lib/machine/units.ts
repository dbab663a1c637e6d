/** The units that a machine's controller is set to; mm and mm/min where nothing is said. */
export interface MachineUnits {
  readonly length?: string;
  readonly feed?: string;
}

/** Units that controllers are set to, and what makes mm, mm/min or degrees of them. */
const FACTORS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    mm: 1,
    inch: 25.4,
    in: 25.4,
    m: 1_000,
    deg: 1,
    '°': 1,
    degree: 1,
    degrees: 1,
  }),
);

const ROTARY_UNITS = new Set(['deg', '°', 'degree', 'degrees']);
const ROTARY_AXES = /^[ABC]\d*$/;

/** What a value in this unit is multiplied by; 1 for a unit that is blank or not known. */
export function unitFactor(unit: string | undefined): number {
  const name =
    unit
      ?.trim()
      .toLowerCase()
      .replace(/\/min$/, '') ?? '';
  return FACTORS.get(name) ?? 1;
}

/** Whether a unit of lengths, or of feeds, is one that controllers are set to; blank counts as mm or mm/min. */
export function isUnit(unit: string, of: 'length' | 'feed'): boolean {
  const name = unit.trim().toLowerCase();
  const isPerMinute = name.endsWith('/min');
  return name === '' || (isPerMinute === (of === 'feed') && FACTORS.has(name.replace(/\/min$/, '')));
}

/** By the unit where it says so, else by the name: A, B and C turn around X, Y and Z. */
export function axisKind(name: string, unit?: string): 'linear' | 'rotary' {
  if (unit !== undefined && ROTARY_UNITS.has(unit.trim().toLowerCase())) return 'rotary';
  return ROTARY_AXES.test(name) && (unit === undefined || unit.trim() === '') ? 'rotary' : 'linear';
}
