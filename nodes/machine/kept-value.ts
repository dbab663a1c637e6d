import { InputError } from '../../lib/errors';
import { isPlainObject, textOf } from '../../lib/json/json-values';

/** What is kept of one value at most, in characters; entries of lists count some more. */
const LARGEST_VALUE = 16 * 1024;
const COST_OF_AN_ENTRY = 64;
/** What an alarm may be made of. */
const CONDITION_FIELDS = ['id', 'code', 'text', 'message', 'level', 'severity'];
/** Shorter parts of texts are copies anyway. */
const SHORTEST_SHARED = 13;

/** A value for a machine's state, and how much of the memory it takes. */
export interface KeptValue {
  value: unknown;
  size: number;
}

/**
 * A copy of a value for a machine's state: a text, number or yes/no, an alarm, or a list of such. Throws `InputError`
 * for one that is too large.
 */
export function keptValue(field: string, value: unknown): KeptValue {
  const kept = sized(value, LARGEST_VALUE);
  if (kept) return kept;
  throw new InputError(
    'rows',
    `The value of "${field}" is larger than ${LARGEST_VALUE.toLocaleString('en-US')} characters (each entry of a list counts ${COST_OF_AN_ENTRY} more)`,
  );
}

/** A text that keeps no larger one in memory, of which it may be a part. */
export function ownText(text: string): string {
  return text.length < SHORTEST_SHARED ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

/** Undefined for a value that is larger. */
function sized(value: unknown, largest: number): KeptValue | undefined {
  if (typeof value === 'string')
    return value.length > largest ? undefined : { value: ownText(value), size: value.length };
  if (Array.isArray(value)) return listOf(value, largest);
  if (!isPlainObject(value)) return { value, size: COST_OF_AN_ENTRY };
  const texts = CONDITION_FIELDS.flatMap((name) => {
    const text = Object.hasOwn(value, name) ? textOf(value[name]) : undefined;
    return text === undefined ? [] : [[name, text] as const];
  });
  const size = texts.reduce((sum, [, text]) => sum + text.length, COST_OF_AN_ENTRY);
  if (size > largest) return undefined;
  return { value: Object.fromEntries(texts.map(([name, text]) => [name, ownText(text)])), size };
}

function listOf(list: readonly unknown[], largest: number): KeptValue | undefined {
  const copy: unknown[] = [];
  let size = 0;
  for (const entry of list) {
    size += COST_OF_AN_ENTRY;
    const kept = Array.isArray(entry) ? { value: undefined, size: 0 } : sized(entry, largest - size);
    if (!kept || size > largest) return undefined;
    copy.push(kept.value);
    size += kept.size;
  }
  return { value: copy, size };
}
