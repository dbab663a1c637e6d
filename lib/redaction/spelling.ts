import { lazy } from '../async/lazy';

/** Names of the characters U+00A0 to U+00FF in HTML, in order (HTML 4, section 24.2). */
const LATIN_1_NAMES = [
  ...['nbsp', 'iexcl', 'cent', 'pound', 'curren', 'yen', 'brvbar', 'sect', 'uml', 'copy', 'ordf', 'laquo'],
  ...['not', 'shy', 'reg', 'macr', 'deg', 'plusmn', 'sup2', 'sup3', 'acute', 'micro', 'para', 'middot'],
  ...['cedil', 'sup1', 'ordm', 'raquo', 'frac14', 'frac12', 'frac34', 'iquest', 'Agrave', 'Aacute', 'Acirc'],
  ...['Atilde', 'Auml', 'Aring', 'AElig', 'Ccedil', 'Egrave', 'Eacute', 'Ecirc', 'Euml', 'Igrave', 'Iacute'],
  ...['Icirc', 'Iuml', 'ETH', 'Ntilde', 'Ograve', 'Oacute', 'Ocirc', 'Otilde', 'Ouml', 'times', 'Oslash'],
  ...['Ugrave', 'Uacute', 'Ucirc', 'Uuml', 'Yacute', 'THORN', 'szlig', 'agrave', 'aacute', 'acirc', 'atilde'],
  ...['auml', 'aring', 'aelig', 'ccedil', 'egrave', 'eacute', 'ecirc', 'euml', 'igrave', 'iacute', 'icirc'],
  ...['iuml', 'eth', 'ntilde', 'ograve', 'oacute', 'ocirc', 'otilde', 'ouml', 'divide', 'oslash', 'ugrave'],
  ...['uacute', 'ucirc', 'uuml', 'yacute', 'thorn', 'yuml'],
];

const named = lazy(
  () =>
    new Map([
      ...LATIN_1_NAMES.map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
      ...([
        ['amp', '&'],
        ['lt', '<'],
        ['gt', '>'],
        ['quot', '"'],
        ['apos', "'"],
        ['sol', '/'],
        ['bsol', '\\'],
        ['equals', '='],
        ['plus', '+'],
        ['percnt', '%'],
        ['num', '#'],
        ['colon', ':'],
        ['grave', '`'],
        ['excl', '!'],
        ['dollar', '$'],
        ['lpar', '('],
        ['rpar', ')'],
        ['ast', '*'],
        ['midast', '*'],
        ['comma', ','],
        ['period', '.'],
        ['semi', ';'],
        ['quest', '?'],
        ['commat', '@'],
        ['lsqb', '['],
        ['lbrack', '['],
        ['rsqb', ']'],
        ['rbrack', ']'],
        ['Hat', '^'],
        ['lowbar', '_'],
        ['UnderBar', '_'],
        ['lcub', '{'],
        ['lbrace', '{'],
        ['rcub', '}'],
        ['rbrace', '}'],
        ['vert', '|'],
        ['verbar', '|'],
        ['Tab', '\t'],
        ['NewLine', '\n'],
        ['AMP', '&'],
        ['LT', '<'],
        ['GT', '>'],
        ['QUOT', '"'],
      ] as const),
    ]),
);

const CONTROLS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

/** Escapes of addresses, JSON and programs, HTML and XML (numbers in HTML also without `;`); `%C3%A9` is two of them. */
const ESCAPE =
  /%(?:u([\da-f]{4})|([\da-f]{2}))|\\(?:u([\da-f]{4})|u\{([\da-f]{1,6})\}|x([\da-f]{2})|([^a-z1-9]|[nrtbfv]))|&(?:#(\d{1,8});?|#x([\da-f]{1,8});?|([a-z\d]{2,8});)/iy;
const ESCAPE_SIGN = /[%&\\]/g;

/** A beginning after which no more is needed to know an escape. */
const SHORT = /^\\[^ux]/i;
/** The longest escape, in characters. */
const LONGEST_ESCAPE = 12;

/** One escape: what it stands for, and how many characters it is long. */
export interface Escape {
  text: string;
  length: number;
}

const BACKSLASH = 0x5c;
const BACKSLASHES: Escape = { text: '\\', length: 2 };

/** A text without escapes, and where in the text that had them each of its characters begins and ends. */
export interface Rewritten {
  text: string;
  start(index: number): number;
  end(index: number): number;
}

/** The escape that begins at this place of a text; undefined where there is none. */
export function escapeAt(source: string, index: number): Escape | undefined {
  // Backslashes come in great numbers, and a pattern takes much longer.
  if (source.charCodeAt(index) === BACKSLASH && source.charCodeAt(index + 1) === BACKSLASH)
    return BACKSLASHES;
  ESCAPE.lastIndex = index;
  const found = ESCAPE.exec(source);
  if (!found) return undefined;
  const [whole, unit, percent, jsonUnit, braced, byte, single, decimal, hex, name] = found;
  const hexadecimal = unit ?? percent ?? jsonUnit ?? braced ?? byte ?? hex;
  const text =
    hexadecimal === undefined && decimal === undefined
      ? (singleCharacter(single) ?? named().get(name ?? ''))
      : characterOf(decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal));
  return text === undefined ? undefined : { text, length: whole.length };
}

