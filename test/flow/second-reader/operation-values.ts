import { isPlain } from '../../second-reader/support/answering-server';
import { type Operation, type Place, sample } from '../../second-reader/support/operation-table';

/** A message's properties that give every parameter of an operation a value; what is known wins. */
export function valuesFor(
  { parameters }: Operation,
  known: Record<string, unknown>,
  wide = false,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const entry: Record<string, unknown> = {};
  for (const parameter of parameters) {
    const isOfEntry = parameter.name.startsWith('[].');
    const name = isOfEntry ? parameter.name.slice(3) : parameter.name;
    put(isOfEntry ? entry : values, name.split('.'), valueOfType(parameter, known, wide));
  }
  return Object.keys(entry).length > 0 ? { ...values, payload: [entry] } : { payload: values };
}

function valueOfType({ name, type }: Place, known: Record<string, unknown>, wide: boolean): unknown {
  const last = name.split('.').at(-1) ?? '';
  if (known[last] !== undefined) return known[last];
  if (/^array|^Array|\[\]$/.test(type)) return [];
  const value = sample(type, last);
  if (typeof value === 'bigint') return wide ? String(value) : Number(value % 1_000_000n);
  return value;
}

/** Puts a value where `a.b` or `list[].b` says. */
function put(holder: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): void {
  const name = first.replace(/\[\]$/, '');
  if (rest.length === 0) {
    holder[name] = value;
    return;
  }
  const isList = first.endsWith('[]');
  const list = isList ? ((holder[name] as unknown[] | undefined) ?? []) : undefined;
  const inner = list ? list[0] : holder[name];
  const next = isPlain(inner) ? inner : {};
  holder[name] = list ? [next] : next;
  put(next, rest, value);
}
