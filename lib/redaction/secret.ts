import type { Effort } from './effort';
import { folded, foldedAt } from './fold';
import { type Escapes, startsEscape } from './spelling';

/** A placeholder for a character that has several forms even without an escape. */
const SEVERAL = -1;
/** What a step through escapes costs, in comparisons of plain characters. */
const ESCAPED_STEP = 30;

/** One secret, and where a text holds it, each of its characters as it is or escaped in whatever way. */
export class Secret {
  /** The characters with which it may begin once escapes are read. */
  readonly starts: ReadonlySet<string>;
  /** For each of its characters the sequences of UTF-16 units that may stand for it. */
  private readonly characters: readonly (readonly string[])[];
  private readonly codes: readonly number[];

  constructor(secret: string) {
    this.characters = Array.from(secret, spellings);
    this.codes = this.characters.map((ways) =>
      ways.length > 1 ? SEVERAL : (ways[0]?.charCodeAt(0) ?? SEVERAL),
    );
    const [first = []] = this.characters;
    this.starts = new Set(first.map((way) => way.charAt(0)));
  }

  /** Where the longest way to write the secret that begins at `index` ends; undefined where none does. */
  endIn(escapes: Escapes, index: number, effort: Effort): number | undefined {
    const { text } = escapes;
    for (let count = 0; count < this.codes.length; count += 1) {
      const isEscape = startsEscape(text.charCodeAt(index + count));
      const isDifferent = foldedAt(text, index + count) !== this.codes[count];
      if (!isEscape && this.codes[count] !== SEVERAL && !isDifferent) continue;
      effort.spend(count + 1);
      return isEscape || this.codes[count] === SEVERAL
        ? this.longestEnd(escapes, index + count, count, effort)
        : undefined;
    }
    effort.spend(this.codes.length);
    return index + this.codes.length;
  }

  /** The same for all of its characters but the first ones. */
  private longestEnd(escapes: Escapes, index: number, first: number, effort: Effort): number | undefined {
    let ends = new Set([index]);
    for (let count = first; count < this.characters.length && ends.size > 0; count += 1) {
      const ways = this.characters[count] ?? [];
      effort.spend(ESCAPED_STEP * ends.size * ways.length);
      if (effort.isSpent) return undefined;
      const next = new Set<number>();
      for (const end of ends) for (const way of ways) addEnds(next, escapes, end, way);
      ends = next;
    }
    return ends.size === 0 ? undefined : Math.max(...ends);
  }
}

/** The character itself, and its UTF-8 bytes when each was taken for a character. */
function spellings(character: string): string[] {
  if (character <= '\x7f') return [folded(character)];
  return [folded(character), Buffer.from(character).toString('latin1')];
}

function addEnds(ends: Set<number>, escapes: Escapes, index: number, units: string): void {
  // A character of two units may be one escape in HTML and is two in JSON.
  if (units.length > 1) addEscapes(ends, escapes, index, units);
  let reached = new Set([index]);
  for (let at = 0; at < units.length; at += 1) {
    const next = new Set<number>();
    for (const place of reached) {
      if (foldedAt(escapes.text, place) === units.charCodeAt(at)) next.add(place + 1);
      addEscapes(next, escapes, place, units.charAt(at));
    }
    reached = next;
  }
  for (const end of reached) ends.add(end);
}

function addEscapes(ends: Set<number>, escapes: Escapes, index: number, wanted: string): void {
  if (!startsEscape(escapes.text.charCodeAt(index))) return;
  for (const escaped of escapes.at(index)) {
    if (folded(escaped.text) === wanted) ends.add(index + escaped.length);
  }
}
