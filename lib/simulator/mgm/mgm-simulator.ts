import type { Duplex } from 'node:stream';
import { PlatformSimulator } from '../platform-simulator';
import type { Reply } from '../reply';
import { BodyTooLarge, type MalformedBody, type SimulatedRequest } from '../request';
import type { SocketConnection } from '../sockjs/connection';
import { SockJsEndpoint } from '../sockjs/endpoint';
import { CallHandler, refusalReply } from './calls';
import { refuse } from './codes';
import { layOutFactory } from './factory';
import { LiveMachine, type MachineState, TickClock } from './floor';
import type { TransferRecord } from './incoming-file';
import type { MachineFields } from './motion';
import type { Alarm } from './programs';
import { RealTimeHandler } from './real-time';
import { type MgmAccount, type MgmOptions, type MgmSettings, settingsOf } from './settings';
import { SocketRegistry, type SocketSummary } from './socket-registry';
import { MgmStatistics } from './statistics';
import type { Storage } from './storage';
import { TokenIssuer } from './token-issuer';
import { TransferHandler } from './trans-file';

type SocketChoice = (socket: SocketSummary) => boolean;

/** Longest message on a socket in bytes. */
const messageLimit = 8 * 1024 * 1024;

/** The MGM-IoT cloud with a factory of machines, as strict as docs/platforms/mgm.md. */
export class MgmSimulator extends PlatformSimulator {
  /** Switches; changes hold from then on. */
  readonly settings: MgmSettings;
  readonly statistics = new MgmStatistics();
  readonly #machines: Map<string, LiveMachine>;
  readonly #ticks: TickClock;
  readonly #tokens: TokenIssuer;
  readonly #sockets: SocketRegistry;
  readonly #realTime: RealTimeHandler;
  readonly #transfers: TransferHandler;
  readonly #endpoints: readonly SockJsEndpoint[];

