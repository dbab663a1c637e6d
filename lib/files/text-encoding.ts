import { InputError, ShopfloorError } from '../errors';
import { isWellFormed } from '../json/json-values';

type Iconv = Pick<typeof import('iconv-lite'), 'encode' | 'decode' | 'encodingExists'>;

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
/** The character that a decoder puts in place of bytes that it cannot decode. */
const REPLACEMENT = '\ufffd';

/**
 * Text as bytes. Throws `InputError` (`payload`) that names the first character that the encoding does not have and
 * where it stands, (`encoding`) for an encoding that nobody knows.
 */
export async function encodeText(text: string, encoding = 'utf8'): Promise<Buffer> {
  if (isUtf8(encoding)) {
    if (!isWellFormed(text)) throw unencodable(text, Buffer.from(text, 'utf8').toString('utf8'), encoding);
    return Buffer.from(text, 'utf8');
  }
  const iconv = await loadIconv(encoding);
  const bytes = iconv.encode(text, encoding);
  // What cannot be written is replaced by a question mark or left out.
  const written = iconv.decode(bytes, encoding);
  if (withoutMark(written) !== withoutMark(text)) throw unencodable(text, written, encoding);
  return bytes;
}

/** Bytes as text. Throws `InputError` (`encoding`) where they are not in that encoding, or nobody knows it. */
export async function decodeText(bytes: Buffer, encoding = 'utf8'): Promise<string> {
  const text = isUtf8(encoding)
    ? bytes.toString('utf8')
    : (await loadIconv(encoding)).decode(bytes, encoding, { stripBOM: false });
  const at = text.indexOf(REPLACEMENT);
  if (at < 0 || (isUtf8(encoding) && Buffer.from(text, 'utf8').equals(bytes))) return text;
  throw new InputError(
    'encoding',
    `The content is not all ${encoding}: what follows ${placeOf(text, at)} cannot be read so; choose its encoding, or take it as a buffer`,
  );
}

function isUtf8(encoding: string): boolean {
  return /^utf-?8$/i.test(encoding);
}

function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}

function unencodable(text: string, written: string, encoding: string): InputError {
  const at =
    firstDifference(withoutMark(text), withoutMark(written)) + (text.length - withoutMark(text).length);
  const code = text.codePointAt(at) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const shown = isWellFormed(String.fromCodePoint(code)) ? `"${String.fromCodePoint(code)}" (${name})` : name;
  return new InputError('payload', `${shown} at ${placeOf(text, at)} cannot be written in ${encoding}`);
}

/** The index where the texts begin to differ, never within a surrogate pair. */
function firstDifference(text: string, other: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  const isWithinPair = isSecondHalf(text.charCodeAt(at)) && isFirstHalf(text.charCodeAt(at - 1));
  return isWithinPair ? at - 1 : at;
}

/** Counted from 1, as editors do: characters from the beginning, and line and column. Makes no copy of the text. */
function placeOf(text: string, at: number): string {
  let [position, line, column] = [1, 1, 1];
  for (let index = 0; index < at; index += 1) {
    const unit = text.charCodeAt(index);
    // The second half of a pair is no character of its own.
    if (isSecondHalf(unit) && isFirstHalf(text.charCodeAt(index - 1))) continue;
    position += 1;
    column += 1;
    const isLineEnd = unit === LINE_FEED || (unit === RETURN && text.charCodeAt(index + 1) !== LINE_FEED);
    if (isLineEnd) [line, column] = [line + 1, 1];
  }
  return `position ${position} (line ${line}, column ${column})`;
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isSecondHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

async function loadIconv(encoding: string): Promise<Iconv> {
  const iconv = await importIconv();
  if (!iconv.encodingExists(encoding)) {
    throw new InputError('encoding', `The encoding "${encoding}" is not known`);
  }
  return iconv;
}

async function importIconv(): Promise<Iconv> {
  try {
    return (await import('iconv-lite')).default;
  } catch (cause) {
    throw new ShopfloorError(
      'The package "iconv-lite", which encodings other than UTF-8 need, is not installed: run "npm install iconv-lite" where this package is installed',
      { code: 'input:iconv-lite', kind: 'input', retryable: false, cause },
    );
  }
}
