import { randomInt } from 'node:crypto';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ShopfloorError } from '../../lib/errors';
import type { KeyPair } from './certificates';

/** What a test server was asked. */
export interface SeenRequest {
  method: string;
  url: string;
  rawHeaders: string[];
  body: Buffer;
}

export type Handler = (response: ServerResponse, seen: SeenRequest, request: IncomingMessage) => void;

/** A real server on a free loopback port whose every answer the test decides. */
export class TestServer {
  readonly seen: SeenRequest[] = [];
  /** Sockets that were accepted since the start. */
  accepted = 0;
  private readonly sockets = new Set<Duplex>();

  private constructor(
    readonly server: Server,
    private readonly scheme: string,
  ) {
    server.on(scheme === 'https' ? 'secureConnection' : 'connection', (socket: Duplex) => {
      this.accepted += 1;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    server.on('tlsClientError', () => undefined);
  }

  /** The handler gets each request when its whole body is there. */
  static start(handler: Handler, tls?: KeyPair): Promise<TestServer> {
    const whole: RequestListener = async (request, response) => {
      const pieces: Buffer[] = [];
      try {
        for await (const piece of request) pieces.push(piece as Buffer);
      } catch {
        return;
      }
      const { method = '', url = '', rawHeaders } = request;
      const seen = { method, url, rawHeaders, body: Buffer.concat(pieces) };
      test.seen.push(seen);
      handler(response, seen, request);
    };
    const test = TestServer.around(whole, tls);
    return test.listen();
  }

  /** The listener gets each request as soon as its head is there. */
  static startRaw(listener: RequestListener, tls?: KeyPair): Promise<TestServer> {
    return TestServer.around(listener, tls).listen();
  }

  private static around(listener: RequestListener, tls: KeyPair | undefined): TestServer {
    return tls
      ? new TestServer(createSecureServer(tls, listener), 'https')
      : new TestServer(createServer(listener), 'http');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  get openSockets(): number {
    return this.sockets.size;
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async listen(): Promise<TestServer> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }
}

/** A TCP server on a free loopback port that leaves everything to the test. */
export async function startTcp(
  onSocket: (socket: Socket) => void,
  port = 0,
): Promise<{ port: number; sockets: Set<Socket>; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    // Without it nobody would notice that the other side has gone.
    socket.resume();
    onSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * A proxy that opens tunnels with CONNECT and passes plain requests on, for those who have the credentials when it has
 * any. `requests` are the whole addresses that it was asked for.
 */
export async function startProxy(
  credentials?: string,
  tls?: KeyPair,
): Promise<{ url: string; tunnels: string[]; requests: string[]; stop(): Promise<void> }> {
  const tunnels: string[] = [];
  const requests: string[] = [];
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const ends = new Set<Duplex>();
  const keep = (socket: Duplex) => {
    ends.add(socket);
    socket.on('close', () => ends.delete(socket));
    socket.on('error', () => undefined);
  };
  const passOn: RequestListener = (request, response) => {
    const { 'proxy-authorization': given, ...headers } = request.headers;
    if (given !== wanted) {
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic' }).end();
      return;
    }
    requests.push(request.url ?? '');
    const { method } = request;
    const passed = httpRequest(request.url ?? '', { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    request.pipe(passed);
  };
  const proxy = await TestServer.startRaw(passOn, tls);
  proxy.server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    keep(socket);
    if (wanted !== request.headers['proxy-authorization']) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      return;
    }
    const [host = '', port] = (request.url ?? '').split(':');
    tunnels.push(request.url ?? '');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    keep(target);
    socket.on('close', () => target.destroy());
    target.on('close', () => socket.destroy());
  });
  return {
    url: proxy.origin,
    tunnels,
    requests,
    stop: async () => {
      for (const socket of ends) socket.destroy();
      await proxy.stop();
    },
  };
}

/**
 * A port on which nothing listens, and that no system gives to whoever asks for any: it is still there for a program that
 * is started with it, and nobody listens there while a test needs nobody to.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 30_000);
    const taken = await startTcp(() => undefined, port).then(
      ({ stop }) => stop().then(() => false),
      () => true,
    );
    if (!taken) return port;
  }
}

/** The error of the tree with which a promise fails. */
export async function failureOf(promise: Promise<unknown>): Promise<ShopfloorError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (thrown) {
    if (thrown instanceof ShopfloorError) return thrown;
    throw new Error(`Not an error of the tree: ${String(thrown)}`, { cause: thrown });
  }
  throw new Error(`It did not fail, but brought ${JSON.stringify(value)?.slice(0, 200)}`);
}

/** The error of the tree that a function throws. */
export function thrownBy(work: () => unknown): ShopfloorError {
  let value: unknown;
  try {
    value = work();
  } catch (thrown) {
    if (thrown instanceof ShopfloorError) return thrown;
    throw new Error(`Not an error of the tree: ${String(thrown)}`, { cause: thrown });
  }
  throw new Error(`It threw nothing, but brought ${JSON.stringify(value)?.slice(0, 200)}`);
}
