import { expect } from 'chai';
import { buildRequest, Catalogue, type OperationRow, type ParameterRow } from '../../../lib/catalogue';
import { withQuery } from '../../../lib/http/query';
import { thrownBy } from '../../support/servers';

const parameter = (name: string, more: Partial<ParameterRow> = {}): ParameterRow => ({
  name,
  in: 'body',
  type: 'string',
  required: false,
  ...more,
});

const operation = (more: Partial<OperationRow>): OperationRow => ({
  operation: 'group/doIt',
  group: 'group',
  titleEn: 'Does it',
  titleZh: '做',
  method: 'POST',
  path: '/do',
  safety: 'safe',
  impact: 'read',
  body: 'object',
  answer: 'json',
  params: [],
  ...more,
});

const build = (row: OperationRow, values: Record<string, unknown>, more = {}, options = {}) =>
  buildRequest(new Catalogue(() => [row], options), row, { values, ...more });

const bodyOf = (...args: Parameters<typeof build>) => JSON.parse(String(build(...args).body)) as unknown;

describe('A catalogued request (docs/behaviour.md, "Parameters": an error that names the field, and nothing sent)', () => {
  it('puts each parameter in its documented place', () => {
    const row = operation({
      method: 'PUT',
      path: '/a/{id}/b/{name}',
      params: [
        parameter('id', { in: 'path', required: true }),
        parameter('name', { in: 'path', required: true }),
        parameter('from', { in: 'query', type: 'integer' }),
        parameter('ids', { in: 'query', list: true }),
        parameter('left', { in: 'query' }),
        parameter('right', { in: 'query' }),
        parameter('tag', { required: true }),
      ],
    });
    const values = {
      id: 'a/b c?',
      name: '{id}$&',
      from: '7',
      ids: ['x', 'y,z'],
      left: '',
      right: undefined,
      tag: 5,
    };
    expect(build(row, values)).to.deep.equal({
      method: 'PUT',
      path: '/a/a%2Fb%20c%3F/b/%7Bid%7D%24%26',
      query: { from: 7, ids: 'x,y,z', left: '' },
      body: '{"tag":"5"}',
      contentType: 'application/json',
    });
  });

  it('refuses a path parameter that leads to another operation, or to no address', () => {
    const row = operation({ path: '/a/{id}/b', params: [parameter('id', { in: 'path', required: true })] });
    for (const id of ['.', '..', '%2e%2e', '%252E.', 'a/../b', '..\\b', '..;x', 'half \ud800'])
      expect(thrownBy(() => build(row, { id }))).to.include({ code: 'input:id' });
    expect(build(row, { id: '...' }).path).to.equal('/a/.../b');
    const list = operation({
      path: '/a/{id}/b',
      params: [parameter('id', { in: 'path', required: true, list: true })],
    });
    expect(thrownBy(() => build(list, { id: [] }))).to.include({ code: 'input:id' });
  });

  it('checks and converts by type', () => {
    const row = operation({
      params: [
        parameter('s'),
        parameter('i', { type: 'integer' }),
        parameter('n', { type: 'number' }),
        parameter('b', { type: 'boolean' }),
        parameter('o', { type: 'object' }),
        parameter('x', { type: 'any' }),
        parameter('l', { type: 'integer', list: true }),
      ],
    });
    const values = { s: true, i: '-3', n: '1.5', b: 'false', o: { a: [1] }, x: [null], l: '1, 2，3,' };
    const sent = { s: 'true', i: -3, n: 1.5, b: false, o: { a: [1] }, x: [null], l: [1, 2, 3] };
    expect(bodyOf(row, values)).to.deep.equal(sent);
    const wrong: Record<string, unknown[]> = {
      s: [{}, ['a']],
      i: [1.5, '1e400', 'one', true, {}, 2 ** 60, ' ', '12345678901234567890.5'],
      n: ['NaN', 'Infinity', [], {}],
      b: [1, 'yes', {}],
      o: ['{}', [], 5, Buffer.alloc(1)],
      l: [{}, ['a'], [1.5], true],
    };
    for (const [name, bad] of Object.entries(wrong)) {
      for (const value of bad) {
        const error = thrownBy(() => build(row, { [name]: value }));
        expect(error, `${name} = ${JSON.stringify(value)}`).to.include({
          code: `input:${name}`,
          kind: 'input',
        });
        expect(error.message).to.include(`"${name}`);
      }
    }
  });

  it('writes digits beyond 2⁵³ as they are given, in every place (docs/behaviour.md, "Numbers and text")', () => {
    const digits = '1798234567890123457';
    const row = operation({
      path: '/{id}',
      params: [
        parameter('id', { in: 'path', required: true, type: 'integer' }),
        parameter('from', { in: 'query', type: 'integer' }),
        parameter('ids', { in: 'query', type: 'integer', list: true }),
        parameter('one', { type: 'integer' }),
        parameter('number', { type: 'number' }),
        parameter('text'),
        parameter('list', { type: 'integer', list: true }),
        parameter('fields', { type: 'object' }),
        parameter('fields.id', { type: 'integer' }),
        parameter('any', { type: 'any' }),
      ],
    });
    for (const value of [digits, `-${digits}`, BigInt(digits)]) {
      const each = { id: value, from: value, ids: [value, 1], one: value, number: value, text: value };
      const more = { list: [value], fields: { id: value }, any: { id: BigInt(value) } };
      const request = build(row, { ...each, ...more });
      expect(request.path).to.equal(`/${value}`);
      expect(withQuery('', request.query)).to.equal(`?from=${value}&ids=${value}%2C1`);
      expect(request.body).to.equal(
        `{"one":${value},"number":${value},"text":"${value}","list":[${value}],"fields":{"id":${value}},"any":{"id":${value}}}`,
      );
    }
    expect(build(row, { id: 1, list: `${digits},2` }).body).to.equal(`{"list":[${digits},2]}`);
    const rounded = thrownBy(() => build(row, { id: 1, one: 2 ** 60 }));
    expect(rounded.message).to.include('give its digits as text');
  });

  it('names what is missing, and what it does not know with what it knows', () => {
    const row = operation({ params: [parameter('machineID', { required: true }), parameter('page')] });
    for (const values of [{}, { machineID: undefined }]) {
      const error = thrownBy(() => build(row, values));
      expect(error).to.include({ code: 'input:machineID', kind: 'input', retryable: false });
    }
    const error = thrownBy(() => build(row, { machineID: 'a', machineId: 'b' }));
    expect(error).to.include({ code: 'input:machineId' });
    expect(error.message).to.include('machineID, page');
    for (const name of ['constructor', '__proto__', 'toString']) {
      const hostile = JSON.parse(`{"machineID":"a","${name}":1}`) as Record<string, unknown>;
      expect(thrownBy(() => build(row, hostile))).to.include({ code: `input:${name}` });
    }
  });

  it('sends on what is not listed where the document shows examples only', () => {
    const row = operation({ params: [parameter('a')] });
    const values = { a: 1, more: { deep: true }, blank: '', nothing: null, none: undefined };
    expect(bodyOf(row, values, {}, { allowsUnlistedFields: true })).to.deep.equal({
      a: '1',
      more: { deep: true },
      blank: '',
      nothing: null,
    });
  });

  it('takes "" and null for values, and only undefined for not given (docs/behaviour.md, "Parameters")', () => {
    const row = operation({
      params: [
        parameter('text', { required: true }),
        parameter('number', { type: 'integer' }),
        parameter('list', { list: true }),
        parameter('object', { type: 'object' }),
        parameter('object.field'),
      ],
    });
    const nulls = { text: null, number: null, list: null, object: null };
    expect(bodyOf(row, nulls)).to.deep.equal(nulls);
    expect(bodyOf(row, { text: '', list: '', object: { field: '' } })).to.deep.equal({
      text: '',
      list: [],
      object: { field: '' },
    });
    expect(bodyOf(row, { text: '', object: { field: null } })).to.deep.equal({
      text: '',
      object: { field: null },
    });
    expect(thrownBy(() => build(row, { text: 'x', number: '' }))).to.include({ code: 'input:number' });
    const addressed = operation({ params: [parameter('from', { in: 'query' })] });
    expect(thrownBy(() => build(addressed, { from: null }))).to.include({ code: 'input:from' });
  });

  it('takes a value under its documented name before one under another, whatever it is', () => {
    const row = operation({ params: [parameter('new', { aliases: ['old'] })] });
    expect(bodyOf(row, { old: 'x' })).to.deep.equal({ new: 'x' });
    for (const given of [null, '', 'y'])
      expect(bodyOf(row, { new: given, old: 'x' })).to.deep.equal({ new: given });
    expect(bodyOf(row, { new: undefined, old: null })).to.deep.equal({ new: null });
  });

  it('checks the fields of an object and of the entries of a list', () => {
    const row = operation({
      params: [
        parameter('orderBy', { type: 'object' }),
        parameter('orderBy.field', { required: true }),
        parameter('orderBy.limit', { type: 'integer' }),
        parameter('targets', { type: 'object', list: true, required: true }),
        parameter('targets[].machineID', { required: true }),
        parameter('targets[].count', { type: 'integer' }),
      ],
    });
    const values = {
      orderBy: { field: 'x', limit: '5', other: 1 },
      targets: [{ machineID: 'm', count: '2' }],
    };
    expect(bodyOf(row, values)).to.deep.equal({
      orderBy: { field: 'x', limit: 5, other: 1 },
      targets: [{ machineID: 'm', count: 2 }],
    });
    const target = { machineID: 'm' };
    const wrong: [values: Record<string, unknown>, text: string][] = [
      [{ orderBy: {}, targets: [target] }, '"orderBy.field" is missing'],
      [{ orderBy: 'x', targets: [target] }, '"orderBy" must be an object'],
      [{ orderBy: { field: 'x', limit: 'y' }, targets: [target] }, '"orderBy.limit" must be a number'],
      [{ targets: [target, {}] }, '"targets[1].machineID" is missing'],
      [{ targets: [target, 'x'] }, '"targets[1]" must be an object'],
      [{ targets: 'x' }, '"targets" must be a list'],
      [{}, '"targets" is missing'],
    ];
    for (const [each, text] of wrong) {
      const error = thrownBy(() => build(row, each));
      expect(error.kind).to.equal('input');
      expect(error.message).to.include(text);
    }
  });

  it('takes a body that is a list, and checks each entry', () => {
    const row = operation({
      body: 'list',
      params: [parameter('[].tag', { required: true }), parameter('[].value', { type: 'number' })],
    });
    expect(bodyOf(row, {}, { items: [{ tag: 'a', value: '1' }, { tag: 'b' }] })).to.deep.equal([
      { tag: 'a', value: 1 },
      { tag: 'b' },
    ]);
    const wrong: [items: unknown[] | undefined, text: string][] = [
      [undefined, '{tag, value}'],
      [[], '{tag, value}'],
      [['a'], 'Entry 0'],
      [[{ tag: 'a' }, {}], '"[1].tag" is missing'],
      [[{ tag: 'a', value: 'b' }], '"[0].value" must be a number'],
    ];
    for (const [items, text] of wrong) {
      const error = thrownBy(() => build(row, {}, items ? { items } : {}));
      expect(error.kind).to.equal('input');
      expect(error.message).to.include(text);
    }
  });

  it('takes bytes, and no body at all', () => {
    const content = Buffer.from([1, 2]);
    const bytes = operation({ body: 'bytes' });
    expect(build(bytes, {}, { content })).to.include({
      body: content,
      contentType: 'application/octet-stream',
    });
    expect(thrownBy(() => build(bytes, {}))).to.include({ code: 'input:payload' });
    expect(build(operation({ body: 'none', method: 'GET' }), {})).to.deep.equal({
      method: 'GET',
      path: '/do',
      query: {},
    });
  });
});

describe('A catalogue', () => {
  it('knows its operations, and helps with a name that is almost right', () => {
    const row = operation({ operation: 'cnc/readStatus' });
    const catalogue = new Catalogue(() => [row]);
    expect(catalogue.get('cnc/readStatus')).to.equal(row);
    for (const near of ['CNC/ReadStatus', 'readstatus']) {
      const error = thrownBy(() => catalogue.get(near));
      expect(error).to.include({ code: 'input:operation', kind: 'input' });
      expect(error.message).to.include('did you mean "cnc/readStatus"');
    }
    for (const none of ['', 'constructor', '__proto__', 'x']) {
      expect(thrownBy(() => catalogue.get(none)).message).not.to.include('did you mean');
    }
  });
});
