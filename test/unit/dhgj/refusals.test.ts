import { expect } from 'chai';
import { DhgjProtocol } from '../../../lib/dhgj/protocol';
import { PlatformError } from '../../../lib/errors';
import { thrownBy } from '../../support/servers';

const protocol = new DhgjProtocol();
const LOGIN = 'oauth/token';

function refusalOf(operation: string, status: number, text: string, challenge?: string): PlatformError {
  const headers: Record<string, string> = challenge === undefined ? {} : { 'www-authenticate': challenge };
  const error = thrownBy(() => protocol.read({ status, headers, body: Buffer.from(text) }, operation));
  if (error instanceof PlatformError) return error;
  throw error;
}

const xml = (word: string, text: string, root = 'oauth') =>
  `<${root}><error>${word}</error><error_description>${text}</error_description></${root}>`;

describe('Refusals as Spring Security OAuth2 writes them (docs/platforms/dhgj.md, "The framework behind it")', () => {
  const forms: Record<string, (word: string, text: string) => [body: string, challenge?: string]> = {
    JSON: (error, text) => [JSON.stringify({ error, error_description: text })],
    XML: (word, text) => [xml(word, text)],
    'XML with a declaration': (word, text) => [`<?xml version="1.0"?>\n${xml(word, text, 'SomeException')}`],
    'a header alone': (word, text) => [
      '',
      `Form realm="oauth2/client", error="${word}", error_description="${text}"`,
    ],
    'a header and plain text': (word, text) => ['x', `Bearer error="${word}",error_description="${text}"`],
  };
  for (const [form, write] of Object.entries(forms)) {
    it(`are told by their word and text, as ${form}`, () => {
      for (const [word, status, kind, retryable] of [
        ['invalid_client', 401, 'auth', false],
        ['unauthorized', 401, 'auth', false],
        ['access_denied', 403, 'permission', false],
        ['insufficient_scope', 403, 'permission', false],
        ['method_not_allowed', 405, 'platform', false],
        ['server_error', 500, 'platform', true],
      ] as const) {
        const error = refusalOf(LOGIN, status, ...write(word, 'The words'));
        expect(error).to.include({ code: `dhgj:${word}`, kind, retryable, httpStatus: status });
        expect(error.message).to.include('The words').and.not.include('no longer valid');
        expect(error).to.include({ tokenProblem: undefined, isForeign: undefined });
      }
    });

    it(`end the token of a call, as ${form}`, () => {
      const error = refusalOf('GET /a', 401, ...write('invalid_token', 'Invalid access token: x'));
      expect(error).to.include({ code: 'dhgj:http-401', kind: 'auth', tokenProblem: 'invalid' });
      expect(error.message).to.include('no longer valid').and.include('Invalid access token: x');
    });
  }

  it('tell of invalid_client that the kind of login may not be registered', () => {
    expect(refusalOf(LOGIN, 401, xml('invalid_client', 'x')).message).to.include('client_credentials');
  });

  it('are read from an error page of Spring Boot, whose "error" is no word of OAuth', () => {
    const page = JSON.stringify({
      timestamp: 1,
      status: 401,
      error: 'Unauthorized',
      message: 'M',
      path: '/',
    });
    expect(refusalOf(LOGIN, 401, page)).to.include({ code: 'dhgj:http-401', kind: 'auth' });
    const named = refusalOf(LOGIN, 401, page, 'Form realm="r", error="invalid_client"');
    expect(named).to.include({ code: 'dhgj:invalid_client' });
    expect(named.message).to.include(': M');
  });

  it('are decoded where XML encodes, and left alone where they are damaged or endless', () => {
    expect(refusalOf(LOGIN, 401, xml('invalid_client', '&lt;a&gt; &amp; &quot;b&quot;')).message).to.include(
      '<a> & "b"',
    );
    for (const body of ['<oauth><error>invalid_client', xml('invalid_client', 'x'.repeat(20_000))]) {
      expect(refusalOf(LOGIN, 401, body)).to.include({ code: 'dhgj:http-401' });
    }
  });

  it('are no refusal of a login where nothing has a form of the platform', () => {
    for (const status of [401, 403, 407]) {
      for (const body of ['', 'Unauthorized']) {
        const error = refusalOf(LOGIN, status, body);
        expect(error).to.include({ code: `dhgj:http-${status}`, isForeign: true });
        expect(error.message).to.include('perhaps a proxy answered').and.not.include('no longer valid');
      }
    }
  });

  it('of a login within HTTP 200 speak of no token either', () => {
    const error = refusalOf(LOGIN, 200, JSON.stringify({ code: 401, msg: '停用' }));
    expect(error).to.include({ code: 'dhgj:401', kind: 'auth', tokenProblem: undefined });
    expect(error.message).to.include('停用').and.not.include('no longer valid');
  });
});
