/** Values of every type, and of none that is usual. */
const STRANGE: readonly string[] = [
  'null',
  'true',
  '-1',
  '1e308',
  '""',
  '"text"',
  '"\\u0000\\ud800"',
  '[]',
  '[[]]',
  '{}',
  '{"__proto__":{"polluted":1}}',
];

/**
 * The answer with each of its fields in turn replaced by a value of each type, or left out; evenly picked when
 * there are more than `most`.
 */
export function spoiltAnswers(json: string, most: number): string[] {
  const spoilt = pathsIn(JSON.parse(json)).flatMap((path) => [
    ...STRANGE.map((strange) => changed(json, path, strange)),
    changed(json, path, undefined),
  ]);
  const step = Math.max(1, spoilt.length / most);
  return Array.from(
    { length: Math.min(most, spoilt.length) },
    (_, index) => spoilt[Math.floor(index * step)] ?? '',
  );
}

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  // The entries of a list are alike: the first two stand for all.
  const entries = Array.isArray(value)
    ? value.slice(0, 2).map((entry, index): [number, unknown] => [index, entry])
    : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

const MARK = '@@spoilt@@';

function changed(json: string, path: Path, strange: string | undefined): string {
  const root = { answer: JSON.parse(json) as unknown };
  const keys = ['answer', ...path];
  const last = keys.pop() as string;
  const holder = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], root);
  if (strange === undefined) delete (holder as Record<string, unknown>)[last];
  else (holder as Record<string, unknown>)[last] = MARK;
  // In the text: only there can a key be `__proto__`.
  return (JSON.stringify(root.answer) ?? '').replace(`"${MARK}"`, () => strange ?? '');
}
