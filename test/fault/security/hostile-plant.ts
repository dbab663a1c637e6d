import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { body, delivery, FrameBroker, header, message, method, shortText } from '../../support/frame-broker';
import type { CanaryPlant, Platform } from './canary-plant';
import { platforms } from './canary-plant';
import { HOSTILE_ANSWERS, oddJson, spoilt } from './hostile-answers';
import type { SeededRandom } from './hostile-random';
import { harass, hostileInfo, hostileStream } from './hostile-sockets';

/** Paths of logins, where a good answer lets the rest of a platform be reached. */
const LOGIN = /token|login/i;
const SOCKJS_INFO = /\/info(\?|$)/;
const SOCKJS_SESSION = /\/xhr(_streaming|_send)?(\?|$)/;

/**
 * The five platforms as their worst enemies would have them: in front of each simulator a server that passes on some
 * requests, spoils some answers and makes up all others.
 */
export class HostilePlant {
  /** How often each kind of answer was given. */
  readonly counts = new Map<string, number>();
  private readonly servers: Server[] = [];
  private readonly origins = new Map<Platform, string>();
  private readonly sockets = new Set<Socket>();
  private readonly webSockets = new WebSocketServer({ noServer: true });
  private broker: FrameBroker | undefined;

  constructor(
    private readonly plant: CanaryPlant,
    private readonly random: SeededRandom,
  ) {}

  async start(): Promise<void> {
    for (const platform of platforms) {
      const server = createServer((asked, response) => this.answer(platform, asked, response));
      server.on('upgrade', (asked, socket: Socket, head) => this.upgrade(asked, socket, head));
      server.on('connection', (socket) => {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => this.sockets.delete(socket));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.servers.push(server);
      this.origins.set(platform, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    }
    this.broker = await FrameBroker.start({ '60.20': (line) => this.deliver(line) });
  }

  baseUrl(platform: Platform): string {
    return `${this.origins.get(platform)}${platform === 'mgm' ? '/v1' : ''}`;
  }

  get brokerUrl(): string {
    return this.broker?.url ?? '';
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.webSockets.close();
    for (const server of this.servers) await new Promise((resolve) => server.close(resolve));
    await this.broker?.stop();
  }

  private answer(platform: Platform, asked: IncomingMessage, response: ServerResponse): void {
    const { random } = this;
    const { url = '' } = asked;
    response.on('error', () => undefined);
    if (SOCKJS_INFO.test(url)) {
      this.count('SockJS info');
      asked.resume();
      response.writeHead(200, { 'content-type': 'application/json' }).end(hostileInfo(random));
    } else if (SOCKJS_SESSION.test(url)) {
      this.count('SockJS stream');
      asked.resume();
      hostileStream(response, random);
    } else if (random.chance(LOGIN.test(url) ? 0.95 : 0.2)) {
      this.count('as it is');
      this.forward(platform, asked, (status, text) => this.end(response, status, text));
    } else if (random.chance(0.4)) {
      this.count('spoilt');
      this.forward(platform, asked, (status, text) => this.end(response, status, this.spoil(text)));
    } else {
      const [kind, write] = random.one(Object.entries(HOSTILE_ANSWERS));
      this.count(kind);
      asked.resume();
      write(response, random);
    }
  }

  private spoil(text: string): string {
    try {
      return spoilt(text, this.random);
    } catch {
      return text;
    }
  }

  private end(response: ServerResponse, status: number, text: string): void {
    if (response.destroyed) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(text);
  }

  private forward(
    platform: Platform,
    asked: IncomingMessage,
    answered: (status: number, text: string) => void,
  ): void {
    const target = new URL(this.plant.simulators[platform].origin);
    const { method: verb = 'GET', url = '/', headers } = asked;
    const passed = request(
      {
        host: target.hostname,
        port: target.port,
        path: url,
        method: verb,
        headers: { ...headers, host: target.host },
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => answered(response.statusCode ?? 500, Buffer.concat(pieces).toString()));
      },
    );
    passed.on('error', () => answered(502, '{}'));
    asked.pipe(passed);
  }

  private upgrade(asked: IncomingMessage, socket: Socket, head: Buffer): void {
    const { random } = this;
    if (random.chance(0.3)) {
      this.count('refused upgrade');
      const status = random.one([
        '503 Busy\r\nRetry-After: 9999999',
        '401 No',
        '429 Slow',
        '404 Not here',
        '200 OK',
      ]);
      socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
      return;
    }
    this.count('WebSocket');
    this.webSockets.handleUpgrade(asked, socket, head, (opened) => harass(opened, random));
  }

  private deliver(line: { say(...bytes: Buffer[]): void; flood(bytes: Buffer): void }): void {
    const { random } = this;
    this.count('queue');
    line.say(method(1, '60.21', shortText('reader')));
    const content = JSON.stringify({ type: 'MATTR', subtype: 'REPORT', ...Object(oddJson(random)) });
    const large = Buffer.alloc(1_000_000, 0x20);
    random.one<() => void>([
      () => line.flood(message(1, content)),
      () => line.say(delivery(1), header(2n ** 62n), body(large)),
      () => line.flood(body(large)),
      () => line.say(...Array.from({ length: 100 }, (_, index) => message(index + 1, content))),
      () => line.say(Buffer.alloc(100_000, random.whole(256))),
      () => line.say(message(1, Buffer.alloc(1_000, random.whole(256)))),
    ])();
  }

  private count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}
