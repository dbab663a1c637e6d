import { readFileSync } from 'node:fs';

/** A catalogue's texts by their dotted keys, such as `form.outputs.changes`. */
export type Texts = ReadonlyMap<string, string>;

export function readTexts(file: string): Texts {
  return new Map(entriesBelow('', JSON.parse(readFileSync(file, 'utf8'))));
}

/** What a catalogue holds that is neither text nor a group of texts goes by its JSON. */
function entriesBelow(prefix: string, value: unknown): [string, string][] {
  if (typeof value === 'string') return [[prefix, value]];
  if (typeof value !== 'object' || value === null) return [[prefix, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, below]) =>
    entriesBelow(prefix === '' ? key : `${prefix}.${key}`, below),
  );
}

/** The values that a text has places for: `__name__`. */
export function placesIn(text: string): string[] {
  return [...text.matchAll(/__(\w+?)__/g)].map(([, name]) => name ?? '').sort();
}
