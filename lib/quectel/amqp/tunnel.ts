import type { Socket } from 'node:net';
import { createAgent } from '../../http/agents';
import type { ConnectionSettings } from '../../http/settings';

/** hpagent's agents open the tunnel in the method that `http` calls for a connection. */
interface TunnellingAgent {
  createConnection(
    options: { host: string; port: number; timeout: number },
    done: (error: Error | null, socket: Socket) => void,
  ): void;
}

/** A plain connection to `http://host:port` through the account's proxy (CONNECT); TLS is for the caller to add. */
export function openTunnel(target: URL, settings: ConnectionSettings, signal: AbortSignal): Promise<Socket> {
  const agent = createAgent(target, settings) as unknown as TunnellingAgent;
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
