import { once } from 'node:events';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { eventually } from '../../support/eventually';
import { failureOf, TestServer } from '../../support/servers';
import { TestClients } from './support';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const get = { method: 'GET', path: '/', headers: { Authorization: 'Bearer canary-token' } } as const;

async function read(body: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

describe('A streamed body (transport: the time limit counts silence)', () => {
  const clients = new TestClients();
  let server: TestServer | undefined;

  const serve = async (...args: Parameters<typeof TestServer.startRaw>): Promise<TestServer> => {
    server = await TestServer.startRaw(...args);
    return server;
  };

  afterEach(async () => {
    clients.close();
    await server?.stop();
    server = undefined;
  });

  for (const way of ['send', 'stream'] as const) {
    it(`is uploaded whole, from its first byte, by ${way}`, async () => {
      const received: Buffer[] = [];
      const { origin } = await serve(async (request, response) => {
        for await (const piece of request) received.push(piece as Buffer);
        response.end(String(request.headers['content-length']));
      });
      const pieces = Array.from({ length: 50 }, (_each, index) => Buffer.alloc(1_000, index));
      const transport = clients.transport(origin);
      const request = {
        method: 'POST',
        path: '/',
        body: Readable.from(pieces),
        contentLength: 50_000,
      } as const;
      const { body } = await transport[way](request);
      expect(String(body instanceof Readable ? await read(body) : body)).to.equal('50000');
      expect(Buffer.concat(received).equals(Buffer.concat(pieces))).to.equal(true);
    });
  }

  it('may take longer than the time limit while it moves, up and down', async () => {
    const { origin } = await serve(async (request, response) => {
      await read(request);
      for (let count = 0; count < 10; count += 1) {
        response.write('x');
        await pause(60);
      }
      response.end();
    });
    async function* slowly() {
      for (let count = 0; count < 10; count += 1) {
        await pause(60);
        yield 'y';
      }
    }
    const transport = clients.transport(origin, { timeoutMs: 500 });
    const { body } = await transport.stream({ method: 'POST', path: '/', body: Readable.from(slowly()) });
    expect(String(await read(body))).to.equal('x'.repeat(10));
  });

  it('fails at silence in the middle of the answer', async () => {
    const { origin } = await serve((_request, response) => void response.write('begin'));
    const { body } = await clients.transport(origin, { timeoutMs: 300 }).stream(get);
    expect(await failureOf(read(body))).to.include({ code: 'timeout', kind: 'timeout' });
  });

  it('may wait for a reader who takes his time', async () => {
    const { origin } = await serve((_request, response) => void response.end(Buffer.alloc(300_000)));
    const { body } = await clients.transport(origin, { timeoutMs: 300 }).stream(get);
    let bytes = 0;
    await pause(500);
    for await (const piece of body) {
      bytes += (piece as Buffer).length;
      await pause(40);
    }
    expect(bytes).to.equal(300_000);
  });

  it('fails with errors of the tree that hold no token: cut, aborted before and while it is read', async () => {
    const { origin } = await serve((_request, response) => void response.write('begin'));
    const transport = clients.transport(origin);
    const cut = (await transport.stream(get)).body;
    await once(cut, 'readable');
    server?.cutAll();
    const errors = [await failureOf(read(cut))];
    for (const isRead of [true, false]) {
      const abort = new AbortController();
      const { body } = await transport.stream(get, abort.signal);
      const reading = isRead ? failureOf(read(body)) : undefined;
      await pause(20);
      abort.abort();
      await pause(20);
      errors.push(await (reading ?? failureOf(read(body))));
    }
    expect(errors.map(({ code }) => code)).to.deep.equal(['network:ECONNRESET', 'aborted', 'aborted']);
    expect(inspect(errors, { depth: 10 })).not.to.include('canary-token');
  });

  it('is let go by who has read enough', async () => {
    const { origin } = await serve((_request, response) => {
      const writing = setInterval(() => response.write(Buffer.alloc(10_000)), 5);
      response.on('close', () => clearInterval(writing));
    });
    const { body } = await clients.transport(origin).stream(get);
    for await (const _piece of body) break;
    await eventually('the connection ended', () => server?.openSockets === 0);
  });

  it('that cannot be read is told as such, and not as a fault of the network', async () => {
    const { origin } = await serve(async (request, response) => {
      await read(request).catch(() => undefined);
      response.end();
    });
    async function* breaking() {
      yield 'x';
      throw new Error('disk gone');
    }
    const request = { method: 'POST', path: '/', body: Readable.from(breaking()) } as const;
    const error = await failureOf(clients.transport(origin).send(request));
    expect(error).to.include({ code: 'input:payload', kind: 'input' });
    expect(error.message).to.include('disk gone');
  });
});
