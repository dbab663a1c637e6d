import { escapesAt, startsEscape } from './spelling';

/** A placeholder for a character that has several forms even without an escape. */
const SEVERAL = -1;

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
  endIn(text: string, index: number): number | undefined {
    for (let count = 0; count < this.codes.length; count += 1) {
      const code = text.charCodeAt(index + count);
      if (startsEscape(code) || this.codes[count] === SEVERAL)
        return this.longestEnd(text, index + count, count);
      if (code !== this.codes[count]) return undefined;
    }
    return index + this.codes.length;
  }

  /** The same for all of its characters but the first ones. */
  private longestEnd(text: string, index: number, first: number): number | undefined {
    let ends = new Set([index]);
    for (let count = first; count < this.characters.length && ends.size > 0; count += 1) {
      const next = new Set<number>();
      for (const end of ends) for (const way of this.characters[count] ?? []) addEnds(next, text, end, way);
      ends = next;
    }
    return ends.size === 0 ? undefined : Math.max(...ends);
  }
}

/** The character itself, as a form writes it, and its UTF-8 bytes when each was taken for a character. */
function spellings(character: string): string[] {
  if (character === ' ') return [' ', '+'];
  if (character <= '\x7f') return [character];
  return [character, Buffer.from(character).toString('latin1')];
}

function addEnds(ends: Set<number>, text: string, index: number, units: string): void {
  // A character of two units may be one escape in HTML and is two in JSON.
  if (units.length > 1) addEscapes(ends, text, index, units);
  let reached = new Set([index]);
  for (let at = 0; at < units.length; at += 1) {
    const next = new Set<number>();
    for (const place of reached) {
      if (text.charAt(place) === units.charAt(at)) next.add(place + 1);
      addEscapes(next, text, place, units.charAt(at));
    }
    reached = next;
  }
  for (const end of reached) ends.add(end);
}

function addEscapes(ends: Set<number>, text: string, index: number, wanted: string): void {
  if (!startsEscape(text.charCodeAt(index))) return;
  for (const escaped of escapesAt(text, index)) {
    if (escaped.text === wanted) ends.add(index + escaped.length);
  }
}
