import { Readable } from 'node:stream';
import { expect } from 'chai';
import { failureOf, freePort, TestServer } from '../../support/servers';
import { changeCall, TestClients } from './support';

describe('A call whose body is a stream', () => {
  const clients = new TestClients();
  afterEach(() => clients.close());

  const call = () => {
    const { request, ...rest } = changeCall();
    return { ...rest, request: { ...request, body: Readable.from(['{', '}']) } };
  };

  it('is sent once: a body that was begun cannot be sent again', async () => {
    const nowhere = clients.client(`http://127.0.0.1:${await freePort()}`);
    expect(await failureOf(nowhere.call(call()))).to.include({ code: 'network:ECONNREFUSED', attempts: 1 });
  });

  it('is not repeated after a refused token, which is replaced all the same', async () => {
    const server = await TestServer.start((response) => response.writeHead(401).end('{}'));
    const refused: string[] = [];
    const session = {
      token: async () => ({ value: 'token', obtainedAt: 0 }),
      refused: ({ value }: { value: string }) => void refused.push(value),
    };
    expect(await failureOf(clients.client(server.origin, { session }).call(call()))).to.include({
      kind: 'auth',
    });
    expect(server.seen.map(({ body }) => String(body))).to.deep.equal(['{}']);
    expect(refused).to.deep.equal(['token']);
    await server.stop();
  });
});
