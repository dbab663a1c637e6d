/** What is measured, and in which unit a machine's state tells it. */
export type Quantity = 'length' | 'angle' | 'feed' | 'speed' | 'percent' | 'time' | 'energy' | 'count';

/** What makes mm, degrees, mm/min, rpm, per cent, s, Wh and pieces of the standard's units, and of those that agents add. */
const FACTORS: Readonly<Record<Quantity, Readonly<Record<string, number>>>> = {
  length: { MILLIMETER: 1, CENTIMETER: 10, METER: 1_000, INCH: 25.4, FOOT: 304.8 },
  angle: { DEGREE: 1, RADIAN: 180 / Math.PI, MICRO_RADIAN: 180e-6 / Math.PI },
  feed: {
    'MILLIMETER/SECOND': 60,
    'MILLIMETER/MINUTE': 1,
    'METER/SECOND': 60_000,
    'METER/MINUTE': 1_000,
    'INCH/SECOND': 1_524,
    'INCH/MINUTE': 25.4,
    'FOOT/MINUTE': 304.8,
  },
  speed: {
    'REVOLUTION/MINUTE': 1,
    'REVOLUTION/SECOND': 60,
    'DEGREE/SECOND': 1 / 6,
    'DEGREE/MINUTE': 1 / 360,
  },
  percent: { PERCENT: 1 },
  time: { SECOND: 1, MILLISECOND: 0.001, MINUTE: 60, HOUR: 3_600 },
  energy: { WATT_SECOND: 1 / 3_600, JOULE: 1 / 3_600, WATT_HOUR: 1, KILOWATT_HOUR: 1_000 },
  count: { COUNT: 1 },
};

/** In which unit the standard has a quantity, where an agent says none. */
const USUAL: Readonly<Record<Quantity, string>> = {
  length: 'MILLIMETER',
  angle: 'DEGREE',
  feed: 'MILLIMETER/SECOND',
  speed: 'REVOLUTION/MINUTE',
  percent: 'PERCENT',
  time: 'SECOND',
  energy: 'WATT_SECOND',
  count: 'COUNT',
};

/** A product of two numbers has no more digits that mean something. */
const DIGITS = 12;

/** What a value is multiplied by; undefined for a unit that is none of this quantity. */
export function factorOf(quantity: Quantity, units: string | undefined): number | undefined {
  const factors = FACTORS[quantity];
  const name = units?.trim().toUpperCase() || USUAL[quantity];
  return Object.hasOwn(factors, name) ? factors[name] : undefined;
}

/** A number in the unit of a machine's state; `null` for a text that is none. */
export function converted(text: string, factor: number): number | null {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return null;
  if (factor === 1) return number;
  const product = Number((number * factor).toPrecision(DIGITS));
  return Number.isFinite(product) ? product : null;
}
