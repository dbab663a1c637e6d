import fc from 'fast-check';
import { parseJson } from '../../lib/json/exact-json';

/** Names that some platform's answers or some operation's parameters have, and those that no code expects. */
export const NAMES = [
  ...[
    'code',
    'data',
    'message',
    'msg',
    'errorCode',
    'errorMsg',
    'list',
    'rows',
    'total',
    'token',
    'expires_in',
  ],
  ...['id', 'machine_id', 'status', 'children', 'children_list', 'name', 'type', 'dp', 'value', 'statusTime'],
  ...['file_seek', 'file_id', 'request_id', 'alarm', 'S1load', 'Xact', 'cncStatus', 'machineID', 'position'],
  ...[
    'productKey',
    'deviceKey',
    'createdAt',
    'ticket',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    '',
  ],
];

/** Texts that some language takes for numbers, and labels that look like one. */
export const numberText = fc.oneof(
  fc.constantFrom('0x10', '1E2', '12E3', '5E12', '007', '1.10', '+1', '.5', '1e309', '-0', 'NaN', 'Infinity'),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }).map(String),
  fc.double().map(String),
);

export const text = fc.oneof(
  numberText,
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\u0000', '\ud800', '\udfff', '机', '{', '"', '%', '\r', '\n', '/') }),
  fc.constantFrom(...NAMES, '0', '200', '1e309', '-1', 'NaN', '2025-06-17 14:30:30', '{"a":1}', '[]'),
);

/** Anything that JSON can hold, with keys that matter. */
export const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), fc.double(), fc.integer(), text),
    fc.array(tie('json'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('json')), { maxLength: 6 })
      .map((entries) => parseJson(objectText(entries))),
  ),
}));

/** Written as text: only there can a key be `__proto__`. */
function objectText(entries: [string, unknown][]): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value ?? null)}`).join(',')}}`;
}
