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

const NAMED = new Map([
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
    ['Tab', '\t'],
    ['NewLine', '\n'],
  ] as const),
]);

const CONTROLS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

/** Escapes of addresses, JSON and programs, HTML and XML; `%C3%A9` is two of them, a byte each. */
const ESCAPE =
  /%(?:u([\da-f]{4})|([\da-f]{2}))|\\(?:u([\da-f]{4})|u\{([\da-f]{1,6})\}|x([\da-f]{2})|([^a-z1-9]|[nrtbfv]))|&(?:#(\d{1,8})|#x([\da-f]{1,8})|([a-z\d]{2,8}));/iy;

/** An escape of an escape is no longer than this. */
const LONGEST_NESTED = 64;

/** One escape: what it stands for, and how many characters it is long. */
export interface Escape {
  text: string;
  length: number;
}

/** A text without escapes, and where in the text that had them each of its characters begins and ends. */
export interface Rewritten {
  text: string;
  starts: number[];
  ends: number[];
}

/** The escape that begins at this place of a text; undefined where there is none. */
export function escapeAt(source: string, index: number): Escape | undefined {
  ESCAPE.lastIndex = index;
  const found = ESCAPE.exec(source);
  if (!found) return undefined;
  const [whole, unit, percent, jsonUnit, braced, byte, single, decimal, hex, name] = found;
  const hexadecimal = unit ?? percent ?? jsonUnit ?? braced ?? byte ?? hex;
  const text =
    hexadecimal === undefined && decimal === undefined
      ? (singleCharacter(single) ?? NAMED.get(name ?? ''))
      : characterOf(decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal));
  return text === undefined ? undefined : { text, length: whole.length };
}

/** The escapes that begin at this place: as it stands, and when it is written with escapes itself (`%252B` for `+`). */
export function escapesAt(source: string, index: number): Escape[] {
  const outer = escapeAt(source, index);
  if (!outer) return [];
  if (!startsEscape(outer.text.charCodeAt(0))) return [outer];
  const { text, ends } = replaceEscapes(source.slice(index, index + LONGEST_NESTED));
  const inner = escapeAt(text, 0);
  const length = inner && ends[inner.length - 1];
  return inner && length !== undefined ? [outer, { text: inner.text, length }] : [outer];
}

/** The text with each escape replaced by what `read` says that it stands for. */
export function replaceEscapes(source: string, read = escapeAt): Rewritten {
  const result: Rewritten = { text: '', starts: [], ends: [] };
  for (let index = 0; index < source.length; ) {
    const escaped = startsEscape(source.charCodeAt(index)) ? read(source, index) : undefined;
    const { text, length } = escaped ?? { text: source.charAt(index), length: 1 };
    for (let unit = 0; unit < text.length; unit += 1) {
      result.starts.push(index);
      result.ends.push(index + length);
    }
    result.text += text;
    index += length;
  }
  return result;
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
