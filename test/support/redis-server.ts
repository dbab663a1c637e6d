import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { programPath } from '../../scripts/system-programs';
import { freePort } from './servers';

const startLimitMs = 20_000;

/** A real Redis server with nothing in it, on a free loopback port, that keeps nothing on disk but in a folder of its own. */
export class RedisServer {
  #process: ChildProcess | undefined;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'redis-'));

  private constructor(
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  static async start(options: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  /** Again, on the same port, with nothing in it. */
  async start(): Promise<void> {
    const usual = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder);
    const server = spawn(programPath('redis-server'), [...usual, ...this.options], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = server;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`Redis does not start\n${output}`)), startLimitMs);
      server.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (!/Ready to accept connections/.test(output)) return;
        clearTimeout(limit);
        resolve();
      });
      server.once('exit', () => reject(new Error(`Redis has ended\n${output}`)));
    });
  }

  /** As by a power cut. */
  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    rmSync(this.#folder, { recursive: true, force: true });
    if (!server || server.exitCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** Asks the server something, past the code under test. */
  async ask<T>(question: (redis: Redis) => Promise<T>, password?: string): Promise<T> {
    const login = password === undefined ? {} : { password };
    const address = { port: this.port, host: '127.0.0.1' };
    const redis = new Redis({ ...address, ...login, protocol: 2, maxRetriesPerRequest: 1 });
    redis.on('error', () => undefined);
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  /** Every key and value, as text. */
  async everything(): Promise<string> {
    return this.ask(async (redis) => {
      const texts: string[] = [];
      for (const key of await redis.keys('*')) {
        texts.push(key, JSON.stringify(await redis.eval(DUMP, 1, key)));
      }
      return texts.join('\n');
    });
  }
}

const DUMP = `
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'string' then return redis.call('GET', KEYS[1]) end
if kind == 'hash' then return redis.call('HGETALL', KEYS[1]) end
if kind == 'set' then return redis.call('SMEMBERS', KEYS[1]) end
if kind == 'zset' then return redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES') end
error('what is a ' .. kind .. '?')
`;
