import type { AxiosProxyConfig } from 'axios';
import { type ProxySettings, proxyFor } from './settings';

/**
 * The proxy that gets the requests for this origin themselves, with the whole address in their first line (RFC 9112,
 * section 3.2.2). Only for plain http: many proxies open tunnels to port 443 alone.
 */
export function forwardProxyFor(origin: URL, settings: ProxySettings | undefined): URL | undefined {
  return origin.protocol === 'http:' ? proxyFor(origin, settings) : undefined;
}

export function axiosProxy(proxy: URL): AxiosProxyConfig {
  const { protocol, username, password } = proxy;
  const auth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return {
    protocol,
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: Number(proxy.port || (protocol === 'https:' ? 443 : 80)),
    ...(username || password ? { auth } : {}),
  };
}

/** True for an answer in which the proxy itself says that it does not pass the request on. */
export function isRefusalOfProxy(status: number, headers: Record<string, string>): boolean {
  if (status === 407) return true;
  if (status !== 401 && status !== 403) return false;
  // Proxies leave the header `Server` of a passed-on answer as it is.
  const isNamed = /^(squid|tinyproxy)\b/i.test(headers['server'] ?? '');
  return isNamed || 'x-squid-error' in headers || 'proxy-authenticate' in headers;
}
