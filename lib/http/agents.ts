import * as http from 'node:http';
import * as https from 'node:https';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { type ConnectionSettings, proxyFor } from './settings';

const KEEP_ALIVE: http.AgentOptions = { keepAlive: true, keepAliveMsecs: 15_000, maxFreeSockets: 256 };

/** Keep-alive agent for one origin, through the proxy where one applies; `destroy()` ends its sockets. */
export function createAgent(origin: URL, settings: ConnectionSettings): http.Agent {
  const secure = origin.protocol === 'https:' || origin.protocol === 'wss:';
  const proxy = proxyFor(origin, settings.proxy);
  const options = secure ? { ...KEEP_ALIVE, ...settings.tls } : KEEP_ALIVE;
  if (!proxy) return secure ? new https.Agent(options) : new http.Agent(options);
  // Nobody else ends the request for a tunnel when the call that needs it is given up.
  const tunnelled = { ...options, proxy, timeout: settings.timeoutMs };
  return secure ? new HttpsProxyAgent(tunnelled) : new HttpProxyAgent(tunnelled);
}
