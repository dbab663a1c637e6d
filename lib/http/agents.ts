import * as http from 'node:http';
import * as https from 'node:https';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { type ConnectionSettings, proxyFor } from './settings';

const KEEP_ALIVE: http.AgentOptions = { keepAlive: true, keepAliveMsecs: 15_000, maxFreeSockets: 256 };

/** A server may close a connection that is quiet for longer just when something is sent on it, in ms. */
const QUIET_MS = 500;

/**
 * Agent for requests that must not meet a connection which the server is about to close: nobody may send them twice.
 * Its connections are used again only within half a second; common servers keep theirs for two seconds and more.
 */
export function createFreshAgent(origin: URL, settings: ConnectionSettings): http.Agent {
  // The agents for proxies take the time limit for that of the way through the proxy.
  if (proxyFor(origin, settings.proxy)) return createAgent(origin, settings, { keepAlive: false });
  return createAgent(origin, settings, { ...KEEP_ALIVE, timeout: QUIET_MS });
}

/** Keep-alive agent for one origin, through the proxy where one applies; `destroy()` ends its sockets. */
export function createAgent(
  origin: URL,
  settings: ConnectionSettings,
  keeping: http.AgentOptions = KEEP_ALIVE,
): http.Agent {
  const secure = origin.protocol === 'https:' || origin.protocol === 'wss:';
  const proxy = proxyFor(origin, settings.proxy);
  const options = secure ? { ...keeping, ...settings.tls } : keeping;
  if (!proxy) return secure ? new https.Agent(options) : new http.Agent(options);
  // Nobody else ends the request for a tunnel when the call that needs it is given up.
  const tunnelled = { ...options, proxy, timeout: settings.timeoutMs };
  return secure ? new HttpsProxyAgent(tunnelled) : new HttpProxyAgent(tunnelled);
}
