import { expect } from 'chai';
import { PlatformError, toShopfloorError } from '../../../lib/errors';
import type { HttpResponse } from '../../../lib/http';
import { QuectelClient } from '../../../lib/quectel';
import { unwrapAnswer } from '../../../lib/quectel/answers';
import { quectelCatalogue } from '../../../lib/quectel/catalogue';
import { quectelFailures } from '../../../lib/quectel/codes';
import { QuectelProtocol } from '../../../lib/quectel/protocol';
import { TestServer } from '../../support/servers';

describe('answers of the Quectel platform (docs/platforms/quectel.md, "Envelope")', () => {
  const protocol = new QuectelProtocol();
  const response = (body: unknown, status = 200, headers: Record<string, string> = {}): HttpResponse => ({
    status,
    headers,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });
  const failure = (body: unknown, status?: number, operation = 'deviceList'): PlatformError => {
    try {
      protocol.read(response(body, status), operation);
    } catch (error) {
      if (error instanceof PlatformError) return error;
    }
    throw new Error('the answer was taken');
  };

  it('put the token into Authorization as it is, with no Bearer', () => {
    const token = { value: 'QJWT a.b.c', obtainedAt: 0 };
    const request = protocol.authorize({ method: 'GET', path: '/x', headers: { a: 'b' } }, token);
    expect(request.headers).to.deep.equal({ a: 'b', Authorization: 'QJWT a.b.c' });
  });

  it('succeed with code 200', () => {
    expect(protocol.read(response({ code: 200, msg: 'OK', data: [] }), 'deviceList')).to.include({
      code: 200,
      message: 'OK',
    });
  });

  it('succeed with 0 only where the documents show it', () => {
    for (const operation of ['queueList', 'enduserSetUserStatus', 'enduserUserInfo']) {
      expect(protocol.read(response({ code: 0, data: null }), operation)).to.include({ code: 0 });
    }
    expect(failure({ code: 0, data: [] }).code).to.equal('quectel:unexpected-answer');
  });

  it('succeed with 201 and 204 where they are listed, and with an empty HTTP 204', () => {
    expect(protocol.read(response({ code: 201, data: null }, 201), 'deviceCreate')).to.include({ code: 201 });
    expect(protocol.read(response('', 204), 'queueDelete')).to.include({ code: 204 });
    expect(failure({ code: 201 }).code).to.equal('quectel:201');
  });

  for (const code of [91001, 91004]) {
    it(`mean a refused token with ${code}`, () => {
      expect(failure({ code, msg: 'x' })).to.include({ kind: 'auth', tokenProblem: 'invalid' });
    });
  }

  for (const code of [91005, 91006, 91007]) {
    it(`mean no refused token with ${code}`, () => {
      const error = failure({ code, msg: 'x' });
      expect(error).to.include({ kind: 'permission', retryable: false });
      expect(error.tokenProblem).to.equal(undefined);
    });
  }

  it('to a login are failures of kind auth, whatever the code, and name no refused token', () => {
    for (const code of [90047, 50005, 12345, 401]) {
      const error = failure({ code, msg: 'no' }, 200, 'accessKeyLogin');
      expect(error, String(code)).to.include({ kind: 'auth', retryable: false, code: `quectel:${code}` });
      expect(error.tokenProblem).to.equal(undefined);
    }
    expect(failure({ code: 91006 }, 200, 'accessKeyLogin').kind).to.equal('permission');
    expect(failure({ code: 50000 }, 200, 'accessKeyLogin')).to.include({ kind: 'platform', retryable: true });
  });

  it('keep the platform’s own text', () => {
    expect(failure({ code: 70130, msg: '设备不存在' }).message).to.contain('设备不存在');
  });

  it('with HTTP failures and no code follow the HTTP status', () => {
    expect(failure({ msg: 'x' }, 503)).to.include({ code: 'quectel:http-503', retryable: true });
    expect(failure({ timestamp: 1, error: 'Not Found' }, 404)).to.include({ kind: 'not-found' });
  });

  it('that are no objects or have no code are refused', () => {
    for (const body of [[], 'null', '"x"', { data: [] }, { code: {} }, { code: 'abc' }]) {
      expect(failure(body).code, JSON.stringify(body)).to.equal('quectel:unexpected-answer');
    }
  });

  it('have a meaning for every code that the catalogue lists', () => {
    const listed = new Set(
      quectelCatalogue.rows.flatMap(({ errors = {} }) => Object.keys(errors)).map(Number),
    );
    const unknown = [...listed].filter((code) => code >= 1000 && !quectelFailures.get(code));
    expect(unknown).to.deep.equal([]);
  });

  it('have a meaning for what calls about end users can meet (docs/platforms/quectel.md, "Codes": 5000 to 5526)', () => {
    const kinds: Record<string, number[]> = {
      input: [5009, 5011, 5013, 5034, 5339, 5361, 5472, 5487, 5488, 5495, 5496],
      conflict: [5049, 5052, 5371, 5377, 5409, 5412, 5414, 5461, 5478],
      permission: [5104, 5141, 5229, 5358, 5452, 5477, 5486, 5499],
      'not-found': [5101, 5313, 5450, 5493],
      platform: [5042, 5048, 5051, 5093, 5103, 5314, 5394, 5416, 5417, 5418, 5483, 5494, 5500],
      'rate-limit': [5147, 5148, 5325],
      auth: [5381, 5420, 5421],
    };
    for (const [kind, codes] of Object.entries(kinds)) {
      for (const code of codes) expect(quectelFailures.get(code), String(code)).to.include({ kind });
    }
    // Nobody knows when a freeze or a block ends, so that repeating would only prolong it.
    expect([5147, 5148, 5325].map((code) => quectelFailures.get(code)?.retryable)).to.deep.equal([
      false,
      false,
      false,
    ]);
  });

  it('have both languages for every code, and each code once', () => {
    for (const { code, en, zh } of quectelFailures.rows) {
      expect(en, String(code)).to.match(/^[\x20-\x7e]+$/);
      expect(zh, String(code)).to.match(/\p{Script=Han}/u);
    }
    const codes = quectelFailures.rows.map(({ code }) => code);
    expect(new Set(codes).size).to.equal(codes.length);
  });
});

