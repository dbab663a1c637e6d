import { expect } from 'chai';
import fastCheck from 'fast-check';
import { type DhgjCall, prepareCall } from '../../../lib/dhgj/request';
import { InputError } from '../../../lib/errors';
import { thrownBy } from '../../support/servers';

const prepare = (call: Partial<DhgjCall>) => prepareCall({ method: 'GET', path: '/a', ...call });

/** The field that is refused; undefined when the call is accepted. */
function refusedField(call: Partial<DhgjCall>): string | undefined {
  try {
    prepare(call);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.field;
    throw error;
  }
}

describe('DHGJ calls are checked before anything is sent (docs/behaviour.md, "Parameters")', () => {
  it('takes every method, in either case, and no other', () => {
    for (const method of ['get', 'POST', 'put', 'PATCH', 'delete']) {
      expect(prepare({ method }).request.method).to.equal(method.toUpperCase());
    }
    for (const method of ['', 'TRACE', 'GET /x', 'toString']) {
      expect(refusedField({ method }), method).to.equal('method');
    }
  });

  it('takes GET for a read, a POST where it is said to read only, and all else for a change', () => {
    expect(prepare({ method: 'GET' }).safety).to.equal('safe');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(prepare({ method }).safety).to.equal('change');
      expect(prepare({ method, onlyReads: true }).safety).to.equal(method === 'POST' ? 'safe' : 'change');
    }
  });

  it('puts query fields behind those of the path, lists as repeated names, what is not given left out', () => {
    const query = { 车间: '一号 A&B', id: [1, 2], remark: '', no: undefined, ok: true };
    expect(prepare({ path: '/x/y?page=1', query }).request.path).to.equal(
      '/x/y?page=1&%E8%BD%A6%E9%97%B4=%E4%B8%80%E5%8F%B7%20A%26B&id=1&id=2&remark=&ok=true',
    );
    expect(prepare({ query: 'a=1&b=%E4%B8%AD' }).request.path).to.equal('/a?a=1&b=%E4%B8%AD');
  });

  it('refuses null, which neither a query nor a form can hold', () => {
    for (const fields of [{ none: null }, { list: [1, null] }]) {
      expect(refusedField({ query: fields })).to.equal('query');
      expect(refusedField({ body: 'form', data: fields })).to.equal('data');
    }
  });

  it('percent-encodes what a path can not hold, and leaves what is encoded already', () => {
    const { request, operation } = prepare({ path: 'machines/1号 床/%2Fx#y' });
    expect(request.path).to.equal('/machines/1%E5%8F%B7%20%E5%BA%8A/%2Fx%23y');
    expect(operation).to.equal(`GET ${request.path}`);
  });

  it('makes a form as the sample request shows it', () => {
    const { request } = prepare({ method: 'POST', body: 'form', data: { 班组: '甲', n: 1 } });
    expect(request.contentType).to.equal('application/x-www-form-urlencoded; charset=utf-8');
    expect(request.body).to.equal('%E7%8F%AD%E7%BB%84=%E7%94%B2&n=1');
    expect(prepare({ body: 'form', data: 'a=1&a=2' }).request.body).to.equal('a=1&a=2');
  });

  it('makes JSON of objects, lists, and text that is JSON already', () => {
    for (const data of [{ a: [1] }, [{ a: 1 }], '{"big": 12345678901234567890}', Buffer.from('[1]')]) {
      const { request } = prepare({ method: 'POST', body: 'json', data });
      expect(request.contentType).to.equal('application/json; charset=utf-8');
      const sent = typeof data === 'object' && !Buffer.isBuffer(data) ? JSON.stringify(data) : String(data);
      expect(request.body).to.equal(sent);
    }
  });

  it('writes a bigint as its digits (docs/behaviour.md, "Numbers and text": an integer beyond 2⁵³)', () => {
    const data = { big: 12345678901234567890n };
    expect(prepare({ method: 'POST', body: 'json', data }).request.body).to.equal(
      '{"big":12345678901234567890}',
    );
    expect(prepare({ method: 'POST', body: 'form', data }).request.body).to.equal('big=12345678901234567890');
  });

  it('gives no Content-Type to calls without a body', () => {
    for (const call of [{}, { body: 'none', data: { a: 1 } }, { body: 'form', data: {} }] as const) {
      const { request } = prepare({ method: 'POST', ...call });
      expect(request).to.have.all.keys('method', 'path');
    }
  });

  it('refuses content that the kind of body can not carry', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const data of [undefined, null, 5, true, 'text', '5', '{', circular, { not: Number.NaN }]) {
      expect(refusedField({ body: 'json', data }), String(data)).to.equal('data');
    }
    for (const body of ['json', 'form'] as const) {
      const reason = (data: unknown) => thrownBy(() => prepare({ body, data })).message;
      expect(reason(undefined)).to.include('missing');
      expect(reason(null)).not.to.include('missing');
    }
    for (const data of [undefined, null, 5, [1], { a: {} }, { a: [{}] }, { a: '\ud800' }]) {
      expect(refusedField({ body: 'form', data }), JSON.stringify(data)).to.equal('data');
    }
    expect(refusedField({ body: 'xml' as 'json' })).to.equal('body');
    expect(refusedField({ query: 5 as unknown as string })).to.equal('query');
  });

  it('refuses addresses of other hosts, and the token interface', () => {
    for (const path of [
      'http://elsewhere.example/x',
      '//elsewhere.example/x',
      '\\\\elsewhere.example',
      'file:x',
    ]) {
      expect(refusedField({ path }), path).to.equal('path');
    }
    for (const path of ['/oauth/token', 'oauth/token?x=1', '/OAuth/Token/', '/a/../oauth/token', '', ' ']) {
      expect(refusedField({ path }), path).to.equal('path');
    }
  });

  for (const path of [
    '/api/../admin',
    '/api/./machines',
    '/api/%2e%2e/admin',
    '/api/.%2E/admin',
    '/api/%252e%252e/admin',
    '/api/%25252e%25252e/admin',
    '/api/..;a=b/admin',
    '/api/..%3Ba/admin',
    '/api/..%2fadmin',
    '/api/%2e%2e%2fadmin',
    '/api/%c0%ae%c0%ae/admin',
    '/api/%u002e%u002e/admin',
    '/api/.. /admin',
    '/..',
    '..',
  ]) {
    it(`refuses ${path}, which a server may take for another path`, () => {
      expect(refusedField({ path })).to.equal('path');
    });
  }

  for (const path of [
    '/\\host/x',
    '\\x',
    '/a\\..\\b',
    '/a%5c..%5cb',
    '/a%255cb',
    '/a\tb',
    '/.\t./b',
    '/a%00',
    '/%0d%0ax',
  ]) {
    it(`refuses ${JSON.stringify(path)}, in which a backslash or control character hides`, () => {
      expect(refusedField({ path })).to.equal('path');
    });
  }

  for (const path of [
    '/%6fauth/token',
    '/oauth/%74oken',
    '/%256fauth/token',
    '/oauth/token;x',
    '/oauth;x=1/token',
    '/oauth%2ftoken',
    '/oauth/token/',
    '/oauth//token',
    '/ /oauth/token',
    '/oauth/token%20',
    '/oauth/token.json',
    '/oauth/token%3fx',
    '/oauth/token%23x',
    '/OAUTH/TOKEN',
    '/oauth/token/x',
  ]) {
    it(`refuses ${path}: the account asks for tokens itself`, () => {
      expect(refusedField({ path })).to.equal('path');
    });
  }

  for (const path of [
    '/oauth/tokens',
    '/api/oauth/token',
    '/a.b/c..d',
    '/50%',
    '/100%25',
    '/a%20b',
    '/.well-known/x',
    '/a...',
  ]) {
    it(`takes ${path}, which says what it means`, () => {
      expect(refusedField({ path })).to.equal(undefined);
    });
  }

  it('never leaves the host of the account, whatever the path', () => {
    const texts = fastCheck.oneof(
      fastCheck.string({ unit: 'binary' }),
      fastCheck.string({
        unit: fastCheck.constantFrom('/', '\\', '.', '@', ':', '?', '#', '%', '2', 'f', 'a'),
      }),
    );
    fastCheck.assert(
      fastCheck.property(texts, (path) => {
        if (refusedField({ path }) === 'path') return;
        const sent = prepare({ path }).request.path;
        expect(sent).to.match(/^\/[\x21-\x7e]*$/);
        expect(new URL(`http://account.example:18081${sent}`).host).to.equal('account.example:18081');
      }),
    );
  });

  it('carries any text through a query and a form unchanged', () => {
    const fields = fastCheck.dictionary(
      fastCheck.string({ unit: 'binary', minLength: 1 }),
      fastCheck.string({ unit: 'binary' }),
      { noNullPrototype: true },
    );
    fastCheck.assert(
      fastCheck.property(fields, (data) => {
        const { request } = prepare({ body: 'form', data, query: data });
        const asText = Object.entries(data);
        expect([...new URLSearchParams(String(request.body ?? ''))]).to.deep.equal(asText);
        expect([...new URL(request.path, 'http://x').searchParams]).to.deep.equal(asText);
      }),
    );
  });
});
