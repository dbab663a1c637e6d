import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import type { Cluster, Redis } from 'ioredis';
import { guarded } from '../async/guard';
import { withOwnFailure } from '../async/own-failure';
import type { StoreUnreachable } from '../errors';
import { Redactor } from '../http/redactor';
import { connectRedis } from './redis-clients';
import { RefusedLogins } from './refused-logins';
import { commandOf, type ScriptName } from './scripts';
import { redisAddress, type StoreSettings, type StoreTimings } from './settings';
import { LOGIN_REFUSED, storeFailure } from './store-problems';

const NOT_YET = 'not connected yet';
const CLOSED = 'Connection is closed.';

type Client = Redis | Cluster;
type Script = (base: string, ...args: (string | number)[]) => Promise<unknown>;

/** This process' two connections to the server: one for scripts, one for messages. They come back by themselves. */
export class RedisConnection extends EventEmitter<{ message: [string] }> {
  private readonly redactor = new Redactor();
  private readonly logins: RefusedLogins;
  private clients: Promise<[Client, Client]> | undefined;
  private problem = NOT_YET;
  private verified = false;
  private verifying: Promise<Client> | undefined;
  private closed = false;

  constructor(
    private readonly settings: StoreSettings,
    private readonly timings: StoreTimings,
  ) {
    super();
    this.setMaxListeners(0);
    this.logins = new RefusedLogins(settings);
    for (const secret of [settings.password, settings.sentinelPassword]) this.redactor.addSecret(secret);
  }

  /** Runs a script on the server. Rejects with `StoreUnreachable`, or `InputError` for unusable settings. */
  async run(name: ScriptName, args: readonly (string | number)[]): Promise<unknown> {
    const commands = await this.verify();
    return this.attempt(() => this.send(commands, name, args));
  }

  /**
   * Proves, once for each connection and before anything else goes out, that the server does whatever the store will
   * ask for: that it is the right database, runs scripts that read, write, delete and publish, and brings what they
   * have published.
   */
  verify(): Promise<Client> {
    this.verifying ??= this.verifyOnce().finally(() => {
      this.verifying = undefined;
    });
    return withOwnFailure(this.verifying);
  }

  /** The next login, where one is needed, is sent even in a pause after refused ones. Throws where there were many. */
  askAgain(): void {
    const reason = this.logins.askAgain();
    if (reason !== undefined) throw this.failed(reason);
  }

  close(): void {
    this.closed = true;
    this.redactor.close();
    this.clients?.then((clients) => clients.map((client) => client.disconnect())).catch(() => undefined);
    this.removeAllListeners();
  }

  /** All keys of one plant have it in common; the braces keep them together on a Redis Cluster. */
  private get base(): string {
    return `{${this.settings.prefix}}`;
  }

  private async verifyOnce(): Promise<Client> {
    const [commands, messages] = await this.connected();
    if (this.verified) return commands;
    const id = randomUUID();
    await this.attempt(async () => {
      const { kind, db } = redisAddress(this.settings.url);
      if (kind !== 'cluster') await commands.select(db);
      await messages.subscribe(`${this.base}:changes`);
    });
    const written = this.attempt(() => this.send(commands, 'VERIFY', [id]));
    const [same] = await Promise.all([written, this.arrival(id)]);
    if (same !== 1) throw this.failed('The server returned another value than the one that was written');
    this.verified = true;
    this.logins.succeeded();
    return commands;
  }

  private send(client: Client, name: ScriptName, args: readonly (string | number)[]): Promise<unknown> {
    const script = (client as unknown as Record<string, Script>)[commandOf(name)] as Script;
    return script.call(client, this.base, this.timings.leaseMs, ...args);
  }

  /** Both clients, after each has succeeded or failed for the first time. */
  private async connected(): Promise<[Client, Client]> {
    if (this.closed) throw this.failed('It was closed');
    const { reason } = this.logins;
    if (reason !== undefined) throw this.failed(reason);
    const opening = this.clients ?? Promise.all([this.connect(), this.connect()]);
    this.clients = opening;
    const clients = await opening.catch((thrown: unknown) => {
      this.clients = undefined;
      throw thrown;
    });
    if (clients.every(({ status }) => status === 'ready')) return clients;
    // A client that has ended for good is replaced by the next who asks.
    if (clients.some(({ status }) => status === 'end') && this.clients === opening) {
      this.clients = undefined;
      for (const client of clients) client.disconnect();
    }
    throw this.failed(this.logins.reason ?? this.problem);
  }

  private async connect(): Promise<Client> {
    const address = redisAddress(this.settings.url);
    this.redactor.addSecret(address.password);
    const client = await connectRedis(address, this.settings, this.timings);
    client.on('error', (error: unknown) => {
      this.note(error);
      // It would log in again at once, and again and again.
      if (this.logins.reason !== undefined) client.disconnect();
    });
    client.on('ready', () => this.note(CLOSED));
    client.on('close', () => {
      this.verified = false;
      // A proxy without a server behind it ends the connection without a word.
      if (this.problem === NOT_YET) this.problem = CLOSED;
    });
    const hear = guarded(
      (_channel: string, text: string) => this.emit('message', text),
      (thrown) => {
        this.note(thrown);
        client.disconnect(true);
      },
    );
    client.on('message', hear);
    await firstOutcome(client, 2 * this.timings.commandMs);
    if (this.closed) client.disconnect();
    return client;
  }

  /** Done when the message has come over the channel. */
  private async arrival(message: string): Promise<void> {
    const arrived = on(this, 'message', { signal: AbortSignal.timeout(this.timings.commandMs) });
    try {
      for await (const [text] of arrived) if (text === message) return;
    } catch {
      throw this.failed('No message arrives on the channel');
    }
  }

  private async attempt<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (thrown) {
      this.note(thrown);
      this.verified = false;
      throw this.failed(this.logins.reason ?? this.problem);
    }
  }

  /** Remembers the last problem, because an error of a command does not say why there is no connection. */
  private note(thrown: unknown): void {
    const { lastNodeError = thrown } = Object(thrown) as { lastNodeError?: unknown };
    const text = lastNodeError instanceof Error ? lastNodeError.message : String(lastNodeError);
    if (!text.includes('enableOfflineQueue')) this.problem = text;
    if (!LOGIN_REFUSED.test(text)) return;
    this.logins.note(text);
    const { clients } = this;
    this.clients = undefined;
    clients?.then((each) => each.map((client) => client.disconnect())).catch(() => undefined);
  }

  private failed(problem: string): StoreUnreachable {
    return storeFailure(problem, redisAddress(this.settings.url));
  }
}

/** Done when the client is connected, or has failed to; it goes on by itself. */
function firstOutcome(client: Client, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    // Where no Sentinel answers there is no event, so a timer ends the wait.
    const limit = setTimeout(resolve, limitMs);
    for (const event of ['ready', 'close', 'end']) {
      client.once(event, () => {
        clearTimeout(limit);
        resolve();
      });
    }
  });
}
