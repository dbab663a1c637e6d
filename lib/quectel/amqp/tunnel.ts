import type { Duplex } from 'node:stream';
import { createTunnelAgent } from '../../http/agents';
import type { ConnectionSettings } from '../../http/settings';

/** A plain connection to the target's host and port through a proxy (CONNECT); TLS is for the caller to add. */
export function openTunnel(
  target: URL,
  proxy: URL,
  settings: ConnectionSettings,
  signal: AbortSignal,
): Promise<Duplex> {
  const agent = createTunnelAgent(target, proxy, settings);
  const options = { host: target.hostname, port: Number(target.port), timeout: settings.timeoutMs };
  return new Promise((resolve, reject) => {
    agent.createConnection(options, (error, socket) => {
      if (error) return reject(error);
      signal.addEventListener('abort', () => socket.destroy(), { once: true });
      if (signal.aborted) socket.destroy();
      resolve(socket);
    });
  });
}
