import { NetworkError } from '../errors';

const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);

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
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate has an unknown CA; give it in a TLS configuration",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "the server's certificate has an unknown CA; give it in a TLS configuration",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the server's certificate has an unknown CA; give it in a TLS configuration",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host name",
};

/**
 * A failed connection as an error of the tree. Only harmless facts of the original are kept as its cause: HTTP
 * libraries hang the whole request, secrets included, on what they throw.
 */
export function networkError(peer: string, thrown: unknown): NetworkError {
  const { code: reason, message } = firstReason(thrown);
  const explained = CAUSES[reason] ?? (message || 'the connection failed');
  const certificate = isCertificateProblem(reason);
  const cause = Object.assign(new Error(message || reason), { code: reason });
  return new NetworkError(reason, `${peer}: ${explained} (${reason})`, {
    cause,
    notSent: NOT_SENT.has(reason) || certificate || reason.startsWith('PROXY_'),
    retryable: !certificate && !isProxyRefusal(reason),
  });
}

function isCertificateProblem(reason: string): boolean {
  return /CERT|SIGNATURE|ERR_TLS|ERR_SSL|WRONG_VERSION/.test(reason);
}

/** The proxy wants other credentials (407) or forbids this host (403): asking again changes nothing. */
function isProxyRefusal(reason: string): boolean {
  return reason === 'PROXY_407' || reason === 'PROXY_403';
}

/** A host with several addresses fails with an AggregateError whose members say why. */
function firstReason(thrown: unknown): { code: string; message: string } {
  if (typeof thrown !== 'object' || thrown === null) return { code: 'UNKNOWN', message: String(thrown) };
  const { code, message, cause, errors } = thrown as {
    code?: unknown;
    message?: unknown;
    cause?: unknown;
    errors?: unknown[];
  };
  if (Array.isArray(errors) && errors.length > 0) return firstReason(errors[0]);
  const text = typeof message === 'string' ? message : '';
  // How the proxy agent reports that the proxy would not open a tunnel.
  const refusedTunnel = /^Bad response: (\d{3})$/.exec(text);
  if (refusedTunnel)
    return { code: `PROXY_${refusedTunnel[1]}`, message: 'the proxy refused the connection' };
  if (typeof code === 'string' && code !== '' && !code.startsWith('ERR_BAD') && code !== 'ERR_NETWORK') {
    return { code, message: text };
  }
  if (cause !== undefined) return firstReason(cause);
  return { code: 'UNKNOWN', message: text };
}
