import { connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';
import { InputError } from '../../errors';
import { type ConnectionSettings, proxyFor } from '../../http/settings';
import { openTunnel } from './tunnel';

/** A socket to the broker that is connected, TLS included, through the account's proxy where one applies. */
export async function connectToBroker(
  url: URL,
  settings: ConnectionSettings,
  signal: AbortSignal,
): Promise<Socket> {
  const isSecure = url.protocol === 'amqps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (isSecure ? 5671 : 5672));
  const socket = await tunnel(url, port, settings, signal);
  const place = { host, port, signal };
  if (!isSecure) return connected(connect(place), 'connect');
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const options = { ...place, ...servername, ...settings.tls, ...(socket ? { socket } : {}) };
  return connected(connectSecurely(options), 'secureConnect');
}

async function tunnel(
  url: URL,
  port: number,
  settings: ConnectionSettings,
  signal: AbortSignal,
): Promise<Duplex | undefined> {
  const target = new URL(`http://${url.hostname}:${port}`);
  const proxy = settings.proxy?.isOnlyForHttp ? undefined : proxyFor(target, settings.proxy);
  if (!proxy) return undefined;
  if (url.protocol !== 'amqps:') {
    throw new InputError('proxy', 'A message broker without TLS cannot be reached through a proxy');
  }
  return openTunnel(target, proxy, settings, signal);
}

function connected<Kind extends Socket>(socket: Kind, event: string): Promise<Kind> {
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    // This listener stays, because an error without a listener would end the process.
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    socket.once(event, () => resolve(socket));
  });
}
