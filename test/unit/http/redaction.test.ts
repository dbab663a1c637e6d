import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { PlatformError, toShopfloorError } from '../../../lib/errors';
import { Redactor } from '../../../lib/http';
import { redact } from '../../../lib/redaction';
import { failureOf, TestServer } from '../../support/servers';
import { readCall, TestClients } from './support';

describe('Secrets (docs/behaviour.md, "Failures": none holds a secret or a token)', () => {
  let redactor: Redactor;

  beforeEach(() => {
    redactor = new Redactor();
  });

  afterEach(() => redactor.close());

  it('are out of message, stack and causes, however they are written', () => {
    const secret = 'p&ss "wörd"\\1';
    redactor.addSecret(secret);
    const inAddress = encodeURIComponent(secret);
    const inJson = JSON.stringify({ secret });
    const cause = new Error(`cause: ${inJson}`, { cause: new Error(`deepest: ${secret}`) });
    const error = new PlatformError(`GET /?key=${inAddress}`, {
      code: 'x:1',
      kind: 'auth',
      retryable: false,
      cause,
    });
    const shown = inspect(error, { depth: 10 }) + error.stack + (error.cause as Error).stack;
    expect(shown).not.to.include('wörd').and.not.to.include(inAddress).and.not.to.include('p&ss');
    expect(error.message).to.equal('GET /?key=***');
    expect(Object.keys(error)).not.to.include('message').and.not.to.include('stack');
    redactor.addSecret('GET /');
    expect(error.copy().message).to.equal('***?key=***');
    expect(error.copy().stack).not.to.include('GET /');
  });

  it('written in JSON are taken out without the quotation marks around them', () => {
    redactor.addSecret('a"b"c');
    expect(redact(JSON.stringify(`x a"b"c y`))).to.equal('"x *** y"');
  });

  it('are taken out of errors that have no stack', () => {
    redactor.addSecret('canary');
    const error = new Error('the canary');
    Reflect.deleteProperty(error, 'stack');
    Object.defineProperty(error, 'stack', { value: undefined, configurable: true });
    const { message, cause } = toShopfloorError(error);
    expect([message, (cause as Error).message, (cause as Error).stack]).to.deep.equal([
      'the ***',
      'the ***',
      'Error: the ***',
    ]);
  });

  it('are replaced whole where one is the beginning of another', () => {
    for (const secret of ['secret', 'secret-and-more']) redactor.addSecret(secret);
    expect(redact('a secret-and-more b secret c')).to.equal('a *** b *** c');
  });

  it('of less than four characters tear no words apart', () => {
    for (const secret of ['', 'abc', undefined]) {
      redactor.addSecret(secret);
      redactor.addToken(secret);
    }
    expect(redact('abcdef')).to.equal('abcdef');
    redactor.addToken('wxyz');
    expect(redact('abcdef wxyz')).to.equal('abcdef ***');
  });

  it('are kept in mind as long as they are in use, tokens beyond that are forgotten', () => {
    for (let count = 0; count < 100; count += 1)
      redactor.addTokens({ value: `token-no-${count}.`, renewalValue: 'renewal' });
    expect(redact('token-no-99. token-no-0. renewal')).to.equal('*** token-no-0. ***');
    // The renewal token and 31 others.
    expect(redact('token-no-69. token-no-68.')).to.equal('*** token-no-68.');
  });

  it('of any signs are taken out of any text, errors of the runtime included', () => {
    const signs = fc.string({ minLength: 4, unit: 'grapheme' });
    fc.assert(
      fc.property(signs, fc.string(), fc.string(), (secret, before, after) => {
        const account = new Redactor();
        account.addSecret(secret);
        const text = redact(`${before}${secret}${after}`);
        account.close();
        expect(text).not.to.include(secret);
      }),
    );
    for (const secret of ['canary', 'half \ud800 pair']) redactor.addSecret(secret);
    const error = toShopfloorError(new DOMException('canary: half \ud800 pair'));
    expect(error.message).to.equal('***: ***');
    expect(error.cause).to.include({ name: 'Error', message: '***: ***' });
  });

  it('do not come back with what a server repeats of them', async () => {
    const clients = new TestClients();
    const server = await TestServer.start((response, seen) =>
      response
        .writeHead(seen.url === '/page' ? 200 : 400)
        .end(
          seen.url === '/page'
            ? `<html>${seen.rawHeaders.join()}`
            : JSON.stringify({ said: seen.rawHeaders.join() }),
        ),
    );
    const session = {
      token: async () => ({ value: 'canary-token', renewalValue: 'canary-renewal', obtainedAt: 0 }),
      refused: () => undefined,
    };
    for (const path of ['/page', '/refused']) {
      const error = await failureOf(clients.client(server.origin, { session }).call(readCall(path)));
      expect(inspect(error, { depth: 10 }) + JSON.stringify(error)).not.to.include('canary');
    }
    expect(String(server.seen[0]?.rawHeaders)).to.include('canary-token');
    clients.close();
    await server.stop();
  });
});
