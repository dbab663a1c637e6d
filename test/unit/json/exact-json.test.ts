import { expect } from 'chai';
import fc from 'fast-check';
import { InputError } from '../../../lib/errors';
import { JsonLimitError, parseJson, writeJson } from '../../../lib/json/exact-json';
import { blank, written } from '../../support/foreign-json';
import { thrownBy } from '../../support/servers';

describe('Reading JSON (docs/behaviour.md, "Numbers and text")', () => {
  it('an integer that a double cannot hold is text of its digits', () => {
    expect(parseJson('{"id":1798234567890123457,"list":[-9223372036854775808,7]}')).to.deep.equal({
      id: '1798234567890123457',
      list: ['-9223372036854775808', 7],
    });
    expect(parseJson('9007199254740993')).to.equal('9007199254740993');
    expect(parseJson('9007199254740991')).to.equal(9007199254740991);
    expect(parseJson('-9007199254740991')).to.equal(-9007199254740991);
    expect(parseJson('1e400')).to.equal('1e400');
    expect(parseJson('12345678901234567.25')).to.equal('12345678901234567.25');
    expect(parseJson('1.5e300')).to.equal(1.5e300);
    expect(parseJson('3.141592653589793238')).to.equal(Math.PI);
  });

  it('NaN and the infinities are null, and words within texts stay', () => {
    const text = '{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN, \\"Infinity\\" 12345678901234567890"}';
    expect(parseJson(text)).to.deep.equal({
      a: null,
      b: [null, null],
      c: 'NaN, "Infinity" 12345678901234567890',
    });
  });

  it('skips a byte order mark', () => {
    expect(parseJson('\ufeff{"a":1}')).to.deep.equal({ a: 1 });
    expect(() => parseJson('\ufeff\ufeff1')).to.throw(SyntaxError);
  });

  it('reads all of these in any place, as they are and nothing else', () => {
    fc.assert(
      fc.property(written, blank, fc.constantFrom('', '\ufeff'), ({ text, value }, space, mark) => {
        expect(parseJson(`${mark}${space}${text}${space}`)).to.deep.equal(value);
      }),
    );
  });

  it('reads what JSON.parse reads wherever no number is too large, and refuses what it refuses', () => {
    const nearly = fc
      .tuple(written, fc.nat(), fc.constantFrom('', '"', '\\', ',', '{', '1', 'e', 'x', '\u0001'))
      .map(
        ([{ text }, at, put]) =>
          text.slice(0, at % (text.length + 1)) + put + text.slice(at % (text.length + 1)),
      );
    const plain = fc.json();
    fc.assert(
      fc.property(fc.oneof(plain, nearly), (text) => {
        let value: unknown;
        try {
          value = parseJson(text);
        } catch (thrown) {
          expect(thrown).to.be.instanceOf(SyntaxError);
          expect(() => JSON.parse(text) as unknown).to.throw(SyntaxError);
          return;
        }
        if (!/\d{16}|[Ee]\+?\d{3}|nan|inf/i.test(text)) expect(value).to.deep.equal(JSON.parse(text));
      }),
    );
  });

  it('gives integers as bigint to who asks for it', () => {
    const text = '{"id":1798234567890123457,"text":"1798234567890123457","low":7,"d":12345678901234567.5}';
    expect(parseJson(text, { largeIntegers: 'bigint' })).to.deep.equal({
      id: 1798234567890123457n,
      text: '1798234567890123457',
      low: 7,
      d: '12345678901234567.5',
    });
  });

  it('reads no more than 200 levels, and says so', () => {
    const nested = (levels: number) => `${'{"a":['.repeat(levels / 2)}1${']}'.repeat(levels / 2)}`;
    expect(() => parseJson(nested(200))).not.to.throw();
    for (const levels of [202, 100_000]) {
      const error = thrownBy(() => parseJson(nested(levels)));
      expect(error).to.be.instanceOf(JsonLimitError).and.to.include({ code: 'json:too-deep' });
      expect(error.message).to.include('200 levels');
    }
    expect(thrownBy(() => parseJson(nested(300).replace('1', 'NaN'))).code).to.equal('json:too-deep');
  });

  it('reads no more values than the limit, and names the limit before memory is spent', () => {
    const list = (count: number) => `[${'{},'.repeat(count - 2)}{}]`;
    expect(parseJson(list(1_000), { mostValues: 1_000 })).to.have.length(999);
    const error = thrownBy(() => parseJson(list(1_001), { mostValues: 1_000 }));
    expect(error).to.be.instanceOf(JsonLimitError).and.to.include({
      code: 'json:too-many-values',
      kind: 'platform',
      retryable: false,
    });
    expect(error.message).to.include('1000 values').and.to.include('shopfloorMostValues');
    const before = process.memoryUsage().heapUsed;
    expect(thrownBy(() => parseJson(list(10_000_000))).code).to.equal('json:too-many-values');
    expect(process.memoryUsage().heapUsed - before).to.be.below(150 * 1024 * 1024);
  });

  it('counts as many values as there are', () => {
    const countOf = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce<number>((sum, each) => sum + countOf(each), 1)
        : 1;
    fc.assert(
      fc.property(written, ({ text, value }) => {
        const count = countOf(value);
        expect(() => parseJson(text, { mostValues: count })).not.to.throw();
        if (count > 1) expect(() => parseJson(text, { mostValues: count - 1 })).to.throw(JsonLimitError);
      }),
    );
  });

  it('no name of a field changes what all objects inherit', () => {
    parseJson('{"__proto__":{"polluted":NaN},"constructor":{"prototype":{"polluted":12345678901234567890}}}');
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
    expect(Object.keys(parseJson('{"__proto__":NaN}') as object)).to.deep.equal(['__proto__']);
  });
});

describe('Writing JSON (docs/behaviour.md, "Numbers and text": an integer beyond 2⁵³)', () => {
  it('writes what JSON.stringify writes', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.object({ withDate: true, withNullPrototype: true })),
        (value) => {
          fc.pre(!/NaN|Infinity/i.test(fc.stringify(value)));
          expect(writeJson(value)).to.equal(JSON.stringify(value));
        },
      ),
    );
    const odd = {
      a: undefined,
      b: () => 1,
      c: [undefined, Symbol('s')],
      d: new Date(0),
      e: Buffer.from('x'),
      f: -0,
    };
    expect(writeJson(odd)).to.equal(JSON.stringify(odd));
  });

  it('writes a bigint as its digits', () => {
    expect(writeJson({ id: 1798234567890123457n, list: [-1n] })).to.equal(
      '{"id":1798234567890123457,"list":[-1]}',
    );
  });

  it('gives back each integer as it was read', () => {
    fc.assert(
      fc.property(written, ({ text }) => {
        const value = parseJson(text, { largeIntegers: 'bigint' });
        expect(parseJson(writeJson(value), { largeIntegers: 'bigint' })).to.deep.equal(value);
      }),
    );
  });

  it('names the field that JSON cannot hold, and sends nothing in its place', () => {
    const looped: Record<string, unknown> = {};
    looped['self'] = looped;
    const wrong: [value: unknown, text: string][] = [
      [{ a: { b: [1, Number.NaN] } }, '"a.b[1]" is NaN'],
      [[Infinity], '"[0]" is Infinity'],
      [looped, '"self" is nested deeper than 200 levels'],
    ];
    for (const [value, text] of wrong) {
      const error = thrownBy(() => writeJson(value));
      expect(error).to.be.instanceOf(InputError);
      expect(error.message).to.include(text);
    }
  });
});
