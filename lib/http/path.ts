import { InputError } from '../errors';

/** No server takes a longer address; each reading of it costs time. */
const LONGEST_PATH = 8_192;

/**
 * Throws `InputError` that names the field when the text, as a path or part of one, would lead elsewhere than it says:
 * by a segment `.` or `..`, also where it shows only after the text was decoded.
 */
export function refuseDotSegments(field: string, text: string): void {
  if (text.length > LONGEST_PATH) {
    throw new InputError(
      field,
      `"${field}" must not be longer than ${LONGEST_PATH} characters: it has ${text.length}`,
    );
  }
  const isDots = (segment: string) => segment === '.' || segment === '..';
  for (const reading of readings(text)) {
    if (segmentsOf(reading).some(isDots)) {
      throw new InputError(field, `"${field}" must not hold a segment "." or "..": ${text}`);
    }
  }
}

/** How often a path is decoded at most: more often than servers and proxies on the way do. */
const MOST_DECODINGS = 10;

/**
 * All forms in which servers and proxies may read a path: as it is, decoded once, decoded twice, and so on, and each of
 * them with plain characters in place of those that look alike and that some servers take for them (full width, NFKC).
 */
export function readings(path: string): string[] {
  const found = [path];
  // As bytes, so that it makes no difference which of them were escaped.
  let next = decoded(Buffer.from(path).toString('latin1'));
  while (next !== found.at(-1) && found.length <= MOST_DECODINGS) {
    found.push(next);
    next = decoded(next);
  }
  return [...new Set([...found, ...found.map(compatible)])];
}

function compatible(reading: string): string {
  return Buffer.from(reading, 'latin1').toString('utf8').normalize('NFKC');
}

/** ASCII in two to six bytes. */
const OVERLONG =
  /(?:[\xc0\xc1]|\xe0[\x80\x81]|\xf0\x80[\x80\x81]|\xf8\x80\x80[\x80\x81]|\xfc\x80\x80\x80[\x80\x81])[\x80-\xbf]/g;

/** The segments of a path, without their parameters (`;a=b`), which many servers take off first. */
export function segmentsOf(path: string): string[] {
  return path.split(/[/\\]/).map((segment) => segment.replace(/;.*$/s, '').trim());
}

/**
 * Once decoded, byte for byte: what matters here is ASCII. Bytes that spell an ASCII character the long way, which
 * UTF-8 forbids and old servers accept, count as that character.
 */
function decoded(text: string): string {
  return text
    .replace(/%(?:u00)?([\da-f]{2})/gi, (_escape, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(OVERLONG, (bytes) =>
      String.fromCharCode(
        ((bytes.charCodeAt(bytes.length - 2) & 1) << 6) | (bytes.charCodeAt(bytes.length - 1) & 0x3f),
      ),
    );
}
