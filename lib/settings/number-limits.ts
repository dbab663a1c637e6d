/** What a setting that is a whole number may be. */
export interface NumberLimit {
  /** The name of the setting. */
  name: string;
  least: number;
  most: number;
  /** The default. */
  otherwise: number;
}

/** Time for an answer, in ms. */
export const TIMEOUT: NumberLimit = { name: 'timeout', least: 1, most: 3_600_000, otherwise: 15_000 };

/** True for a number within the limit, or its digits. */
export function isWithin({ least, most }: NumberLimit, value: unknown): boolean {
  const isWhole = typeof value === 'number' ? Number.isInteger(value) : /^\s*\d+\s*$/.test(String(value));
  return isWhole && Number(value) >= least && Number(value) <= most;
}
