import type { Socket } from 'node:net';
import { expect } from 'chai';
import { connectToBroker } from '../../../lib/quectel/amqp/broker-socket';
import { WebSocketTransport } from '../../../lib/stream/websocket-transport';
import { eventually } from '../../support/eventually';
import { failureOf, startTcp } from '../../support/servers';
import { TestClients } from './support';

/** Its answer to CONNECT never ends, and never pauses for long. */
function drip(socket: Socket): void {
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket.write('X-Slow: 1\r\n'), 20);
    socket.once('close', () => clearInterval(timer));
  });
}

describe('A proxy that never ends its answer to CONNECT (docs/behaviour.md, "Accounts": time limit)', () => {
  const clients = new TestClients();
  let proxy: Awaited<ReturnType<typeof startTcp>>;

  beforeEach(async () => {
    proxy = await startTcp(drip);
  });

  afterEach(async () => {
    clients.close();
    await proxy.stop();
  });

  const settings = (timeoutMs: number) => ({ timeoutMs, proxy: { url: `http://127.0.0.1:${proxy.port}` } });
  const begun = () => eventually('the proxy is asked', () => proxy.sockets.size > 0);
  const gone = () => eventually('nothing is left of it', () => proxy.sockets.size === 0);

  it('keeps no connection of a call that is over', async () => {
    const transport = clients.transport('https://127.0.0.1:1', settings(100));
    await failureOf(transport.send({ method: 'GET', path: '/' }));
    await gone();
  });

  it('keeps no connection of an account that is closed', async () => {
    const transport = clients.transport('https://127.0.0.1:1', settings(60_000));
    const failure = failureOf(transport.send({ method: 'GET', path: '/' }));
    await begun();
    transport.close();
    await failure;
    await gone();
  });

  it('keeps no connection of a socket that is given up', async () => {
    const socket = new WebSocketTransport().open(
      { url: 'https://127.0.0.1:1/', query: {} },
      settings(60_000),
      {
        onOpen: () => undefined,
        onMessage: () => undefined,
        onAlive: () => undefined,
        onClose: () => undefined,
      },
    );
    await begun();
    socket.terminate();
    await gone();
  });

  it('keeps no connection to a broker that is given up', async () => {
    const giveUp = new AbortController();
    const connecting = connectToBroker(new URL('amqps://127.0.0.1:1'), settings(60_000), giveUp.signal);
    const failure = connecting.then(
      () => undefined,
      (error: unknown) => error,
    );
    await begun();
    giveUp.abort();
    expect(await failure).to.be.an('error');
    await gone();
  });
});
