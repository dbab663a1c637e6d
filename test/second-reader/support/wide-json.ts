/**
 * JSON as servers of other languages write it: a BigInt as its digits (Java), NaN and Infinity by their names
 * (Python), what `Literal` holds as it is.
 */
export function wideJson(value: unknown): string {
  return textOf(value) ?? 'null';
}

/** Text that goes into JSON unchanged. */
export class Literal {
  constructor(readonly text: string) {}
}

function textOf(value: unknown): string | undefined {
  if (value instanceof Literal) return value.text;
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map((each) => textOf(each) ?? 'null').join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).flatMap(([key, each]) => {
    const text = textOf(each);
    return text === undefined ? [] : [`${JSON.stringify(key)}: ${text}`];
  });
  return `{${fields.join(', ')}}`;
}
