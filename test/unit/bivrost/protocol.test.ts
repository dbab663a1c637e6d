import { expect } from 'chai';
import fc from 'fast-check';
import { bivrostFailures } from '../../../lib/bivrost';
import { BivrostProtocol } from '../../../lib/bivrost/protocol';
import { PlatformError } from '../../../lib/errors';
import type { HttpResponse } from '../../../lib/http';

const protocol = new BivrostProtocol(true);
const READ = 'cnc/readCNCStatus';
const WRITE = 'cnc/deleteFile';
const STREAM = 'cnc/receiveFileStream';

function response(body: unknown, status = 200, type = 'application/json'): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: { 'content-type': type }, body: Buffer.from(text) };
}

function errorOf(answer: HttpResponse, operation = READ, reader = protocol): PlatformError {
  try {
    reader.read(answer, operation);
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  throw new Error('the answer was taken for a success');
}

describe('BivrostProtocol (docs/platforms/bivrost.md, "Success and failure": 2.2)', () => {
  it('takes data without errorCode for a success, and keeps it as it is', () => {
    const data = { cncStatus: 'AUTO_RUN', alarmStatus: 'NO_ALARM' };
    expect(protocol.read(response(data), READ)).to.deep.equal({ data, code: 0 });
    expect(protocol.read(response([{ errorCode: 3 }]), 'cnc/batchReadErrors').data).to.deep.equal([
      { errorCode: 3 },
    ]);
  });

  it('takes an unexpected error for a passing one where its HTTP status says so', () => {
    for (const errorCode of [1, -1]) {
      expect(errorOf(response({ errorCode, errorMsg: 'x' }, 503))).to.include({
        retryable: true,
        kind: 'platform',
      });
      expect(errorOf(response({ errorCode, errorMsg: 'x' }, 200))).to.include({ retryable: false });
    }
    expect(errorOf(response({ errorCode: 101, errorMsg: 'x' }, 503))).to.include({ retryable: false });
  });

  it('takes the envelope of a plain success away', () => {
    const answer = protocol.read(response({ errorCode: 0, errorMsg: 'Success' }), WRITE);
    expect(answer).to.deep.equal({ data: {}, code: 0, message: 'Success' });
  });

  it('lets errorCode decide, whatever the HTTP status', () => {
    const codes = bivrostFailures.rows.map(({ code }) => Number(code));
    const status = fc.constantFrom(200, 400, 401, 404, 409, 500, 502, 503);
    fc.assert(
      fc.property(fc.constantFrom(...codes), status, fc.string(), (errorCode, httpStatus, errorMsg) => {
        const error = errorOf(response({ errorCode, errorMsg }, httpStatus));
        const { kind, retryable } = bivrostFailures.get(errorCode) ?? {};
        const mayPass = retryable || ([1, -1].includes(errorCode) && httpStatus >= 500);
        expect(error).to.include({ code: `bivrost:${errorCode}`, kind, retryable: mayPass, httpStatus });
        expect(error.message).to.include(errorMsg);
      }),
    );
  });

  it('takes an unknown code for a failure of the platform that is not repeated', () => {
    const unknown = fc
      .integer({ min: -100_000, max: 100_000 })
      .filter((code) => code !== 0 && !bivrostFailures.get(code));
    fc.assert(
      fc.property(unknown, (errorCode) => {
        const error = errorOf(response({ errorCode, errorMsg: 'x' }, 503));
        expect(error).to.include({ code: `bivrost:${errorCode}`, kind: 'platform', retryable: false });
      }),
    );
  });

  it('keeps statusMsg, the detail that newer gateways give', () => {
    const body = {
      errorCode: 10003,
      errorMsg: 'Machine ID does not exist.',
      statusMsg: 'Invalid MachineID (9)',
    };
    expect(errorOf(response(body)).message).to.include('Invalid MachineID (9)');
  });

  it('knows that code 7 may mean an ended token, but not for a refused address nor for keys', () => {
    const refused = response({ errorCode: 7, errorMsg: 'Unauthorized access.' }, 401);
    expect(errorOf(refused)).to.include({ kind: 'permission', tokenProblem: 'invalid' });
    expect(errorOf(refused, READ, new BivrostProtocol(false)).tokenProblem).to.equal(undefined);
    const address = response({ errorCode: 7, errorMsg: 'IP not in white list.' }, 401);
    expect(errorOf(address)).to.include({ kind: 'permission', code: 'bivrost:7' });
    expect(errorOf(address).tokenProblem).to.equal(undefined);
  });

  it('judges an answer without errorCode by its HTTP status', () => {
    expect(errorOf(response({}, 503))).to.include({ code: 'bivrost:http-503', retryable: true });
    expect(errorOf(response({}, 404))).to.include({ kind: 'not-found', retryable: false });
    expect(errorOf(response({}, 401))).to.include({ kind: 'auth', tokenProblem: 'invalid' });
  });

  it('says what came where JSON was due', () => {
    const page = response('<!DOCTYPE html><html></html>', 200, 'text/html');
    expect(errorOf(page)).to.include({ code: 'bivrost:not-json', retryable: false });
    expect(errorOf(page).message).to.include('web page');
    expect(errorOf(response('{"cncStatus":"AU')).message).to.include('damaged JSON');
    expect(errorOf(response('')).message).to.include('empty');
    expect(errorOf(response('12')).code).to.equal('bivrost:unexpected-answer');
    for (const errorCode of ['', null, 'x', {}, 1.5]) {
      expect(errorOf(response({ errorCode })).code).to.equal('bivrost:unexpected-answer');
    }
  });

  it('takes an empty answer to a change for the success that it is documented to be (2.9.1.7)', () => {
    expect(protocol.read(response(''), 'config/restore').data).to.deep.equal({});
  });

  it('tells a file from an error object in its place', () => {
    const file = response('{"a":1}', 200, 'application/octet-stream');
    expect(protocol.read(file, STREAM).data).to.deep.equal(file.body);
    const missing = response({ errorCode: 158, errorMsg: 'Path is not found.' });
    expect(errorOf(missing, STREAM).code).to.equal('bivrost:158');
    expect(errorOf(response('<html></html>', 200, 'text/html'), STREAM).code).to.equal('bivrost:not-json');
  });

  it('has no answer on which it fails without an error of the tree', () => {
    const operation = fc.constantFrom(READ, WRITE, STREAM, 'cnc/batchReadErrors');
    const type = fc.constantFrom('application/json', 'text/plain', 'application/octet-stream', '');
    const body = fc.oneof(fc.json(), fc.string());
    fc.assert(
      fc.property(
        operation,
        fc.integer({ min: 200, max: 599 }),
        type,
        body,
        (name, status, contentType, text) => {
          try {
            protocol.read(response(text, status, contentType), name);
          } catch (error) {
            expect(error).to.be.instanceOf(PlatformError);
          }
        },
      ),
    );
  });
});

describe('Failures of the gateway (bivrost-operations.json, "errors")', () => {
  it('has every code of the documents with a meaning in both languages', () => {
    const documented = [
      -1, 1, 3, 7, 101, 102, 125, 142, 143, 144, 158, 196, 1303, 10003, 10006, 10012, 10017, 10045,
    ];
    for (const code of documented) expect(bivrostFailures.get(code), String(code)).not.to.equal(undefined);
    for (const { en, zh } of bivrostFailures.rows) {
      expect(en).to.match(/^[A-Z]/);
      expect(zh).to.match(/\p{Script=Han}/u);
    }
  });
});
