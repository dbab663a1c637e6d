import fc from 'fast-check';

/** JSON as foreign servers write it, and what must be read of it. */
export interface Written {
  text: string;
  value: unknown;
}

export const blank = fc.constantFrom('', ' ', '\n', '\t', '\r\n ');
const sign = fc.constantFrom('', '-');

const same = (text: string): Written => ({ text, value: JSON.parse(text) as unknown });
const asText = (text: string): Written => ({ text, value: text });
const asNull = (text: string): Written => ({ text, value: null });

const largeInteger = fc
  .tuple(sign, fc.bigInt({ min: 2n ** 53n, max: 10n ** 40n }))
  .map(([minus, digits]) => asText(`${minus}${digits}`));
const largeDecimal = fc
  .tuple(sign, fc.bigInt({ min: 2n ** 53n, max: 10n ** 25n }), fc.nat())
  .map(([minus, digits, fraction]) => asText(`${minus}${digits}.${fraction}`));
const overflow = fc
  .tuple(sign, fc.integer({ min: 310, max: 9_999 }))
  .map(([minus, exponent]) => asText(`${minus}1e${exponent}`));
const safeInteger = fc.maxSafeInteger().map((number) => same(String(number)));
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => {
  const text = JSON.stringify(number);
  // Up to 10²¹ it is written like an integer, of which nobody knows whether it was one.
  return Math.abs(number) > Number.MAX_SAFE_INTEGER && !text.includes('e') ? asText(text) : same(text);
});
const noNumber = fc
  .constantFrom('NaN', 'Infinity', '-Infinity', '-NaN', 'nan', '-nan', 'inf', '-inf', 'nan(ind)', '-nan(ind)')
  .map(asNull);
const hostileText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '"',
      '\\',
      'NaN',
      '-Infinity',
      '12345678901234567890',
      '{',
      ']',
      ',',
      ':',
      '机',
      '\ufeff',
      '\0',
    ),
    fc.string({ maxLength: 3 }),
  ),
});
const escaped = (text: string): string =>
  JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
const jsonText = fc
  .tuple(hostileText, fc.boolean())
  .map(
    ([text, isEscaped]): Written => ({ text: isEscaped ? escaped(text) : JSON.stringify(text), value: text }),
  );
const word = fc.constantFrom('true', 'false', 'null').map(same);

/** Any value, numbers that a double cannot hold and tokens that are no JSON included, with any blanks between. */
export const { value: written } = fc.letrec<{ value: Written }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(largeInteger, largeDecimal, overflow, safeInteger, double, noNumber, jsonText, word),
    fc.tuple(fc.array(tie('value'), { maxLength: 5 }), blank).map(
      ([entries, space]): Written => ({
        text: `[${space}${entries.map(({ text }) => `${text}${space}`).join(`,${space}`)}]`,
        value: entries.map(({ value }) => value),
      }),
    ),
    fc.tuple(fc.dictionary(hostileText, tie('value'), { maxKeys: 5 }), blank).map(
      ([fields, space]): Written => ({
        text: `{${space}${Object.entries(fields)
          .map(([name, { text }]) => `${JSON.stringify(name)}${space}:${space}${text}${space}`)
          .join(`,${space}`)}}`,
        value: Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])),
      }),
    ),
  ),
}));
