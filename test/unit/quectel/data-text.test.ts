import { expect } from 'chai';
import fc from 'fast-check';
import { readDataText, serviceDataText, writeDataText } from '../../../lib/quectel/data-text';
import { prepareInput } from '../../../lib/quectel/preparation';

describe('the data text of downlink calls (docs/platforms/quectel.md, "Calls to devices")', () => {
  it('lists the property codes to read', () => {
    expect(readDataText(['key1', 'key2'])).to.equal('["key1","key2"]');
    expect(readDataText('key1, key2')).to.equal('["key1","key2"]');
    expect(readDataText('["key1"]')).to.equal('["key1"]');
  });

  for (const [what, value, text] of [
    ['a scalar', { key: 'value' }, '[{"key":"value"}]'],
    ['a number', { key: 21.5 }, '[{"key":"21.5"}]'],
    ['a boolean', { key: true }, '[{"key":"true"}]'],
    ['several', { a: 1, b: 2 }, '[{"a":"1"},{"b":"2"}]'],
    ['an array', { key: ['v1', 'v2'] }, '[{"key":[{"0":"v1"},{"0":"v2"}]}]'],
    ['a struct', { key: { k1: 'v1', k2: 'v2' } }, '[{"key":[{"k1":"v1"},{"k2":"v2"}]}]'],
    [
      'an array of structs',
      { key: [{ k1: 'v1' }, { k2: 'v2' }] },
      '[{"key":[{"0":[{"k1":"v1"}]},{"0":[{"k2":"v2"}]}]}]',
    ],
    ['the documented form', [{ key: 'value' }], '[{"key":"value"}]'],
    ['the documented text', '[{"key":"value"}]', '[{"key":"value"}]'],
  ] as const) {
    it(`writes ${what}`, () => {
      expect(writeDataText(value)).to.equal(text);
    });
  }

  it('calls services, with and without inputs', () => {
    expect(serviceDataText({ svc: { in1: 'v1', in2: 2 } })).to.equal('[{"svc":[{"in1":"v1"},{"in2":"2"}]}]');
    expect(serviceDataText({ svc: {} })).to.equal('[{"svc":[]}]');
    expect(serviceDataText({ svc: { in1: ['v', 'v'] } })).to.equal(
      '[{"svc":[{"in1":[{"0":"v"},{"0":"v"}]}]}]',
    );
  });

  for (const wrong of [
    undefined,
    {},
    [],
    '',
    'x',
    '{"a":1}',
    '[]',
    5,
    true,
    { a: null },
    { a: Number.NaN },
  ]) {
    it(`refuses ${JSON.stringify(wrong) ?? 'nothing'} to write`, () => {
      expect(() => writeDataText(wrong))
        .to.throw()
        .with.property('code', 'input:data');
    });
  }

  it('refuses inputs of a service that are no object', () => {
    expect(() => serviceDataText({ svc: 'now' }))
      .to.throw()
      .with.property('code', 'input:data');
  });

  it('says every value that it was given, in order', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), value, { minKeys: 1, maxKeys: 4 }), (fields) => {
        expect(leaves(JSON.parse(writeDataText(fields)))).to.deep.equal(leaves(fields).map(String));
      }),
    );
  });

  describe('limits', () => {
    const prepare = (operation: string, values: Record<string, unknown>) =>
      prepareInput(operation, { values }).values;

    it('of raw data: form, digits, length', () => {
      expect(prepare('deviceSendRawData', { data: Buffer.from([10, 11]) })).to.include({
        data: '0a0b',
        encode: 'Hex',
      });
      expect(prepare('deviceSendRawData', { data: 'hello', encode: 'Text' })).to.include({ data: 'hello' });
      for (const values of [
        { data: 'abc', encode: 'Hex' },
        { data: 'zz', encode: 'Hex' },
        { data: 'a'.repeat(4098), encode: 'Hex' },
        { data: 'x', encode: 'Base64' },
      ]) {
        expect(() => prepare('deviceSendRawData', values), JSON.stringify(values).slice(0, 40)).to.throw();
      }
    });

    it('of batches: 500 devices', () => {
      const devices = Array.from({ length: 501 }, () => ({ deviceKey: 'x' }));
      expect(() => prepare('deviceCreateBatch', { devices }))
        .to.throw()
        .with.property('code', 'input:devices');
      prepare('deviceCreateBatch', { devices: devices.slice(1) });
    });

    it('of pages in the body: 1 to 100', () => {
      for (const pageSize of [0, 101]) {
        expect(() => prepare('queueList', { pageSize }))
          .to.throw()
          .with.property('code', 'input:pageSize');
      }
      prepare('queueList', { pageSize: 100 });
    });

    it('of identification: an id or both keys', () => {
      expect(() => prepare('deviceGetLocation', { productKey: 'x' }))
        .to.throw()
        .with.property('code', 'input:deviceKey');
      prepare('deviceGetLocation', { deviceId: 5 });
      expect(() => prepare('productTSL', {}))
        .to.throw()
        .with.property('code', 'input:productKey');
      expect(() => prepare('subscribeCreatByPKDK', { dataLevel: 2 }))
        .to.throw()
        .with.property('code', 'input:deviceKey');
    });
  });
});

function leaves(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(leaves);
}