describe('entries of the Quectel data history (docs/platforms/quectel.md, "Envelope")', () => {
  it('have both of their JSON texts parsed, and what is none left alone', () => {
    const entry = { dmData: '[{"key":"a"}]', thingModelData: '[{"id":1,"value":"2"}]', other: '[1]' };
    const data = unwrapAnswer('deviceDataHistory', { code: 200, data: [entry, { dmData: '{' }, null] });
    expect(data).to.deep.equal([
      { dmData: [{ key: 'a' }], thingModelData: [{ id: 1, value: '2' }], other: '[1]' },
      { dmData: '{' },
      null,
    ]);
  });

  it('have as many values in all texts together as the client allows for an answer, and name the limit', async () => {
    const text = `[${'0,'.repeat(99)}0]`;
    const list = { code: 200, data: [{ dmData: text }, { dmData: text }], total: 2 };
    const token = { code: 200, access_token: 'QJWT a.b.c', expires_in: 600 };
    const server = await TestServer.start((response, { url }) =>
      response.end(JSON.stringify(url.includes('accessKeyLogin') ? token : list)),
    );
    const keys = { baseUrl: server.origin, accessKey: 'key', accessSecret: 'secret' };
    const values = { productKey: 'p', deviceKey: 'd' };
    const [enough, few] = [250, 150].map((mostValues) => new QuectelClient({ ...keys, mostValues }));
    expect((await enough?.request('deviceDataHistory', values))?.data).to.have.length(2);
    for (const call of [
      few?.request('deviceDataHistory', values),
      few?.pages('deviceDataHistory', values)[Symbol.asyncIterator]().next(),
    ]) {
      const error = await Promise.resolve(call).then(
        () => undefined,
        (thrown: unknown) => toShopfloorError(thrown),
      );
      expect(error?.code).to.equal('json:too-many-values');
      expect(error?.message).to.include('150 values').and.to.include('shopfloorMostValues');
    }
    enough?.close();
    few?.close();
    await server.stop();
  });
});
