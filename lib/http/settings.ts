/** Connection settings that every account has; plain data, so that two equal accounts can share a client. */

/** The part of a Node-RED `tls-config` (or any TLS set-up) that a client uses; PEM texts. */
export interface TlsSettings {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  passphrase?: string;
  servername?: string;
  rejectUnauthorized?: boolean;
}

export interface ProxySettings {
  /** `http://host:port` or `https://host:port`. */
  url: string;
  username?: string;
  password?: string;
  /** Hosts that are reached directly; `.example.com` and `*.example.com` cover subdomains. */
  noProxy?: string[];
}

export interface ConnectionSettings {
  /** Time for an answer, in ms. */
  timeoutMs: number;
  tls?: TlsSettings;
  proxy?: ProxySettings;
}

/** The proxy's address with its credentials, or undefined when this host is reached directly. */
export function proxyFor(target: URL, proxy: ProxySettings | undefined): URL | undefined {
  if (!proxy || proxy.noProxy?.some((entry) => matchesHost(target, entry))) return undefined;
  const url = new URL(proxy.url);
  if (proxy.username !== undefined) url.username = encodeURIComponent(proxy.username);
  if (proxy.password !== undefined) url.password = encodeURIComponent(proxy.password);
  return url;
}

function matchesHost(target: URL, entry: string): boolean {
  const wanted = entry.trim().toLowerCase().replace(/^\*/, '');
  if (wanted === '') return false;
  const host = target.hostname.toLowerCase();
  if (wanted.startsWith('.')) return host.endsWith(wanted) || host === wanted.slice(1);
  return host === wanted || target.host.toLowerCase() === wanted;
}
