import { expect } from 'chai';
import { networkError } from '../../../lib/http/network-errors';

const thrown = (code: string | undefined, message = '', more: object = {}) =>
  Object.assign(new Error(message), code === undefined ? {} : { code }, more);

describe('A failed connection in words (docs/behaviour.md, "Failures")', () => {
  const texts: [code: string, text: string][] = [
    ['ECONNREFUSED', 'nothing listens at this address'],
    ['ENOTFOUND', 'the host name is unknown'],
    ['EAI_AGAIN', 'the host name could not be looked up just now'],
    ['ECONNRESET', 'the connection was cut'],
    ['EPIPE', 'the connection was cut'],
    ['ECONNABORTED', 'the connection was cut'],
    ['EHOSTUNREACH', 'the host cannot be reached'],
    ['ENETUNREACH', 'the network cannot be reached'],
    ['ETIMEDOUT', 'no connection in time'],
    ['HPE_INVALID_CONSTANT', 'the answer is not proper HTTP: words'],
    ['Z_DATA_ERROR', 'the compressed answer is damaged: words'],
    ['EWHATEVER', 'words'],
  ];
  for (const [code, text] of texts) {
    it(`${code}: ${text}`, () => {
      const error = networkError('host:1', thrown(code, 'words'));
      expect(error).to.include({
        message: `host:1: ${text} (${code})`,
        code: `network:${code}`,
        retryable: true,
        notSent: false,
      });
      expect(error.cause).to.include({ message: 'words', code });
    });
  }

  it('of a plain address that is closed without an answer names TLS as what may be wanted', () => {
    const cut = thrown('ECONNRESET', 'socket hang up');
    const plain = networkError({ host: 'host:1', isPlain: true }, cut);
    expect(plain).to.include({ code: 'network:ECONNRESET', retryable: true, notSent: false });
    expect(plain.message).to.include('https in place of http').and.not.include('hang up');
    expect(networkError({ host: 'host:1' }, cut).message).to.include('the connection was cut');
    const proxy = new URL('http://proxy:3128');
    const passed = networkError({ host: 'host:1', isPlain: true, proxy }, cut);
    expect(passed.message).to.include('by way of the proxy proxy:3128').and.include('https in place of http');
  });

  it('says that something failed where nothing else is known', () => {
    for (const nothing of [thrown(undefined), thrown(''), { code: 7, message: 5 }, {}]) {
      const error = networkError('h', nothing);
      expect(error).to.include({ message: 'h: the connection failed (UNKNOWN)', code: 'network:UNKNOWN' });
      expect(error.cause).to.include({ message: 'UNKNOWN' });
    }
    expect(networkError('h', 'odd').message).to.equal('h: odd (UNKNOWN)');
    expect(networkError('h', null).message).to.equal('h: null (UNKNOWN)');
    expect(networkError('h', undefined).message).to.equal('h: undefined (UNKNOWN)');
  });

  it('looks for the reason where libraries hide it: causes, and one failure for each address', () => {
    const inner = thrown('ECONNRESET', 'deep');
    const cases: [outer: unknown, code: string][] = [
      [thrown('OUTER', 'outer', { cause: inner }), 'ECONNRESET'],
      [thrown('OUTER', 'outer', { cause: thrown('MIDDLE', '', { cause: inner }) }), 'ECONNRESET'],
      [thrown('OUTER', 'outer', { cause: thrown(undefined, 'says nothing') }), 'OUTER'],
      [thrown('OUTER', 'outer', { cause: 'a text' }), 'OUTER'],
      [thrown('OUTER', '', { errors: [thrown('ECONNREFUSED'), thrown('ENETUNREACH')] }), 'ECONNREFUSED'],
      [thrown('OUTER', 'outer', { errors: [] }), 'OUTER'],
      [thrown('ERR_BAD_RESPONSE', 'stream has been aborted'), 'ECONNRESET'],
    ];
    for (const [outer, code] of cases) expect(networkError('h', outer).code).to.equal(`network:${code}`);
  });

  it('names the proxy that what is thrown says did not open a tunnel, wherever it says so', () => {
    const proxyHost = 'proxy:3128';
    for (const [what, code] of [
      [thrown('ECONNRESET', 'x', { proxyHost }), 'ECONNRESET'],
      [thrown('OUTER', 'x', { cause: thrown(undefined, 'Proxy timeout', { proxyHost }) }), 'UNKNOWN'],
      [thrown('OUTER', 'x', { cause: thrown('EPIPE', '', { proxyHost }) }), 'EPIPE'],
      [thrown('', '', { proxyHost, errors: [thrown('ECONNREFUSED')] }), 'ECONNREFUSED'],
    ] as const) {
      const error = networkError('h', what);
      expect(error).to.include({ code: `network:PROXY_${code}`, notSent: true });
      expect(error.message).to.match(/^the proxy proxy:3128: /);
    }
  });

  it('knows a proxy that opens no tunnel: nothing was sent, and 407 and 403 do not pass', () => {
    for (const [status, retryable] of [
      [407, false],
      [403, false],
      [502, true],
    ] as const) {
      const error = networkError('h', thrown(undefined, `Bad response: ${status}`));
      expect(error).to.include({ code: `network:PROXY_${status}`, notSent: true, retryable });
      expect(error.message).to.include('the proxy refused the connection');
    }
    for (const other of ['A Bad response: 407', 'Bad response: 4071']) {
      expect(networkError('h', thrown(undefined, other)).code).to.equal('network:UNKNOWN');
    }
    expect(networkError('h', thrown('MY_PROXY_', 'x')).notSent).to.equal(false);
  });

  it('says that nothing was sent where the connection was not made', () => {
    for (const [syscall, notSent] of [
      ['connect', true],
      ['getaddrinfo', true],
      ['read', false],
    ] as const) {
      expect(networkError('h', thrown('ECONNRESET', '', { syscall })).notSent, syscall).to.equal(notSent);
    }
  });

  it('tells what OpenSSL said, and that another certificate or TLS is wanted', () => {
    const report = (words: string) =>
      thrown('EPROTO', `80:error:0A0:SSL routines:ssl3_read:${words}:../x.c:1:`);
    expect(networkError('h', report('wrong version number'))).to.include({ retryable: false });
    expect(networkError('h', report('wrong version number')).message).to.include('is http meant');
    const refused = networkError('h', report('tlsv13 alert certificate required'));
    expect(refused.message).to.equal('h: TLS failed: tlsv13 alert certificate required (EPROTO)');
    expect(refused.retryable).to.equal(false);
    expect(networkError('h', report('decryption failed or bad record mac')).retryable).to.equal(true);
    for (const code of [
      'CERT_HAS_EXPIRED',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ]) {
      expect(networkError('h', thrown(code)).retryable, code).to.equal(false);
    }
    for (const code of [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ]) {
      expect(networkError('h', thrown(code)).message, code).to.include('unknown CA');
    }
  });
});
