import { type Escape, escapeAt, replaceEscapes } from './spelling';

/** A text that was made of another one, and which part of that one each of its characters came from. */
export interface View {
  text: string;
  /** Where in the source the character at this index begins, and where it ends. */
  start(index: number): number;
  end(index: number): number;
  /** True for bytes that were decoded: most of them mean nothing. */
  isDecoded?: boolean;
}

/** A way to write bytes as text. */
interface Code {
  /** As many signs in a row as a secret of four bytes needs, and more. */
  runs: RegExp;
  signs: RegExp;
  bitsPerSign: number;
  /** Within the signs a byte may begin at each of the first ones. */
  shifts: readonly number[];
  decode(signs: string): Buffer;
}

/** Both alphabets (RFC 4648, sections 4 and 5); a blank is a plus sign that went through a form. */
const BASE64: Code = {
  runs: /(?:[\w+/ -][\r\n]*){6,}/g,
  signs: /[\w+/ -]/g,
  bitsPerSign: 6,
  shifts: [0, 1, 2, 3],
  decode: (signs) => Buffer.from(signs.replaceAll(' ', '+'), 'base64'),
};
/** Bytes may be apart, by blanks, colons, dashes and commas, or begin with `0x`. */
const HEX: Code = {
  runs: /(?:(?:0x)?[\da-f][\r\n\t ,:-]*){8,}/gi,
  // A zero after another digit ends its byte, whatever comes next.
  signs: /(?!(?<![\da-f])0x)[\da-f]/gi,
  bitsPerSign: 4,
  shifts: [0, 1],
  decode: (signs) => Buffer.from(signs, 'hex'),
};
/** Four numbers in a row, as Node.js writes a `Buffer` in JSON. */
const NUMBERS = /(?:\d{1,3}\s{0,20},\s{0,20}){3}\d/;
const BYTE = /(?<![\d.])\d{1,3}(?![\d.])/g;
/** Four characters of UTF-16, in either order of bytes. */
const WIDE = /(?:[^\0]\0){4}|(?:\0[^\0]){4}/;

/** A text as its own source. */
export function viewOf(text: string): View {
  return { text, start: (index) => index, end: (index) => index + 1 };
}

/**
 * What a text says when it is read as JSON, as an address, as HTML, as Base64, as hex or as a list of bytes, wherever it
 * can be.
 */
export function* readings(view: View): Generator<View> {
  yield* decoded(view);
  if (!/[%\\&]/.test(view.text)) return;
  const unescaped = replaceEscapes(view.text, signAt);
  if (unescaped.text !== view.text) {
    yield* decoded(within(view, unescaped));
    yield* decoded(within(view, replaceEscapes(view.text, signsAfterTheFirst())));
  }
  const plain = replaceEscapes(view.text, escapeAt);
  if (plain.text !== view.text) yield within(view, plain);
}

function* decoded(view: View): Generator<View> {
  for (const code of [BASE64, HEX]) {
    for (const bytes of bytesIn(view, code)) {
      yield bytes;
      if (WIDE.test(bytes.text)) yield narrowed(bytes);
    }
  }
  if (NUMBERS.test(view.text)) yield numbersIn(view);
}

/** Characters that are no signs of the encoding are left out: they are line breaks, or separate encoded parts. */
function* bytesIn(view: View, { runs, signs, bitsPerSign, shifts, decode }: Code): Generator<View> {
  if (view.text.search(runs) < 0) return;
  // Bytes that mean nothing hold few runs of signs, and only these are read.
  const source = view.isDecoded === true ? pieces(view, runs) : view;
  const written = (source.text.match(signs) ?? []).join('');
  // This is computed only when a secret was found, which is seldom.
  let places: readonly number[] | undefined;
  const placeOf = (index: number) => {
    places ??= Array.from(source.text.matchAll(signs), (sign) => sign.index);
    return places[Math.min(index, places.length - 1)] ?? 0;
  };
  for (const shift of shifts) {
    yield {
      text: decode(written.slice(shift)).toString('latin1'),
      start: (byte) => source.start(placeOf(shift + Math.floor((byte * 8) / bitsPerSign))),
      end: (byte) => source.end(placeOf(shift + Math.ceil(((byte + 1) * 8) / bitsPerSign) - 1)),
      isDecoded: true,
    };
  }
}

/** Only what matches, one after the other. */
function pieces(view: View, pattern: RegExp): View {
  let text = '';
  const places: number[] = [];
  for (const match of view.text.matchAll(pattern)) {
    for (let unit = 0; unit < match[0].length; unit += 1) places.push(match.index + unit);
    text += match[0];
  }
  return {
    text,
    start: (index) => view.start(places[index] ?? 0),
    end: (index) => view.end(places[index] ?? 0),
  };
}

/** Characters of UTF-16 as such, of which only those of ASCII are looked at. */
function narrowed(view: View): View {
  return pieces(view, /[^\0]+/g);
}

function numbersIn(view: View): View {
  const found = Array.from(view.text.matchAll(BYTE)).filter(([digits]) => Number(digits) <= 0xff);
  return {
    text: Buffer.from(found.map(([digits]) => Number(digits))).toString('latin1'),
    start: (index) => view.start(found[index]?.index ?? 0),
    end: (index) => view.end((found[index]?.index ?? 0) + (found[index]?.[0].length ?? 1) - 1),
    isDecoded: true,
  };
}

/** Some encoders escape two signs of Base64 and the line breaks in it. */
function signAt(text: string, index: number): Escape | undefined {
  const escaped = escapeAt(text, index);
  return escaped && /^[+/\r\n]$/.test(escaped.text) ? escaped : undefined;
}

/**
 * The same without the first escape of each run of signs: after a text that was cut in an escape, such as `%2`, the
 * first sign of Base64 looks like the end of it.
 */
function signsAfterTheFirst(): typeof signAt {
  let end: number | undefined;
  return (text, index) => {
    const escaped = signAt(text, index);
    if (escaped === undefined) return undefined;
    const isFirst = end === undefined || !/^[\w+/=\r\n -]*$/.test(text.slice(end, index));
    end = index + escaped.length;
    return isFirst ? undefined : escaped;
  };
}

function within(view: View, inner: View): View {
  return {
    text: inner.text,
    start: (index) => view.start(inner.start(index)),
    end: (index) => view.end(inner.end(index) - 1),
    isDecoded: view.isDecoded ?? false,
  };
}
