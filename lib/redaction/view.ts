import { type Escape, escapeAt, replaceEscapes } from './spelling';

/** A text that was made of another one, and which part of that one each of its characters came from. */
export interface View {
  text: string;
  /** Where in the source the character at this index begins, and where it ends. */
  start(index: number): number;
  end(index: number): number;
}

/** A way to write bytes as text. */
interface Code {
  /** As many signs in a row as a secret of four bytes needs. */
  run: RegExp;
  sign: RegExp;
  others: RegExp;
  bitsPerSign: number;
  /** Within the signs a byte may begin at each of the first ones. */
  shifts: readonly number[];
  decode(signs: string): Buffer;
}

/** Both alphabets (RFC 4648, sections 4 and 5); a blank is a plus sign that went through a form. */
const BASE64: Code = {
  run: /(?:[\w+/ -][\r\n]*){6}/,
  sign: /[\w+/ -]/,
  others: /[^\w+/ -]+/g,
  bitsPerSign: 6,
  shifts: [0, 1, 2, 3],
  decode: (signs) => Buffer.from(signs.replaceAll(' ', '+'), 'base64'),
};
const HEX: Code = {
  run: /(?:[\da-f][\r\n]*){8}/i,
  sign: /[\da-f]/i,
  others: /[^\da-f]+/gi,
  bitsPerSign: 4,
  shifts: [0, 1],
  decode: (signs) => Buffer.from(signs, 'hex'),
};

/** A text as its own source. */
export function viewOf(text: string): View {
  return { text, start: (index) => index, end: (index) => index + 1 };
}

/** What a text says when it is read as JSON, as an address, as HTML, as Base64 or as hex, wherever it can be. */
export function* readings(view: View): Generator<View> {
  yield* decoded(view);
  if (!/[%\\&]/.test(view.text)) return;
  yield* decoded(rewritten(view, signAt));
  yield rewritten(view, escapeAt);
}

/** Characters that are no signs of the encoding are left out: they are line breaks, or separate encoded parts. */
function* decoded(view: View): Generator<View> {
  for (const { run, sign, others, bitsPerSign, shifts, decode } of [BASE64, HEX]) {
    if (!run.test(view.text)) continue;
    const signs = view.text.replace(others, '');
    // This is computed only when a secret was found, which is seldom.
    let places: readonly number[] | undefined;
    const placeOf = (index: number) => {
      places ??= placesOf(view.text, sign);
      return places[Math.min(index, places.length - 1)] ?? 0;
    };
    for (const shift of shifts) {
      yield {
        text: decode(signs.slice(shift)).toString('latin1'),
        start: (byte) => view.start(placeOf(shift + Math.floor((byte * 8) / bitsPerSign))),
        end: (byte) => view.end(placeOf(shift + Math.ceil(((byte + 1) * 8) / bitsPerSign) - 1)),
      };
    }
  }
}

function placesOf(text: string, sign: RegExp): number[] {
  const places: number[] = [];
  for (let index = 0; index < text.length; index += 1) if (sign.test(text.charAt(index))) places.push(index);
  return places;
}

/** Some encoders escape two signs of Base64 and the line breaks in it. */
function signAt(text: string, index: number): Escape | undefined {
  const escaped = escapeAt(text, index);
  return escaped && /^[+/\r\n]$/.test(escaped.text) ? escaped : undefined;
}

function rewritten(view: View, read: (text: string, index: number) => Escape | undefined): View {
  const { text, starts, ends } = replaceEscapes(view.text, read);
  return {
    text,
    start: (index) => view.start(starts[index] ?? 0),
    end: (index) => view.end((ends[index] ?? 1) - 1),
  };
}
