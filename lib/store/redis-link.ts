import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { isIP } from 'node:net';
import type { Redis } from 'ioredis';
import { ShopfloorError, StoreUnreachable } from '../errors';
import { Redactor } from '../http/redactor';
import { presentableText } from '../redaction';
import { Moment } from './moment';
import { SCRIPTS, type ScriptName } from './scripts';
import { redisAddress, type StoreSettings, type StoreTimings } from './settings';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

interface LinkEvents {
  up: [];
  /** Told once until it is up again. */
  down: [StoreUnreachable];
  /** A group of machines in which something has changed. */
  nudge: [string];
}

/** This process' two connections to the server: one for scripts, one for nudges. They come back by themselves. */
export class RedisLink extends EventEmitter<LinkEvents> {
  /** Since when every script has been answered; undefined while the server is not to be reached. */
  steadySince: Moment | undefined;
  private readonly redactor = new Redactor();
  private commands: Redis | undefined;
  private nudges: Redis | undefined;
  private opening: Promise<void> | undefined;
  private lastError = 'not connected yet';
  private isDown = false;
  private closed = false;

  constructor(
    private readonly settings: StoreSettings,
    private readonly timings: StoreTimings,
  ) {
    super();
    this.redactor.addSecret(settings.password);
  }

  /** All keys of one plant have it in common; the braces keep them together on a Redis Cluster. */
  get base(): string {
    return `{${this.settings.prefix}}`;
  }

  /** The address of this computer that the server sees, once connected. */
  get localAddress(): string | undefined {
    const stream = this.commands?.stream as { localAddress?: string } | undefined;
    return stream?.localAddress?.replace(/^::ffff:/, '');
  }

  /** Runs a script on the server. Rejects with `StoreUnreachable`, or `InputError` for unusable settings. */
  async run(name: ScriptName, args: readonly (string | number)[]): Promise<unknown> {
    this.opening ??= this.open();
    await this.opening;
    const { commands } = this;
    if (commands?.status !== 'ready') throw this.unreachable();
    const { sha, lua } = scriptOf(name);
    try {
      const reply = await commands.evalsha(sha, 1, this.base, ...args).catch((error: unknown) => {
        if (!String(error).includes('NOSCRIPT')) throw error;
        return commands.eval(lua, 1, this.base, ...args);
      });
      this.answered();
      return reply;
    } catch (thrown) {
      this.failed(thrown);
      throw this.unreachable();
    }
  }

  close(): void {
    this.closed = true;
    this.commands?.disconnect();
    this.nudges?.disconnect();
    this.redactor.close();
    this.removeAllListeners();
  }

  /** Done when the first attempt to connect has succeeded or failed. */
  private async open(): Promise<void> {
    const options = this.options();
    const { Redis } = await loadRedis();
    if (this.closed) return;
    const commands = new Redis(options);
    this.commands = commands;
    this.nudges = this.subscribe(new Redis(options));
    commands.on('error', (error) => this.failed(error));
    commands.on('close', () => this.failed(new Error(this.lastError)));
    await new Promise<void>((resolve) => {
      commands.once('ready', resolve);
      commands.once('close', resolve);
    });
  }

  private subscribe(nudges: Redis): Redis {
    nudges.on('error', () => undefined);
    nudges.on('message', (_channel, group) => this.emit('nudge', group));
    nudges.on('ready', () => {
      nudges.subscribe(`${this.base}:nudges`).catch(() => undefined);
    });
    return nudges;
  }

  private options() {
    const { host, port, db, secure, username, password } = redisAddress(this.settings.url);
    this.redactor.addSecret(password);
    const given = this.settings.password || password;
    return {
      host,
      port,
      db,
      ...(username === undefined ? {} : { username }),
      ...(given === undefined ? {} : { password: given }),
      ...(secure ? { tls: { ...(isIP(host) ? {} : { servername: host }), ...this.settings.tls } } : {}),
      protocol: 2 as const,
      connectTimeout: this.timings.commandMs,
      commandTimeout: this.timings.commandMs,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      // After a failover this may be a replica, which takes no changes.
      reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
      retryStrategy: (times: number) =>
        Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** times) * (0.5 + Math.random() / 2),
    };
  }

  private answered(): void {
    this.steadySince ??= Moment.now();
    if (!this.isDown) return;
    this.isDown = false;
    this.emit('up');
  }

  private failed(thrown: unknown): void {
    if (this.closed) return;
    this.steadySince = undefined;
    this.lastError = presentableText(thrown instanceof Error ? thrown.message : String(thrown));
    if (this.isDown) return;
    this.isDown = true;
    this.emit('down', this.unreachable());
  }

  private unreachable(): StoreUnreachable {
    return new StoreUnreachable(`The shared store cannot be used: ${this.lastError}`);
  }
}

const prepared = new Map<ScriptName, { sha: string; lua: string }>();

function scriptOf(name: ScriptName): { sha: string; lua: string } {
  const known = prepared.get(name);
  if (known) return known;
  const lua = SCRIPTS[name];
  const script = { lua, sha: createHash('sha1').update(lua).digest('hex') };
  prepared.set(name, script);
  return script;
}

async function loadRedis(): Promise<Pick<typeof import('ioredis'), 'Redis'>> {
  try {
    return await import('ioredis');
  } catch (cause) {
    throw new ShopfloorError(
      'The package "ioredis", which a shared store needs, is not installed: run "npm install ioredis" where this package is installed',
      { code: 'input:ioredis', kind: 'input', retryable: false, cause },
    );
  }
}
