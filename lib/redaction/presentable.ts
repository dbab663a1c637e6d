import { stripVTControlCharacters } from 'node:util';
import { longestSecret, redact } from './known-secrets';

/** What is shown of a text at most, in characters. */
const LONGEST_TEXT = 2_000;
/** The most characters that an encoding uses for one character of a secret. */
const LONGEST_SPELLING = 16;
/** Longer than any token in a usual encoding; each character costs time for each text. */
const LONGEST_MARGIN = 16 * 1024;
/** Sequences that must not be cut: surrogate pairs and escapes of terminals. */
const LONGEST_UNIT = 64;
/** The note at the end of a text that was cut before. */
const COUNTED = /… and ([\d,]{1,20}) more characters$/;
const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Control characters, and those that are not seen but change what is seen: its direction, joining or width. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const HALF_CHARACTERS = /\p{Surrogate}/gu;
/** True where nothing in the text is to be removed. */
const PLAIN = /^[\x20-\x7e]*$/;
const USER_INFO = /(?<=[a-z\d+.-]:\/\/)[^\s/?#]*@/gi;

/**
 * A text as it may be shown, logged and handed on: no secret, one line, no control characters and no escapes of
 * terminals; of one that is longer than the limit the beginning, and how much more there is.
 */
export function presentableText(text: string, longest = LONGEST_TEXT): string {
  const [end = '', counted = '0'] = COUNTED.exec(text.slice(-60)) ?? [];
  const whole = text.slice(0, text.length - end.length);
  // A secret at the end of the part that is looked at may be cut in two: that end is not shown.
  const margin = Math.min(longestSecret() * LONGEST_SPELLING, LONGEST_MARGIN) + LONGEST_UNIT;
  const isPart = whole.length > longest + margin;
  const cleaned = plain(redact(isPart ? whole.slice(0, longest + margin) : whole));
  const length = isPart ? Math.max(0, Math.min(longest, cleaned.length - margin)) : longest;
  const shown = cleaned.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  const left = Number(counted.replaceAll(',', '')) + (isPart ? whole : cleaned).length - shown.length;
  return left > 0 ? `${shown}${moreThan(left)}` : shown;
}

/**
 * As much of a text as `presentableText` looks at, whatever secrets are held by then, and how much more there is: for
 * texts that are kept, and shown later.
 */
export function presentableStart(text: string, longest = LONGEST_TEXT): string {
  const most = longest + LONGEST_MARGIN + LONGEST_UNIT;
  return text.length <= most ? text : `${text.slice(0, most)}${moreThan(text.length - most)}`;
}

function moreThan(characters: number): string {
  return `… and ${characters.toLocaleString('en-US')} more characters`;
}

function plain(text: string): string {
  if (PLAIN.test(text) && !text.includes('://')) return text;
  const cleaned = stripVTControlCharacters(text)
    .replace(LINE_BREAKS, ' ')
    .replace(UNSEEN, '')
    .replace(HALF_CHARACTERS, '\ufffd')
    .replace(USER_INFO, '***@');
  // The removed characters may have been in the middle of a secret, so the text is searched again.
  return cleaned === text ? text : redact(cleaned);
}
