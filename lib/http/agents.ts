import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, isIPv6 } from 'node:net';
import { checkServerIdentity, type PeerCertificate, rootCertificates } from 'node:tls';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { forwardProxyFor } from './forward-proxy';
import { type ConnectionSettings, proxyFor } from './settings';

const KEEP_ALIVE: http.AgentOptions = { keepAlive: true, keepAliveMsecs: 15_000, maxFreeSockets: 256 };

/** Ms after which a quiet connection is not used for a change: the server may close it at that moment. */
const QUIET_MS = 500;

/**
 * Agent for requests that must not meet a connection which the server is about to close: nobody may send them twice.
 * Its connections are used again only within half a second; common servers keep theirs for two seconds and more.
 */
export function createFreshAgent(origin: URL, settings: ConnectionSettings): http.Agent {
  const proxy = proxyFor(origin, settings.proxy);
  // The agents for tunnels take the time limit for that of the way through the proxy.
  if (proxy && !forwardProxyFor(origin, settings.proxy)) {
    return createTunnelAgent(origin, proxy, settings, { keepAlive: false });
  }
  return createAgent(origin, settings, { ...KEEP_ALIVE, timeout: QUIET_MS });
}

/** Keep-alive agent for HTTP to one origin, by way of its proxy where it has one; `destroy()` ends its sockets. */
export function createAgent(
  origin: URL,
  settings: ConnectionSettings,
  keeping: http.AgentOptions = KEEP_ALIVE,
): http.Agent {
  const forward = forwardProxyFor(origin, settings.proxy);
  if (forward) {
    return forward.protocol === 'https:'
      ? new https.Agent({ ...keeping, ...trustedOfProxy(settings), servername: serverName(forward) })
      : new http.Agent(keeping);
  }
  const proxy = proxyFor(origin, settings.proxy);
  if (proxy) return createTunnelAgent(origin, proxy, settings, keeping);
  return isSecure(origin) ? new https.Agent({ ...keeping, ...settings.tls }) : new http.Agent(keeping);
}

/** Agent that has the proxy open a tunnel (CONNECT) for each of its connections. */
export function createTunnelAgent(
  origin: URL,
  proxy: URL,
  settings: ConnectionSettings,
  keeping: http.AgentOptions = KEEP_ALIVE,
): http.Agent {
  const proxyRequestOptions: TunnelRequestOptions = trustedOfProxy(settings);
  const tunnelled = {
    ...keeping,
    proxy: lookedUp(proxy),
    proxyRequestOptions,
    timeout: settings.timeoutMs,
  };
  const agent = isSecure(origin)
    ? new HttpsProxyAgent({ ...tunnelled, ...settings.tls })
    : new HttpProxyAgent(tunnelled);
  limitOpening(agent, proxyRequestOptions, settings.timeoutMs);
  nameProxy(agent, proxy);
  return agent;
}

/** The limit of the call or socket itself comes first, and says more. */
const TUNNEL_GRACE_MS = 500;

/** What hpagent takes over into each request for a tunnel. */
type TunnelRequestOptions = { ca?: string[]; signal?: AbortSignal };

/**
 * Nobody else ends the request for a tunnel: hpagent's own limit is one on silence, which each byte of a slow proxy
 * begins anew, and neither the call that gives up nor `destroy()` knows of a socket that is not theirs yet.
 */
function limitOpening(agent: http.Agent, options: TunnelRequestOptions, timeoutMs: number): void {
  const opening = new Set<AbortController>();
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (place, done) => {
    const controller = new AbortController();
    opening.add(controller);
    const timer = setTimeout(() => controller.abort(), timeoutMs + TUNNEL_GRACE_MS);
    options.signal = controller.signal;
    return connect(place, (error, socket) => {
      clearTimeout(timer);
      opening.delete(controller);
      done?.(error && controller.signal.aborted ? new Error('Proxy timeout') : error, socket);
    });
  };
  const destroy = agent.destroy.bind(agent);
  agent.destroy = () => {
    for (const controller of opening) controller.abort();
    destroy();
  };
}

/** hpagent connects to the host name as it stands: with its brackets an IPv6 address would be an unknown name. */
function lookedUp(proxy: URL): URL {
  const value = proxy.hostname.replace(/^\[|\]$/g, '');
  return Object.defineProperty(new URL(proxy), 'hostname', { value });
}

/** What fails before a tunnel is open says which proxy it is about: it looks like a failure of the server's. */
function nameProxy(agent: http.Agent, proxy: URL): void {
  const named = { proxyHost: proxy.host, isPlainProxy: proxy.protocol === 'http:' };
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) =>
    connect(bracketed(options), (error, socket) => done?.(error && Object.assign(error, named), socket));
}

/** hpagent asks for a tunnel to the host as it stands; an IPv6 address has brackets there (RFC 9110, section 7.1). */
function bracketed(options: http.ClientRequestArgs): http.ClientRequestArgs {
  const { host } = options;
  if (!isIPv6(host ?? '')) return options;
  return {
    ...options,
    host: `[${host}]`,
    // In a certificate it has none.
    checkServerIdentity: (name: string, certificate: PeerCertificate) =>
      checkServerIdentity(name.replace(/^\[|\]$/g, ''), certificate),
  } as http.ClientRequestArgs;
}

/** The account's CA may be that of its proxy; a proxy with a public certificate is trusted nevertheless. */
function trustedOfProxy({ tls }: ConnectionSettings): { ca?: string[] } {
  return tls?.ca === undefined ? {} : { ca: [...rootCertificates, String(tls.ca)] };
}

/** Without it the name of the server that the request is for would be expected in the proxy's certificate. */
function serverName({ hostname }: URL): string {
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : '';
}

function isSecure({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'wss:';
}
