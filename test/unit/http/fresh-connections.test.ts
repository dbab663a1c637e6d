import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect } from 'chai';
import { changeCall, readCall, TestClients } from './support';

describe('Connections that wait for the next call (docs/behaviour.md, "Repeats": what changes something is never sent twice)', () => {
  const clients = new TestClients();
  const sockets: (Socket | undefined)[] = [];
  let server: Server;
  let origin = '';

  beforeEach(async () => {
    sockets.length = 0;
    server = createServer(({ socket }, response) => {
      sockets.push(socket);
      response.end('{}');
    });
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    clients.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it('carry a change only when they were in use just now', async () => {
    const client = clients.client(origin);
    for (let count = 0; count < 3; count += 1) await client.call(changeCall());
    expect(new Set(sockets).size).to.equal(1);
    await quiet(800);
    await client.call(changeCall());
    expect(new Set(sockets).size).to.equal(2);
  });

  it('carry reads as long as they last: those are repeated', async () => {
    const client = clients.client(origin);
    await client.call(readCall());
    await quiet(800);
    await client.call(readCall());
    expect(new Set(sockets).size).to.equal(1);
  });
});
