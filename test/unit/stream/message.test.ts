import { expect } from 'chai';
import fc from 'fast-check';
import { parseJson } from '../../../lib/json/exact-json';
import { decodeMessages } from '../../../lib/stream';
import { written } from '../../support/foreign-json';

const json = fc.jsonValue() as fc.Arbitrary<unknown>;
/** The message of a frame that holds one. */
const decodeMessage = (data: unknown) => [...decodeMessages(data)][0];
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

describe('A message of a stream (docs/platforms/mgm.md, "Live data": JSON objects or JSON texts)', () => {
  it('is the same object however it comes: object, text, text in a text', () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(!Array.isArray(value));
        const expected = isObject(value) ? parseJson(JSON.stringify(value)) : undefined;
        const text = JSON.stringify(value);
        expect(decodeMessage(text)).to.deep.equal(expected);
        if (isObject(value)) {
          expect(decodeMessage(value)).to.equal(value);
          expect(decodeMessage(JSON.stringify(text))).to.deep.equal(expected);
        }
      }),
    );
  });

  it('is nothing when it is no object, and never fails', () => {
    fc.assert(fc.property(fc.anything(), (value) => isObject(decodeMessage(value)) || true));
    const none = [
      '',
      'o',
      '[1]',
      '"a"',
      '1',
      'null',
      'true',
      '{"a":',
      '\u0000',
      undefined,
      null,
      5,
      [],
      Buffer.from('{}'),
    ];
    expect(none.map(decodeMessage)).to.deep.equal(none.map(() => undefined));
  });

  it('comes in a list too, in whatever layers of text, after a byte order mark or none', () => {
    const entry = fc.oneof(written, fc.constant({ text: '{"a":1}', value: { a: 1 } }));
    fc.assert(
      fc.property(fc.array(entry), fc.boolean(), fc.nat(2), fc.boolean(), (list, inTexts, layers, marked) => {
        const texts = list.map(({ text }) => (inTexts ? JSON.stringify(text) : text));
        let frame = `[${texts.join(',')}]`;
        for (let layer = 0; layer < layers; layer += 1) frame = JSON.stringify(frame);
        const expected = list.map(({ value }) => {
          // A text may hold the text of a message.
          const read = typeof value === 'string' ? decodeMessage(value) : value;
          return isObject(read) ? read : undefined;
        });
        const messages = [...decodeMessages(marked ? `\ufeff${frame}` : frame)];
        if (layers < 2) expect(messages).to.deep.equal(expected);
        else expect(messages).to.deep.equal([undefined]);
      }),
    );
  });

  it('keeps hostile names where they are and pollutes nothing', () => {
    const text = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const message = decodeMessage(text) ?? {};
    expect(Object.keys(message)).to.deep.equal(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });

  it('is nothing when it is nested deeper than 200 levels', () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(decodeMessage(nested(200))).to.be.an('object');
    expect([nested(201), nested(100_000)].map(decodeMessage)).to.deep.equal([undefined, undefined]);
  });

  it('has 50,000 values at most together with all others of its frame', () => {
    const text = JSON.stringify({ list: Array(30_000).fill({}) });
    const frame = JSON.stringify([text, text, '{"a":1}', { b: 1 }]);
    const read = [...decodeMessages(frame)].map((message) => message && Object.keys(message)[0]);
    expect(read).to.deep.equal(['list', undefined, undefined, 'b']);
    const many = JSON.stringify(Array.from({ length: 27 }, () => text));
    const messages = [...decodeMessages(many)].filter((message) => message !== undefined);
    expect(messages).to.have.length(1);
  });
});
