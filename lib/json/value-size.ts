/** What values take in memory: about, in bytes, on a machine of 64 bits. */
const OF_A_VALUE = 16;
const OF_A_TEXT = 24;
const OF_AN_OBJECT = 64;
const OF_A_FIELD = 16;

/** The number of values in this one, itself included; no more are counted than `most` and one. */
export function valuesIn(value: unknown, most: number): number {
  return measured(value, most, () => 1);
}

/**
 * What a value takes in memory, in bytes, about; no more is counted than `most` and one value. The length of its JSON
 * says little of that: `{}` has two characters and takes 64 bytes.
 */
export function bytesOf(value: unknown, most: number): number {
  return measured(value, most, ownBytes);
}

function measured(value: unknown, most: number, own: (value: unknown) => number): number {
  const waiting = [value];
  let sum = 0;
  while (waiting.length > 0 && sum <= most) {
    const current = waiting.pop();
    sum += own(current);
    if (typeof current !== 'object' || current === null || ArrayBuffer.isView(current)) continue;
    // No copy of a list that is beyond the limit by its length alone.
    if (Array.isArray(current) && sum + current.length > most) return most + 1;
    for (const each of Array.isArray(current) ? current : Object.values(current)) waiting.push(each);
  }
  return sum;
}

function ownBytes(value: unknown): number {
  if (typeof value === 'string') return OF_A_TEXT + value.length;
  if (typeof value !== 'object' || value === null) return OF_A_VALUE;
  if (ArrayBuffer.isView(value)) return OF_AN_OBJECT + value.byteLength;
  if (Array.isArray(value)) return OF_AN_OBJECT + value.length * OF_A_VALUE;
  let names = 0;
  for (const name in value) names += OF_A_FIELD + name.length;
  return OF_AN_OBJECT + names;
}
