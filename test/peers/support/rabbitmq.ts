import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { programPath } from '../../../scripts/system-programs';
import type { TestIssuer } from '../../support/certificates';
import { freePort } from '../../support/servers';

export interface RabbitMqOptions {
  /** An empty folder of its own. */
  folder: string;
  /** Who signs its certificate for 127.0.0.1. */
  issuer: TestIssuer;
  /** Origin of the server that RabbitMQ's HTTP auth backend asks. */
  authOrigin: string;
}

/** Erlang takes seconds on a quiet computer, a minute on one that tests other things as well. */
const startLimitMs = 120_000;

/** A real RabbitMQ (Debian's package) on free ports with its own data, started and killed by a test. */
export class RabbitMq {
  readonly #options: RabbitMqOptions;
  readonly #ports: { amqps: number; distribution: number; names: number };
  readonly #environment: NodeJS.ProcessEnv;
  #names: ChildProcess | undefined;
  #server: ChildProcess | undefined;
  #output = '';

  static async prepare(options: RabbitMqOptions): Promise<RabbitMq> {
    const [amqps, distribution, names] = [await freePort(), await freePort(), await freePort()];
    return new RabbitMq(options, { amqps, distribution, names });
  }

  private constructor(
    options: RabbitMqOptions,
    ports: { amqps: number; distribution: number; names: number },
  ) {
    this.#options = options;
    this.#ports = ports;
    const file = (name: string): string => path.join(options.folder, name);
    mkdirSync(file('log'), { recursive: true });
    const { cert, key } = options.issuer.issue('IP:127.0.0.1');
    writeFileSync(file('ca.pem'), options.issuer.ca);
    writeFileSync(file('server.pem'), cert);
    writeFileSync(file('server.key'), key);
    writeFileSync(file('rabbitmq.conf'), this.#configuration(file));
    writeFileSync(file('plugins'), '[rabbitmq_auth_backend_http].\n');
    this.#environment = {
      ...process.env,
      HOME: options.folder,
      ERL_EPMD_PORT: String(ports.names),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_NODENAME: `shopfloor-test-${ports.amqps}@localhost`,
      RABBITMQ_DIST_PORT: String(ports.distribution),
      RABBITMQ_CONFIG_FILE: file('rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: file('plugins'),
      RABBITMQ_CONF_ENV_FILE: file('no-such-file'),
      RABBITMQ_MNESIA_BASE: file('mnesia'),
      RABBITMQ_LOG_BASE: file('log'),
      RABBITMQ_PID_FILE: file('pid'),
      ERL_CRASH_DUMP_SECONDS: '0',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1 +sbwt none',
    };
  }

  /** `amqps://127.0.0.1:port/quec-open` */
  get url(): string {
    return `amqps://127.0.0.1:${this.#ports.amqps}/quec-open`;
  }

  /** Starts it, or starts it again with what it had; resolves when it takes connections. */
  async start(): Promise<void> {
    this.#names ??= await this.#startNames();
    const { folder } = this.#options;
    const server = spawn(programPath('rabbitmq'), {
      cwd: folder,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#server = server;
    for (const stream of [server.stdout, server.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
    const exited = once(server, 'exit').then(([code]) => {
      throw new Error(`RabbitMQ ended with ${code}\n${this.#output.slice(-3000)}`);
    });
    exited.catch(() => undefined);
    await Promise.race([exited, this.#listening(server)]);
  }

  /** Ends it: `SIGTERM` as a service manager does, `SIGKILL` as a power failure does. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server && server.exitCode === null && server.signalCode === null) {
      const exited = once(server, 'exit');
      // The server itself: what was started is a script around it.
      process.kill(Number(readFileSync(path.join(this.#options.folder, 'pid'), 'utf8')), signal);
      await exited;
    }
  }

  /** What an administrator does with `rabbitmqctl`. */
  async control(...args: string[]): Promise<void> {
    const command = path.join(path.dirname(programPath('rabbitmq')), 'rabbitmqctl');
    await promisify(execFile)(command, args, { cwd: this.#options.folder, env: this.#environment });
  }

  /** Ends everything that was started. */
  async end(): Promise<void> {
    await this.stop('SIGKILL');
    const names = this.#names;
    if (names && names.exitCode === null) {
      const exited = once(names, 'exit');
      names.kill('SIGKILL');
      await exited;
    }
  }

  /** Erlang's name service, on a port of its own so that none is left running for the machine. */
  async #startNames(): Promise<ChildProcess> {
    const names = spawn('epmd', ['-port', String(this.#ports.names), '-address', '127.0.0.1'], {
      stdio: 'ignore',
    });
    while (!(await answers(this.#ports.names))) await pause();
    return names;
  }

  async #listening(server: ChildProcess): Promise<void> {
    const end = performance.now() + startLimitMs;
    while (!this.#output.includes(' completed with ') || !(await answers(this.#ports.amqps))) {
      if (performance.now() > end) throw new Error(`RabbitMQ did not start\n${this.#output.slice(-3000)}`);
      if (server.exitCode !== null) return;
      await pause();
    }
    this.#output = '';
  }

  #configuration(file: (name: string) => string): string {
    const { authOrigin } = this.#options;
    return `${[
      'listeners.tcp = none',
      `listeners.ssl.1 = 127.0.0.1:${this.#ports.amqps}`,
      `ssl_options.cacertfile = ${file('ca.pem')}`,
      `ssl_options.certfile = ${file('server.pem')}`,
      `ssl_options.keyfile = ${file('server.key')}`,
      'ssl_options.verify = verify_none',
      'ssl_options.fail_if_no_peer_cert = false',
      'auth_mechanisms.1 = PLAIN',
      'auth_backends.1 = http',
      'auth_http.http_method = post',
      ...['user', 'vhost', 'resource', 'topic'].map(
        (what) => `auth_http.${what}_path = ${authOrigin}/${what}`,
      ),
      'default_vhost = quec-open',
      'log.console = true',
      'log.console.level = error',
      'log.file = false',
    ].join('\n')}\n`;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
