import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { PlatformError } from '../../../lib/errors';
import { failureByStatus, readJson, retryAfterMs } from '../../../lib/http';
import { isPlainObject, numberOf, textOf } from '../../../lib/json/json-values';
import { thrownBy } from '../../support/servers';

const answer = (body: string, status = 200, headers = {}) => ({ status, headers, body: Buffer.from(body) });

describe('Reading an answer (SECURITY.md, "What is promised")', () => {
  it('says what came instead of JSON', () => {
    const cases: [body: string, text: string][] = [
      ['<!DOCTYPE html><html><body>Log in</body></html>', 'a web page'],
      ['  <HTML>', 'a web page'],
      ['{"code":200,"data":{"na', 'damaged JSON'],
      ['', 'empty'],
      ['too many requests', 'is not JSON'],
      ['an array [', 'is not JSON'],
      [`${' '.repeat(300)}<html>`, 'empty'],
    ];
    for (const [body, text] of cases) {
      const error = thrownBy(() => readJson(answer(body), 'test'));
      expect(error).to.include({
        code: 'test:not-json',
        kind: 'platform',
        retryable: false,
        httpStatus: 200,
      });
      expect(error.message).to.include(text);
    }
  });

  it('keeps kind and Retry-After of the status, which is what went wrong', () => {
    const error = thrownBy(() => readJson(answer('busy', 503, { 'retry-after': '7' }), 'test'));
    expect(error)
      .to.be.instanceOf(PlatformError)
      .and.to.include({ code: 'test:http-503', retryable: true, retryAfterMs: 7_000 });
    expect(error.message).to.equal('The server reported a failure: HTTP 503, and an answer that is not JSON');
    const gone = thrownBy(() => readJson(answer('', 404), 'test'));
    expect(gone).to.include({ code: 'test:http-404', kind: 'not-found' });
    expect(gone.message).to.equal('The server reported a failure: HTTP 404, and an answer that is empty');
  });

  it('quotes nothing of what it could not read', () => {
    const error = thrownBy(() => readJson(answer('{"token":"canary-token" "x"}'), 'test'));
    expect(inspect(error, { depth: 10 }))
      .not.to.include('canary')
      .and.not.to.include('token"');
  });

  it('names the limit that an answer exceeds', () => {
    const deep = answer('['.repeat(100_000) + ']'.repeat(100_000));
    const many = { ...answer(`[${'{},'.repeat(20)}{}]`), mostValues: 20 };
    for (const [response, code, text] of [
      [deep, 'json:too-deep', '200 levels'],
      [many, 'json:too-many-values', '20 values'],
    ] as const) {
      const error = thrownBy(() => readJson(response, 'test'));
      expect(error).to.include({ code, kind: 'platform', retryable: false, httpStatus: 200 });
      expect(error.message).to.include(text);
      const failed = thrownBy(() => readJson({ ...response, status: 503 }, 'test'));
      expect(failed).to.include({ code: 'test:http-503', retryable: true });
      expect(failed.message).to.include('HTTP 503').and.to.include(text);
    }
  });

  it('obeys the charset of the Content-Type, and any byte order mark', () => {
    const chinese = Buffer.from('7b226e616d65223a22bbfab4b2227d', 'hex');
    const utf16 = Buffer.from('{"name":"机床"}', 'utf16le');
    const texts: [type: string, body: Buffer, name: string][] = [
      ['application/json;charset=GBK', chinese, '机床'],
      ['application/json; charset="gb2312"', chinese, '机床'],
      ["application/json; charset='GB18030'; q=1", chinese, '机床'],
      ['application/json; charset=cp936', chinese, '机床'],
      ['application/json; charset=ISO-8859-1', Buffer.from('{"name":"Fräse"}', 'latin1'), 'Fräse'],
      ['text/plain; charset=Shift_JIS', Buffer.from('7b226e616d65223a228b4089c1227d', 'hex'), '機加'],
      ['application/json; charset=UTF-16LE', utf16, '机床'],
      ['application/json; charset=utf-16', Buffer.from(utf16).swap16(), '机床'],
      ['application/json', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), '机床'],
      ['application/json; charset=gbk', Buffer.from('\ufeff{"name":"机床"}'), '机床'],
      ['application/json; charset=utf-8', Buffer.from('\ufeff{"name":"机床"}'), '机床'],
      ['', Buffer.from('{"name":"机床"}'), '机床'],
    ];
    for (const [type, body, name] of texts) {
      const headers = { 'content-type': type };
      expect(readJson({ status: 200, headers, body }, 'test'), type).to.deep.equal({ name });
    }
  });

  it('reads NaN and the infinities, which Python and C++ write, as null (docs/behaviour.md, "Numbers and text")', () => {
    const body = '\ufeff{"code":200,"data":[NaN,Infinity,-Infinity,nan,1.5]}';
    expect(readJson(answer(body), 'test')).to.deep.equal({ code: 200, data: [null, null, null, null, 1.5] });
  });

  it('names a charset that nobody knows', () => {
    const unknown = answer('{}', 200, { 'content-type': 'application/json; charset=klingon' });
    const error = thrownBy(() => readJson(unknown, 'test'));
    expect(error).to.include({ code: 'network:unknown-charset', retryable: false, httpStatus: 200 });
    expect(error.message).to.include('"klingon"');
  });

  it('takes text and numbers from any value without failing', () => {
    const hostile = JSON.parse('{"toString":1,"valueOf":1}') as unknown;
    expect([textOf(hostile), numberOf(hostile), textOf([hostile]), textOf(null)]).to.deep.equal(Array(4));
    expect([' ', '', null, true, [], [5], 'NaN', Number.NaN, Infinity].map(numberOf)).to.deep.equal(Array(9));
    expect(['7', ' 7.5 ', -1, '1e3', '0x10'].map(numberOf)).to.deep.equal([7, 7.5, -1, undefined, undefined]);
    const tooLong = ['9007199254740993', '-9007199254740992', '1798234567890123457', '9007199254740993.5'];
    expect(tooLong.map(numberOf), 'digits that a number would change').to.deep.equal(Array(4));
    expect(numberOf('9007199254740991')).to.equal(Number.MAX_SAFE_INTEGER);
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        expect(['string', 'undefined']).to.include(typeof textOf(value));
        expect(['number', 'undefined']).to.include(typeof numberOf(value));
      }),
    );
  });

  it('knows a plain object', () => {
    expect([{}, Object.create(null)].map(isPlainObject)).to.deep.equal([true, true]);
    expect([[], null, 'a', Buffer.alloc(1), new Date(), new Map()].some(isPlainObject)).to.equal(false);
  });
});

