import * as http from 'node:http';
import * as https from 'node:https';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { type ConnectionSettings, proxyFor } from './settings';

const KEEP_ALIVE: http.AgentOptions = { keepAlive: true, keepAliveMsecs: 15_000, maxFreeSockets: 32 };

/** Keep-alive agent for one origin, through the proxy where one applies; `destroy()` ends its sockets. */
export function createAgent(origin: URL, settings: ConnectionSettings): http.Agent {
  const secure = origin.protocol === 'https:' || origin.protocol === 'wss:';
  const proxy = proxyFor(origin, settings.proxy);
  if (!secure) return proxy ? new HttpProxyAgent({ ...KEEP_ALIVE, proxy }) : new http.Agent(KEEP_ALIVE);
  const secureOptions = { ...KEEP_ALIVE, ...settings.tls };
  return proxy ? new HttpsProxyAgent({ ...secureOptions, proxy }) : new https.Agent(secureOptions);
}
