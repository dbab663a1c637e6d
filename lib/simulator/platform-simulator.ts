import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Fault, FaultSwitches } from './faults';
import { LoopbackServer } from './loopback-server';
import { createRandom, type Random } from './random';
import {
  discardReply,
  RefusedRequest,
  type Reply,
  refuseUpgrade,
  sendHalfReply,
  sendReply,
  textReply,
} from './reply';
import { BodyTooLarge, MalformedBody, SimulatedRequest } from './request';
import { RequestLog } from './request-log';
import { Router, type RouterOptions } from './router';
import { Timers } from './timers';

/** Options of every simulator. */
export interface SimulatorOptions {
  /** Port on 127.0.0.1; a free one when left out. */
  port?: number;
  /** Serves https and wss with this key and certificate (PEM). */
  tls?: { key: string | Buffer; cert: string | Buffer };
  /** Decides everything that looks like chance; default 1. */
  seed?: number;
  /** How many of the last requests `log` keeps; default 0. */
  logSize?: number;
  /** Longest body in bytes that `request.body()` takes; default 8 MiB. */
  bodyLimit?: number;
  /** The platform's clock in milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

const keptErrors = 100;
const defaultBodyLimit = 8 * 1024 * 1024;

/** A platform played by a real HTTP server on the loopback interface. Subclasses add routes to `router`. */
export abstract class PlatformSimulator {
  readonly faults = new FaultSwitches();
  readonly log: RequestLog;
  /** What handlers threw without meaning to (the last hundred): empty, unless the simulator is wrong. */
  readonly errors: unknown[] = [];
  /** Counts since the simulator was made; upgrades are requests too. */
  readonly traffic = { requests: 0, upgrades: 0, faults: 0 };
  /** The platform's clock. */
  readonly now: () => number;
  protected readonly router: Router;
  protected readonly timers = new Timers();
  protected readonly random: Random;
  readonly #bodyLimit: number;
  readonly #server: LoopbackServer;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: SimulatorOptions = {}, routing: RouterOptions = {}) {
    this.now = options.now ?? Date.now;
    this.log = new RequestLog(options.logSize ?? 0);
    this.random = createRandom(options.seed ?? 1);
    this.router = new Router(routing);
    this.#bodyLimit = options.bodyLimit ?? defaultBodyLimit;
    this.#server = new LoopbackServer({
      port: options.port ?? 0,
      tls: options.tls,
      onRequest: (incoming, response) => {
        const request = new SimulatedRequest(incoming, this.#bodyLimit);
        this.#serve(request, response).catch((error: unknown) => {
          this.keepError(error);
          response.destroy();
        });
      },
      onUpgrade: (incoming, socket, head) => {
        const request = new SimulatedRequest(incoming, this.#bodyLimit);
        this.#serveUpgrade(request, socket, head).catch((error: unknown) => {
          this.keepError(error);
          socket.destroy();
        });
      },
    });
  }

  /** `http://127.0.0.1:port`, known once started; it stays the same over `restart`. */
  get origin(): string {
    return this.#server.origin;
  }

  /** TCP connections: open now, and accepted since the simulator was made. */
  get connections(): { open: number; accepted: number } {
    return { open: this.#server.openConnections, accepted: this.#server.accepted };
  }

  /** Begins to listen. Does nothing when it does already. @throws when the port is taken */
  start(): Promise<void> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  /** Cuts every connection and ends every timer at once. What the platform knows is kept. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop().finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  /** Stops, stays away for so many milliseconds, and starts again on the same port. */
  async restart(awayMs = 0): Promise<void> {
    await this.stop();
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    await this.start();
  }

  /** Called when the server listens. */
  protected started(): void {}

  /** Called when the server is to stop; timers are ended already. */
  protected stopped(): void {}

  /** Answers a request: by its route, unless a subclass has rules that come first. */
  protected async handle(request: SimulatedRequest): Promise<Reply> {
    const handler = this.router.find(request);
    return handler ? await handler(request) : this.unrouted(request);
  }

  /** The answer where there is no route. */
  protected unrouted(request: SimulatedRequest): Reply {
    return textReply(`no ${request.method} ${request.path}`, 404);
  }

  /** The answer to a body that can't be read. */
  protected unreadable(error: MalformedBody | BodyTooLarge): Reply {
    return textReply(error.message, error instanceof BodyTooLarge ? 413 : 400);
  }

  /** Takes over an upgraded connection. */
  protected upgrade(request: SimulatedRequest, socket: Duplex, _head: Buffer): void {
    refuseUpgrade(socket, this.unrouted(request));
  }

  /** Keeps what should not have been thrown. */
  protected keepError(error: unknown): undefined {
    this.errors.push(error);
    if (this.errors.length > keptErrors) {
      this.errors.shift();
    }
    return undefined;
  }

  async #start(): Promise<void> {
    await this.#stopping;
    await this.#server.listen();
    this.timers.start();
    this.started();
  }

  async #stop(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    this.#starting = undefined;
    this.timers.stop();
    this.stopped();
    await this.#server.close();
  }

  async #serve(request: SimulatedRequest, response: ServerResponse): Promise<void> {
    this.traffic.requests++;
    const entry = this.log.add(request, this.now());
    // Of a clock of its own it tells what it shows; the runtime tells that of the computer.
    if (this.now !== Date.now) response.setHeader('date', new Date(this.now()).toUTCString());
    const fault = await this.#meetFault(request);
    if (fault?.hang) {
      return;
    }
    if (fault?.drop === 'before') {
      response.destroy();
      return;
    }
    const reply = await this.#reply(request, fault);
    if (entry) {
      entry.body = (await request.bodyIfRead?.catch(() => undefined))?.toString('utf8');
    }
    if (fault?.drop === 'midway') {
      sendHalfReply(response, reply);
    } else if (fault?.drop === 'after') {
      discardReply(reply);
      response.destroy();
    } else {
      await sendReply(response, reply);
    }
  }

  async #serveUpgrade(request: SimulatedRequest, socket: Duplex, head: Buffer): Promise<void> {
    this.traffic.requests++;
    this.traffic.upgrades++;
    this.log.add(request, this.now());
    const fault = await this.#meetFault(request);
    if (fault?.hang) {
      return;
    }
    if (fault?.drop === 'before' || fault?.drop === 'midway') {
      socket.destroy();
      return;
    }
    const answer = fault && ownAnswer(fault, request);
    if (answer) {
      refuseUpgrade(socket, answer);
      return;
    }
    this.upgrade(request, socket, head);
    if (fault?.drop === 'after') {
      socket.destroy();
    }
  }

  async #meetFault(request: SimulatedRequest): Promise<Fault | undefined> {
    const fault = await this.faults.take(request);
    if (fault) {
      this.traffic.faults++;
    }
    if (fault?.delayMs !== undefined) {
      await this.timers.wait(fault.delayMs);
    }
    return fault;
  }

  async #reply(request: SimulatedRequest, fault: Fault | undefined): Promise<Reply> {
    const answer = fault && ownAnswer(fault, request);
    if (answer) {
      return answer;
    }
    const reply = await this.handle(request).catch((error: unknown) => this.#refusal(error));
    return fault?.alter ? fault.alter(reply, request) : reply;
  }

  #refusal(error: unknown): Reply {
    if (error instanceof RefusedRequest) {
      return error.reply;
    }
    if (error instanceof MalformedBody || error instanceof BodyTooLarge) {
      return this.unreadable(error);
    }
    // A client that goes away while its body is read is no fault of the simulator.
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ECONNRESET') {
      this.keepError(error);
    }
    return textReply('the simulator failed', 500);
  }
}

function ownAnswer({ answer }: Fault, request: SimulatedRequest): Reply | undefined {
  return typeof answer === 'function' ? answer(request) : answer;
}
