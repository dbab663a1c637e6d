/** A moment, ms since the epoch, as messages tell it: ISO 8601 UTC with ms. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
