import { expect } from 'chai';
import fastCheck from 'fast-check';
import { PlatformError } from '../../../lib/errors';
import { readList } from '../../../lib/oms/lists';
import { OmsProtocol } from '../../../lib/oms/protocol';

const protocol = new OmsProtocol(new Set(['produce/download']));

interface Given {
  status?: number;
  headers?: Record<string, string>;
  text?: string;
}

function read(body: unknown, { status = 200, headers = {}, text }: Given = {}, operation = 'device/list') {
  const written = text ?? JSON.stringify(body);
  const all = { 'content-type': 'application/json', ...headers };
  return protocol.read({ status, headers: all, body: Buffer.from(written) }, operation);
}

function failureOf(body: unknown, given?: Given, operation?: string): PlatformError {
  try {
    read(body, given, operation);
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  return expect.fail('it was taken for a success');
}

describe('answers of an OMS server (docs/platforms/oms.md, "Answers")', () => {
  it('succeed with HTTP 2xx and code 0, 200 or none', () => {
    for (const code of [0, 200, '0', '200']) {
      expect(read({ code, msg: 'ok', data: [1] })).to.deep.equal({
        data: [1],
        code: Number(code),
        message: 'ok',
      });
    }
    expect(read({ data: { a: 1 } }, { status: 201 })).to.deep.equal({ data: { a: 1 } });
    expect(read([1, 2])).to.deep.equal({ data: [1, 2] });
    expect(read({ a: 1 })).to.deep.equal({ data: { a: 1 } });
    expect(read({ code: 0, message: 'ok', a: 1 })).to.deep.equal({ data: { a: 1 }, code: 0, message: 'ok' });
    expect(read(undefined, { status: 204, text: '' })).to.deep.equal({ data: null });
  });

  it('keep a code of their own where it is no envelope’s', () => {
    const product = { name: '门铃', code: '4110025469' };
    expect(read(product).data).to.deep.equal(product);
  });

  it('fail with any other numeric code, and carry the platform’s text', () => {
    for (const field of ['msg', 'message']) {
      const error = failureOf({ code: 5001, [field]: '设备离线' });
      expect(error).to.include({ code: 'oms:5001', kind: 'platform', retryable: false, httpStatus: 200 });
      expect(error.message).to.include('设备离线');
    }
    expect(failureOf({ code: '5001', msg: '' })).to.include({ code: 'oms:5001' });
  });

  for (const [code, kind, retryable] of [
    [400, 'input', false],
    [401, 'auth', false],
    [403, 'permission', false],
    [404, 'not-found', false],
    [409, 'conflict', false],
    [429, 'rate-limit', true],
    [500, 'platform', true],
    [503, 'platform', true],
  ] as const) {
    it(`take ${code} in the body for what it means as HTTP status: ${kind}`, () => {
      expect(failureOf({ code })).to.include({ code: `oms:${code}`, kind, retryable });
      expect(failureOf({}, { status: code })).to.include({ code: `oms:http-${code}`, kind, retryable });
      expect(failureOf({ code }, { status: code })).to.include({ code: `oms:${code}`, kind, retryable });
    });
  }

  it('refuse a token with 401, as HTTP status or in the body', () => {
    expect(failureOf({ code: 401 }).tokenProblem).to.equal('invalid');
    expect(failureOf(undefined, { status: 401, text: '' }).tokenProblem).to.equal('invalid');
    expect(failureOf({ code: 400 }).tokenProblem).to.equal(undefined);
  });

  for (const body of [
    { status: 'error', message: '设备离线' },
    { status: 'FAIL', msg: '设备离线', data: null },
    { code: 200, status: 'error', message: '设备离线' },
    { success: false, message: '设备离线', data: null },
    { code: 0, success: 'false', msg: '设备离线' },
    { errno: 7, errmsg: '设备离线', data: null },
    { code: 0, ret: -7, msg: '设备离线' },
    { errcode: '7', errmsg: '设备离线' },
    { error: '设备离线' },
    { error: { message: '设备离线' } },
  ]) {
    it(`fail within HTTP 200 as ${JSON.stringify(body)}`, () => {
      const number = /errno|ret|errcode/.test(JSON.stringify(body)) ? /^oms:-?7$/ : /^oms:refused$/;
      for (const operation of ['device/list', 'auth/token']) {
        const error = failureOf(body, {}, operation);
        expect(error).to.include({ retryable: false, httpStatus: 200, tokenProblem: undefined });
        expect(error.code).to.match(number);
        expect(error.message).to.include('设备离线');
      }
      expect(failureOf(body, {}, 'auth/token').kind).to.equal('auth');
    });
  }

  it('succeed with success: true and with zero for an error number; data may be under result', () => {
    const data = { id: 1 };
    expect(read({ success: true, result: data })).to.deep.equal({ data });
    expect(read({ success: true, message: 'ok', data })).to.deep.equal({ data, message: 'ok' });
    expect(read({ errno: 0, errmsg: 'ok', data })).to.deep.equal({ data, code: 0, message: 'ok' });
    expect(read({ ret: '0', result: [1] })).to.deep.equal({ data: [1], code: 0 });
    expect(read({ status: 'ok', data, error: null }).data).to.deep.equal(data);
    expect(read({ code: 0, data: { data: [1] } }).data).to.deep.equal([1]);
    expect(read({ code: 0, data: { data: [1], total: 9 } }).data).to.deep.equal({ data: [1], total: 9 });
  });

  it('are data where what tells a failure elsewhere is a field of a device', () => {
    for (const device of [
      { id: 1, status: 'error' },
      { id: 1, name: '门铃', error: 'E12', status: 'online' },
      { id: 1, result: 'pass' },
    ]) {
      expect(read(device).data).to.deep.equal(device);
      expect(read({ code: 0, msg: 'ok', ...device }).data).to.deep.equal(device);
    }
  });

  it('refuse a token with 403, and with a text that names a token that has ended', () => {
    expect(failureOf({ msg: 'x' }, { status: 403 })).to.include({
      kind: 'permission',
      tokenProblem: 'invalid',
    });
    expect(failureOf({ code: 403 })).to.include({ kind: 'permission', tokenProblem: 'suspected' });
    for (const text of [
      'token expired',
      'Invalid token',
      'Token 已过期',
      '令牌无效',
      '登录状态已失效，请重新登录',
    ]) {
      for (const body of [
        { status: 'error', message: text },
        { code: 5001, msg: text },
      ]) {
        expect(failureOf(body)).to.include({ kind: 'auth', tokenProblem: 'suspected' });
        expect(failureOf(body, {}, 'auth/token').tokenProblem).to.equal(undefined);
      }
    }
    for (const text of [
      '设备离线',
      'the batch has expired',
      '产品已失效',
      "device 12: program started, then: invalid token ';' in line 3",
      "invalid token ';' in line 3",
      '部分执行; 会话数据已失效',
      'device answered: session token of camera not valid',
    ]) {
      expect(failureOf({ code: 5001, msg: text }).tokenProblem).to.equal(undefined);
    }
  });

  it('tell a missing address below /pms/, which the nginx of the document does not pass on', () => {
    for (const text of ['', 'not found', '<html><title>404 Not Found</title></html>', '<h1>404</h1>']) {
      const error = failureOf(undefined, { status: 404, text }, 'system/setting/info');
      expect(error).to.include({ code: 'oms:http-404', kind: 'not-found', httpStatus: 404 });
      expect(error.message).to.include('/pms/').and.include('address');
    }
    const own = failureOf({ code: 404, msg: '没有' }, { status: 404 }, 'system/setting/info');
    expect(own.message).to.include('没有').and.not.include('/pms/');
  });

  it('of a login speak of no token that would be no longer valid', () => {
    for (const [body, given] of [
      [{ code: 401, msg: 'sign error' }, {}],
      [{ msg: 'sign error' }, { status: 401 }],
      [{ code: 5, msg: 'invalid token sign error' }, {}],
    ] as const) {
      const { message } = failureOf(body, given, 'auth/token');
      expect(message).to.include('sign error').and.include('app id').and.not.include('no longer valid');
    }
  });

  it('refuse a login with any code that will be the same the next time', () => {
    for (const given of [{}, { status: 400 }, { status: 403 }]) {
      const error = failureOf({ code: 1007, msg: 'sign error' }, given, 'auth/token');
      expect(error).to.include({ code: 'oms:1007', kind: 'auth', retryable: false, tokenProblem: undefined });
    }
    expect(failureOf({ code: 500 }, {}, 'auth/token')).to.include({ kind: 'platform', retryable: true });
    expect(failureOf({}, { status: 404 }, 'auth/token')).to.include({ kind: 'not-found' });
  });

  it('give a file as it is, where the operation may answer one', () => {
    const text = 'device_id,name\r\n1,a';
    const headers = { 'content-type': 'text/csv' };
    expect(read(undefined, { headers, text }, 'produce/download').data).to.deep.equal(Buffer.from(text));
    expect(read({ code: 0, data: [1] }, {}, 'produce/download').data).to.deep.equal([1]);
    expect(failureOf(undefined, { headers, text })).to.include({ code: 'oms:not-json' });
  });

  it('are no file when they are a web page or an error', () => {
    const page = { headers: { 'content-type': 'text/html' }, text: '<!doctype html><html></html>' };
    expect(failureOf(undefined, page, 'produce/download')).to.include({ code: 'oms:not-json' });
    const error = { status: 500, headers: { 'content-type': 'text/plain' }, text: 'x' };
    expect(failureOf(undefined, error, 'produce/download')).to.include({ code: 'oms:http-500' });
  });

  it('are data or an error of the tree, whatever they are', () => {
    const status = fastCheck.constantFrom(200, 201, 204, 400, 401, 429, 500);
    const text = fastCheck.oneof(fastCheck.string(), fastCheck.json());
    fastCheck.assert(
      fastCheck.property(status, text, (given, body) => {
        try {
          expect(read(undefined, { status: given, text: body })).to.have.property('data');
        } catch (error) {
          expect(error).to.be.instanceOf(PlatformError);
        }
      }),
    );
  });
});

describe('lists of an OMS server (docs/platforms/oms.md, "Lists")', () => {
  const items = [{ id: 1 }, { id: 2 }];

  it('are found at data, list, rows, records, items and data.data, with total or count', () => {
    expect(readList(items).items).to.deep.equal(items);
    for (const name of ['list', 'rows', 'records', 'items', 'data']) {
      expect(readList({ [name]: items, total: 9 })).to.deep.equal({ items, total: 9 });
      expect(readList({ [name]: items, count: '9' })).to.deep.equal({ items, total: 9 });
      expect(readList({ [name]: items }).total).to.equal(undefined);
    }
  });

  it('are empty where null stands for them', () => {
    expect([null, { list: null, total: 0 }].map((data) => readList(data).items)).to.deep.equal([[], []]);
  });

  it('are missed where there is none', () => {
    for (const data of ['x', 5, {}, { list: {} }, { list: 'x' }]) {
      expect(() => readList(data), JSON.stringify(data))
        .to.throw()
        .with.property('code', 'oms:unexpected-answer');
    }
  });
});
