import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programPath } from '../../../scripts/system-programs';
import type { KeyPair } from '../../support/certificates';
import { freePort } from '../../support/servers';

const START_LIMIT_MS = 60_000;

/** A real PostgreSQL server in a folder of its own, on a free loopback port; the user is `shopfloor`. */
export class PostgresServer {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    readonly password: string,
    /** Where it is given, the server takes no connection without TLS. */
    private pair: KeyPair | undefined,
  ) {}

  static async start({
    password = 'secret-of-the-journal',
    tls,
  }: {
    readonly password?: string;
    readonly tls?: KeyPair;
  } = {}): Promise<PostgresServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
    const server = new PostgresServer(await freePort(), folder, password, tls);
    server.initialize();
    await server.start();
    return server;
  }

  /** Starts anew with another certificate. */
  async present(pair: KeyPair): Promise<void> {
    this.pair = pair;
    await this.halt();
    await this.start();
  }

  get url(): string {
    return `postgres://shopfloor@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    const settings = {
      port: this.port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'off',
      ...this.secured(),
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(programPath('postgres'), ['-D', this.data, ...options], {
      ...owner(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new Error(`PostgreSQL does not start\n${output}`)),
        START_LIMIT_MS,
      );
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (!output.includes('ready to accept connections')) return;
        clearTimeout(limit);
        resolve();
      });
      child.once('exit', () => reject(new Error(`PostgreSQL has ended\n${output}`)));
    });
  }

  /** Ends its connections and itself. */
  async halt(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    await exited;
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get data(): string {
    return path.join(this.folder, 'data');
  }

  /** The settings of TLS, whose files it writes. */
  private secured(): Record<string, string> {
    if (this.pair === undefined) return {};
    const { cert, key } = this.pair;
    return {
      ssl: 'on',
      ssl_cert_file: this.write('server.crt', cert),
      ssl_key_file: this.write('server.key', key),
      hba_file: this.write('pg_hba.conf', 'hostssl all all 127.0.0.1/32 scram-sha-256\n'),
    };
  }

  /** Writes a file that nobody but the server reads. */
  private write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, text);
    own(file);
    return file;
  }

  private initialize(): void {
    own(this.folder);
    const secret = this.write('password', this.password);
    const options = [
      '--username=shopfloor',
      `--pwfile=${secret}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-sync',
    ];
    execFileSync(programPath('initdb'), ['-D', this.data, ...options], { ...owner(), stdio: 'ignore' });
  }
}

function own(file: string): void {
  const { uid, gid } = owner();
  chmodSync(file, 0o700);
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}

/** PostgreSQL does not run as root: then it runs as the user whom its package has made. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string): number =>
    Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