  constructor(options: MgmOptions = {}) {
    super(options);
    const { now, statistics, timers } = this;
    this.settings = settingsOf(options);
    this.#ticks = new TickClock(now, options.realtimeIntervalMs ?? 1000);
    const machines = layOutFactory(options.machines ?? 12).map(
      (sheet) => new LiveMachine(sheet, options.seed ?? 1, this.#ticks),
    );
    this.#machines = new Map(machines.map((machine) => [machine.sheet.id, machine]));
    this.#tokens = new TokenIssuer(this.settings, now);
    this.#sockets = new SocketRegistry(this.settings, this.#tokens, statistics, timers, now);
    const find = (account: MgmAccount, machineId: unknown) => this.#find(account, machineId);
    this.#realTime = new RealTimeHandler(this.#sockets, find, this.#ticks, statistics, timers, now);
    this.#transfers = new TransferHandler(this.#sockets, find, this.settings, timers, now);
    const calls = new CallHandler(this.#tokens, (account) => this.#visible(account), find, statistics, now);
    this.router.add('POST', '/v1/token', (request) => calls.token(request));
    this.router.add('POST', '/v1/resource', (request) => calls.resource(request));
    this.#endpoints = (['real_time', 'trans_file'] as const).map((name) => {
      const handler = name === 'real_time' ? this.#realTime : this.#transfers;
      return this.#endpoint(`/v1/${name}`, (connection) => {
        const socket = this.#sockets.admit(name, connection);
        if (socket) {
          handler.accept(socket);
        }
      });
    });
  }

  /** What a client takes as its base address: the origin with `/v1`. */
  get apiUrl(): string {
    return `${this.origin}/v1`;
  }

  /** The access and refresh tokens that are in use. */
  get tokens(): string[] {
    return this.#tokens.newest;
  }

  /** Ids of all machines, the unconfigured box last. */
  get machineIds(): string[] {
    return [...this.#machines.keys()];
  }

  /** Milliseconds between the messages of a machine. */
  get realtimeIntervalMs(): number {
    return this.#ticks.intervalMs;
  }

  set realtimeIntervalMs(milliseconds: number) {
    this.#ticks.intervalMs = milliseconds;
  }

  /** The sockets that are open now. */
  get sockets(): SocketSummary[] {
    return [...this.#sockets.open].map((socket) => socket.summary);
  }

  /** Transfers that passed the checks, oldest first. */
  get transfers(): readonly TransferRecord[] {
    return this.#transfers.transfers;
  }

  /** What a machine's followers have been told so far. */
  machineState(machineId: string): MachineState {
    const machine = this.#machine(machineId);
    if (!this.#realTime.isFollowed(machine)) {
      machine.advance();
    }
    return structuredClone(machine.state);
  }

  /** A machine's storage: 0 that of its box, 1 that of its CNC. */
  storage(machineId: string, storageType: 0 | 1): Storage {
    return this.#transfers.storage(machineId, storageType);
  }

  /** Cuts the connections of open sockets with no goodbye, and says how many. */
  dropSockets(choice: SocketChoice = () => true): number {
    return this.#each(choice, (connection) => connection.drop());
  }

  /** Leaves open sockets half-open: the server hears, answers and sends nothing any more; says how many. */
  freezeSockets(choice: SocketChoice = () => true): number {
    return this.#each(choice, (connection) => connection.freeze());
  }

  /** Sends fields of a machine to its followers at once, as a change. */
  emitNow(machineId: string, fields: MachineFields): void {
    this.#realTime.emitNow(this.#machine(machineId), fields);
  }

  /** Forces the status of a machine, with an alarm where it is 4; `undefined` gives it back to its own life. */
  setStatus(machineId: string, status: number | undefined, alarm?: Alarm): void {
    this.#realTime.setStatus(this.#machine(machineId), status, alarm);
  }

  /** Ends every access token as if its time had come. */
  endTokens(): void {
    this.#tokens.endAll();
  }

  protected override started(): void {
    this.#realTime.start();
    for (const endpoint of this.#endpoints) {
      endpoint.start();
    }
  }

  protected override stopped(): void {
    for (const endpoint of this.#endpoints) {
      endpoint.stop();
    }
  }

  protected override upgrade(request: SimulatedRequest, socket: Duplex, head: Buffer): void {
    if (!this.#endpoints.some((endpoint) => endpoint.upgrade(request, socket, head))) {
      super.upgrade(request, socket, head);
    }
  }

  protected override unrouted(request: SimulatedRequest): Reply {
    return refusalReply(`no ${request.method} ${request.path}`, 404, 404);
  }

  protected override unreadable(error: MalformedBody | BodyTooLarge): Reply {
    const status = error instanceof BodyTooLarge ? 413 : 400;
    return refusalReply(error.message, status, status);
  }

  #endpoint(path: string, accept: (connection: SocketConnection) => void): SockJsEndpoint {
    const { settings: switches, timers, router } = this;
    const failed = (error: unknown) => this.keepError(error);
    return new SockJsEndpoint({ path, switches, timers, router, messageLimit, accept, failed });
  }

  #each(choice: SocketChoice, action: (connection: SocketConnection) => void): number {
    const chosen = [...this.#sockets.open].filter((socket) => choice(socket.summary));
    for (const { connection } of chosen) {
      action(connection);
    }
    return chosen.length;
  }

  #machine(machineId: string): LiveMachine {
    const machine = this.#machines.get(machineId);
    if (!machine) {
      throw new RangeError(`the simulator has no machine ${machineId}`);
    }
    return machine;
  }

  #find(account: MgmAccount, machineId: unknown): LiveMachine {
    const machine = typeof machineId === 'string' ? this.#machines.get(machineId) : undefined;
    if (!machine) {
      throw refuse('noMachine');
    }
    if (account.machines && !account.machines.includes(machine.sheet.id)) {
      throw refuse('noPermission');
    }
    return machine;
  }

  #visible({ machines }: MgmAccount): LiveMachine[] {
    const all = [...this.#machines.values()];
    return machines ? all.filter(({ sheet }) => machines.includes(sheet.id)) : all;
  }
}