/** The escapes of one text. Each place is read once, however often it is asked for. */
export class Escapes {
  private readonly outer: (Escape | false)[] = [];
  private readonly all: (readonly Escape[])[] = [];

  constructor(readonly text: string) {}

  /** The escapes that begin here: as it stands, and when it is written with escapes itself (`%252B` for `+`). */
  at(index: number): readonly Escape[] {
    const known = this.all[index];
    if (known) return known;
    const outer = this.outerAt(index);
    const found = outer ? [outer, ...this.innerAt(index, outer)] : [];
    this.all[index] = found;
    return found;
  }

  private outerAt(index: number): Escape | undefined {
    const known = this.outer[index];
    if (known !== undefined) return known || undefined;
    const found = startsEscape(this.text.charCodeAt(index)) ? escapeAt(this.text, index) : undefined;
    this.outer[index] = found ?? false;
    return found;
  }

  private innerAt(index: number, outer: Escape): Escape[] {
    if (!startsEscape(outer.text.charCodeAt(0))) return [];
    let units = '';
    const ends: number[] = [];
    for (let at = index; units.length < LONGEST_ESCAPE && !SHORT.test(units) && at < this.text.length; ) {
      const { text, length } = this.outerAt(at) ?? { text: this.text.charAt(at), length: 1 };
      at += length;
      units += text;
      while (ends.length < units.length) ends.push(at);
    }
    const inner = escapeAt(units, 0);
    const end = inner && ends[inner.length - 1];
    return inner && end !== undefined ? [{ text: inner.text, length: end - index }] : [];
  }
}

/** The text with each escape replaced by what `read` says that it stands for. */
export function replaceEscapes(source: string, read = escapeAt): Rewritten {
  /** Where what follows the last escape begins: in the result, and in the source. */
  const places: [result: number, source: number, escape: number][] = [];
  let text = '';
  let copied = 0;
  ESCAPE_SIGN.lastIndex = 0;
  for (let found = ESCAPE_SIGN.exec(source); found; found = ESCAPE_SIGN.exec(source)) {
    const escaped = read(source, found.index);
    if (!escaped) continue;
    text += source.slice(copied, found.index) + escaped.text;
    copied = found.index + escaped.length;
    places.push([text.length, copied, found.index]);
    ESCAPE_SIGN.lastIndex = copied;
  }
  text += source.slice(copied);
  const sourceOf = (index: number, isEnd: boolean): number => {
    let low = 0;
    for (let high = places.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((places[middle]?.[0] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    const [result, begin] = places[low - 1] ?? [0, 0];
    const [next, after, beginning] = places[low] ?? [text.length, source.length, source.length];
    const plain = begin + index - result;
    if (plain < beginning) return isEnd ? plain + 1 : plain;
    return isEnd && next > index ? after : beginning;
  };
  return { text, start: (index) => sourceOf(index, false), end: (index) => sourceOf(index, true) };
}

/** True for the code of a character with which escapes begin: `%`, `&`, `\`. */
export function startsEscape(code: number): boolean {
  return code === 0x25 || code === 0x26 || code === 0x5c;
}

function singleCharacter(single: string | undefined): string | undefined {
  return single === undefined ? undefined : (CONTROLS[single] ?? single);
}

function characterOf(codePoint: number): string | undefined {
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : undefined;
}