describe('Retry-After (RFC 9110, 10.2.3)', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const cases: [value: string | undefined, ms: number | undefined][] = [
    [undefined, undefined],
    ['0', 0],
    [' 12 ', 12_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['soon', undefined],
    ['7 s', undefined],
    ['3600', 600_000],
    ['99999999999', 600_000],
    ['Fri, 01 Jan 2027 00:00:00 GMT', 600_000],
  ];
  for (const [value, ms] of cases) {
    it(`"${value}" is ${ms} ms`, () => {
      const headers = value === undefined ? {} : { 'retry-after': value };
      expect(retryAfterMs({ headers }, now)).to.equal(ms);
    });
  }
});

describe('The kind of an HTTP status (docs/behaviour.md, "Failures")', () => {
  const kinds = {
    401: 'auth',
    403: 'permission',
    404: 'not-found',
    408: 'timeout',
    409: 'conflict',
    429: 'rate-limit',
  };
  for (const [status, kind] of Object.entries(kinds)) {
    it(`${status} is ${kind}`, () => expect(failureByStatus(Number(status)).kind).to.equal(kind));
  }

  it('only what may pass by itself is retryable', () => {
    const retryable = [400, 401, 403, 404, 408, 409, 410, 422, 429, 500, 502, 503, 504].filter(
      (status) => failureByStatus(status).retryable,
    );
    expect(retryable).to.deep.equal([408, 429, 500, 502, 503, 504]);
  });
});
