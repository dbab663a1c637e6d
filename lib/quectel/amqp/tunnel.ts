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
    let end = (): void => agent.destroy();
    const onAbort = (): void => end();
    signal.addEventListener('abort', onAbort, { once: true });
    agent.createConnection(options, (error, socket) => {
      if (error) {
        signal.removeEventListener('abort', onAbort);
        return reject(error);
      }
      end = () => socket.destroy();
      if (signal.aborted) end();
      resolve(socket);
    });
    if (signal.aborted) end();
  });
}
