import fc from 'fast-check';

/** One way to write a text inside another one. `choices` decide where a way leaves it to the writer. */
export type Writing = (text: string, choices: readonly boolean[]) => string;

const bytesOf = (text: string) => [...Buffer.from(text)];
const hexOf = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
const unitsOf = (text: string) =>
  Array.from({ length: text.length }, (_each, index) => text.charCodeAt(index));
const each = (text: string, write: (character: string, index: number) => string) =>
  Array.from(text, write).join('');
const percent = (character: string) =>
  bytesOf(character)
    .map((byte) => `%${hexOf(byte, 2)}`)
    .join('');
const hexBytes = (text: string) => bytesOf(text).map((byte) => hexOf(byte, 2));
const inJson: Writing = (text) => JSON.stringify(text).slice(1, -1);
const base64: Writing = (text) => Buffer.from(text).toString('base64');
const inUnits: Writing = (text) =>
  unitsOf(text)
    .map((unit) => `\\u${hexOf(unit, 4)}`)
    .join('');

const XML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Names of the punctuation of ASCII (HTML, section 13.5); the dash and the tilde have none. */
const HTML_NAMES: Readonly<Record<string, string>> = {
  '!': '&excl;',
  '"': '&quot;',
  '#': '&num;',
  $: '&dollar;',
  '%': '&percnt;',
  '&': '&amp;',
  "'": '&apos;',
  '(': '&lpar;',
  ')': '&rpar;',
  '*': '&ast;',
  '+': '&plus;',
  ',': '&comma;',
  '.': '&period;',
  '/': '&sol;',
  ':': '&colon;',
  ';': '&semi;',
  '<': '&lt;',
  '=': '&equals;',
  '>': '&gt;',
  '?': '&quest;',
  '@': '&commat;',
  '[': '&lsqb;',
  '\\': '&bsol;',
  ']': '&rsqb;',
  '^': '&Hat;',
  _: '&lowbar;',
  '`': '&grave;',
  '{': '&lcub;',
  '|': '&verbar;',
  '}': '&rcub;',
};

/** As servers, proxies and log writers repeat what they were sent. */
export const WRITINGS: Readonly<Record<string, Writing>> = {
  'as it is': (text) => text,
  'in JSON': inJson,
  'in JSON, slashes escaped': (text) => inJson(text, []).replaceAll('/', '\\/'),
  'in JSON, HTML signs escaped': (text) =>
    inJson(text, []).replace(/[<>&'=]/g, (sign) => `\\u${hexOf(sign.charCodeAt(0), 4)}`),
  'in JSON, all escaped': inUnits,
  'in JSON, all escaped in capitals': (text) =>
    inUnits(text, []).replace(/u[\da-f]{4}/g, (unit) => `u${unit.slice(1).toUpperCase()}`),
  'in JSON in JSON': (text) => inJson(inJson(text, []), []),
  'in an address': (text) => encodeURIComponent(text),
  'in an address, lower case': (text) =>
    encodeURIComponent(text).replace(/%../g, (escaped) => escaped.toLowerCase()),
  'in an address, all escaped': (text) => each(text, percent),
  'in an address, some escaped': (text, choices) =>
    each(text, (character, index) => (choices[index % choices.length] ? percent(character) : character)),
  'in an address, mixed case': (text, choices) =>
    each(text, (character, index) =>
      choices[index % choices.length] ? percent(character).toUpperCase() : percent(character),
    ),
  'in an address in an address': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in a form': (text) => new URLSearchParams({ a: text }).toString().slice(2),
  'in HTML': (text) => text.replace(/[&<>"']/g, (sign) => XML[sign] ?? sign),
  'in HTML, by decimal numbers': (text) => each(text, (character) => `&#${character.codePointAt(0)};`),
  'in HTML, by hexadecimal numbers': (text) =>
    each(text, (character) => `&#x${hexOf(character.codePointAt(0) ?? 0, 1)};`),
  'in a program': (text) =>
    bytesOf(text)
      .map((byte) => `\\x${hexOf(byte, 2)}`)
      .join(''),
  'in Base64': base64,
  'in Base64 for addresses': (text) => Buffer.from(text).toString('base64url'),
  'in Base64 with a user': (text, choices) =>
    Buffer.from(`${choices.map(Number).join('')}:${text}`).toString('base64'),
  'in Base64 for addresses with a user': (text, choices) =>
    Buffer.from(`${choices.map(Number).join('')}:${text}`).toString('base64url'),
  'in Base64 in lines': (text) => base64(text, []).replace(/.{4}/g, '$&\r\n'),
  'in Base64 in an address': (text) => encodeURIComponent(base64(text, [])),
  'in Base64 in a form, not encoded': (text) => base64(text, []).replaceAll('+', ' '),
  'in Base64 in JSON, slashes escaped': (text) => base64(text, []).replaceAll('/', '\\/'),
  'in JSON in Base64': (text) => base64(JSON.stringify({ password: text }), []),
  'in Base64 twice': (text) => base64(base64(text, []), []),
  'in hex': (text) => Buffer.from(text).toString('hex'),
  'in hex, in capitals': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'in hex of Base64': (text) => Buffer.from(base64(text, [])).toString('hex'),
  'in hex, bytes apart by blanks': (text) => hexBytes(text).join(' '),
  'in hex, bytes apart by colons': (text) => hexBytes(text).join(':'),
  'in hex, bytes apart by dashes': (text) => hexBytes(text).join('-'),
  'in hex, bytes as numbers of a program': (text) =>
    hexBytes(text)
      .map((byte) => `0x${byte}`)
      .join(', '),
  'as a Buffer in JSON': (text) => JSON.stringify(Buffer.from(text)),
  'as a Buffer in JSON in lines': (text) => JSON.stringify(Buffer.from(text), null, 2),
  'in HTML, by decimal numbers without their end': (text) =>
    `${each(text, (character) => `&#${character.codePointAt(0)}`)};`,
  'in HTML, by names': (text) => text.replace(/[!-/:-@[-`{-~]/g, (sign) => HTML_NAMES[sign] ?? sign),
  'in UTF-8 that was read as Latin-1': (text) => Buffer.from(text).toString('latin1'),
};

/** Secrets with characters that are written otherwise somewhere. */
export const secrets = fc.oneof(
  fc.string({ minLength: 4, maxLength: 40 }),
  fc.string({ minLength: 4, maxLength: 40, unit: 'grapheme' }),
  fc.string({
    minLength: 4,
    unit: fc.constantFrom('a', '/', '+', '%', '4', '\\', 'u', '"', '&', ';', ' ', '=', '\t', 'é', '机'),
  }),
  fc.stringMatching(/^[A-Za-z0-9_-]{10,20}\.[A-Za-z0-9_-]{40,80}\.[A-Za-z0-9_-]{20,43}$/),
);

/** What may stand around a secret; it decides nothing, whatever it ends with. */
export const surroundings = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    '%',
    '\\',
    '&',
    '&#',
    'Basic ',
    'password=',
    '"',
    'QJWT ',
    '%2',
    '\\u00',
    'Bearer ',
    '\n',
  ),
);
