import { NetworkError } from '../errors';

// A failure in one of these steps happened before the request went out; a later read may have the same code.
const STEPS_BEFORE_SENDING = new Set(['connect', 'getaddrinfo']);

const UNKNOWN_CA = "the server's certificate has an unknown CA; give it in a TLS configuration";

const CAUSES: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at this address',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up just now',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ECONNABORTED: 'the connection was cut',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'no connection in time',
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed; give its CA in a TLS configuration",
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_CA,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_CA,
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host name",
};

/** Properties of the error of a failed connection. */
interface Reason {
  code: string;
  message: string;
  /** The step of the operating system that failed, such as `connect`. */
  syscall?: unknown;
  /** The proxy that has not opened a tunnel. */
  proxyHost?: string;
  isPlainProxy?: boolean;
  /** The first bytes of an answer that is not HTTP. */
  received?: unknown;
}

const WANTS_TLS = 'the server answered in TLS; is https meant instead of http?';

/** Some servers just close what comes without TLS to a port that wants it; others are restarted. */
const CLOSED_SILENTLY =
  'the connection was cut without an answer; if this port wants TLS, give https in place of http';

export interface Peer {
  /** Host, with its port where that is not the usual one. */
  host: string;
  /** Nothing was encrypted on the way to it. */
  isPlain?: boolean;
  /** The proxy that the request itself went to; one that was to open a tunnel is named by what is thrown. */
  proxy?: URL | undefined;
}

/**
 * A failed connection as an error of the tree. Only harmless facts of the original are kept as its cause: HTTP
 * libraries hang the whole request, secrets included, on what they throw.
 */
export function networkError(peer: string | Peer, thrown: unknown): NetworkError {
  const { host, isPlain = false, proxy }: Peer = typeof peer === 'string' ? { host: peer } : peer;
  const reason = reasonOf(thrown);
  const { code, message, syscall } = reason;
  const blamed = reason.proxyHost ?? (proxy && isOfProxy(reason, proxy) ? proxy.host : undefined);
  const isTls = isTlsRecord(reason);
  const { isPlainProxy = proxy ? proxy.protocol === 'http:' : undefined } = reason;
  const mayWantTls = (isPlainProxy ?? isPlain) && message === 'socket hang up';
  const explained = isTls
    ? WANTS_TLS
    : ((mayWantTls ? CLOSED_SILENTLY : CAUSES[code]) ??
      tlsProblem(message) ??
      httpProblem(code, message) ??
      message);
  const name = blamed !== undefined && !code.startsWith('PROXY_') ? `PROXY_${code}` : code;
  const way = mayWantTls && proxy ? `, by way of the proxy ${proxy.host}` : '';
  const where = blamed === undefined ? `${host}${way}` : `the proxy ${blamed}`;
  return new NetworkError(name, `${where}: ${explained || 'the connection failed'} (${name})`, {
    cause: Object.assign(new Error(message || code), { code }),
    notSent: STEPS_BEFORE_SENDING.has(String(syscall)) || name.startsWith('PROXY_'),
    retryable: !isTls && !isTlsRefusal(code, message) && !isProxyRefusal(code),
  });
}

/** The proxy's own answer that it does not pass the request on. */
export function refusedByProxy(status: number, proxy: URL): NetworkError {
  return networkError({ host: proxy.host, proxy }, proxyRefusal(String(status)));
}

/** An alert, or the beginning of a handshake (RFC 8446, section 5.1), where HTTP was expected. */
function isTlsRecord({ code, received }: Reason): boolean {
  if (!code.startsWith('HPE_') || !Buffer.isBuffer(received)) return false;
  return (received[0] === 0x15 || received[0] === 0x16) && received[1] === 3;
}

/** True for what went wrong before the proxy had the request. */
function isOfProxy(reason: Reason, proxy: URL): boolean {
  const { code, message, syscall } = reason;
  if (STEPS_BEFORE_SENDING.has(String(syscall)) || code.startsWith('PROXY_')) return true;
  return proxy.protocol === 'https:' ? isTlsRefusal(code, message) : isTlsRecord(reason);
}

/** OpenSSL's own words out of its report `…:SSL routines:function:reason:file…`. */
function tlsProblem(message: string): string | undefined {
  const [, words] = /:SSL routines:[^:]*:([^:]+):/.exec(message) ?? [];
  if (words === 'wrong version number')
    return 'the server does not speak TLS; is http meant instead of https?';
  return words && `TLS failed: ${words}`;
}

/** What a code of the HTTP parser or of a decompressor means; undefined for other codes. */
function httpProblem(code: string, message: string): string | undefined {
  if (code.startsWith('HPE_')) return `the answer is not proper HTTP: ${message}`;
  return code.startsWith('Z_') ? `the compressed answer is damaged: ${message}` : undefined;
}

/** One side wants another certificate or another TLS; a damaged record, by contrast, is the network's fault. */
function isTlsRefusal(code: string, message: string): boolean {
  if (/CERT|SIGNATURE|ERR_TLS/.test(code)) return true;
  return message.includes(':SSL routines:') && !message.includes('bad record mac');
}

/**
 * The proxy wants other credentials (407, tinyproxy says 401) or forbids this host (403): it will the next time too.
 */
function isProxyRefusal(code: string): boolean {
  return code === 'PROXY_407' || code === 'PROXY_401' || code === 'PROXY_403';
}

/** The innermost cause that has a code; a host with several addresses has one error for each. */
function reasonOf(thrown: unknown): Reason {
  if (typeof thrown !== 'object' || thrown === null) return { code: 'UNKNOWN', message: String(thrown) };
  const {
    code,
    message,
    cause,
    errors,
    syscall,
    proxyHost,
    isPlainProxy,
    rawPacket: received,
  } = thrown as Record<string, unknown>;
  const ofProxy = typeof proxyHost === 'string' ? { proxyHost, isPlainProxy: isPlainProxy === true } : {};
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  if (first !== undefined) return { ...reasonOf(first), ...ofProxy };
  const deeper = cause === undefined ? undefined : reasonOf(cause);
  if (deeper && (deeper.code !== 'UNKNOWN' || deeper.proxyHost !== undefined))
    return { ...deeper, ...ofProxy };
  const text = typeof message === 'string' ? message : '';
  // How the proxy agent reports that the proxy would not open a tunnel.
  const [, refusal] = /^Bad response: (\d{3})$/.exec(text) ?? [];
  if (refusal) return { ...proxyRefusal(refusal), ...ofProxy };
  // How axios reports an answer that ends before its end.
  if (text === 'stream has been aborted') return { code: 'ECONNRESET', message: text };
  const known = typeof code === 'string' && code !== '' ? code : 'UNKNOWN';
  return { code: known, message: text, syscall, received, ...ofProxy };
}

function proxyRefusal(status: string): Reason {
  return { code: `PROXY_${status}`, message: 'the proxy refused the connection' };
}
