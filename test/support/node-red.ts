import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { linkProject } from '../../scripts/link-project';
import { npm } from '../../scripts/npm';
import type { Runtime } from '../../scripts/runtimes';
import { AdminApi, type DeployType, type FlowNode } from './admin-api';
import type { AdminUser, ChildMessage, LogEntry, Vitals } from './child-settings';
import { Collected } from './collected';
import { Comms } from './comms';

export interface NodeRedOptions {
  readonly runtime: Runtime;
  /** Packages to install before the start: tarballs or names, as npm takes them. */
  readonly packages?: readonly string[];
  /** Loads the package from the project's `dist` instead of installing it: fast, for tests that aren't about installing. */
  readonly linkProject?: boolean;
  readonly flows?: readonly FlowNode[];
  /** More settings, as in Node-RED's settings file; must be JSON. */
  readonly settings?: Readonly<Record<string, unknown>> & { readonly editorTheme?: object };
  /** Turns `adminAuth` on. */
  readonly users?: readonly AdminUser[];
  readonly logLevel?: 'trace' | 'debug' | 'info';
  /** Each message gets in `sentAt` when its node sent it. */
  readonly stamps?: boolean;
  readonly nodeArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const startLimitMs = 60_000;
/** Node-RED gives each node 15 s to close. */
const stopLimitMs = 20_000;

/** A real Node-RED in a process of its own, with an empty user directory, on a free port of the loopback address. */
export class NodeRed {
  readonly log = new Collected<LogEntry>(({ level, text }) => `${level} ${text}`);
  readonly #reports = new Collected<ChildMessage>(({ kind }) => kind);
  #output = '';

  private constructor(
    readonly runtime: Runtime,
    readonly userDir: string,
    readonly process: ChildProcess,
  ) {
    process.on('message', (message) => this.#take(message as ChildMessage));
    for (const stream of [process.stdout, process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
  }

  /** Starts Node-RED and waits until its editor answers and its flows run. Stop it with `stop`. */
  static async start(options: NodeRedOptions): Promise<NodeRed> {
    const userDir = mkdtempSync(path.join(os.tmpdir(), 'node-red-'));
    try {
      await prepareUserDir(userDir, options);
      return await NodeRed.startIn(userDir, options);
    } catch (error) {
      rmSync(userDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** Like `start`, in a user directory that is already prepared: for restarts. */
  static async startIn(userDir: string, options: NodeRedOptions): Promise<NodeRed> {
    const { runtime, nodeArguments = [], environment = {} } = options;
    const child = fork(runtime.nodeRedScript, ['--userDir', userDir], {
      execPath: runtime.nodeBinary,
      execArgv: ['--expose-gc', ...nodeArguments],
      cwd: userDir,
      env: { ...process.env, ...environment },
      silent: true,
    });
    const nodeRed = new NodeRed(runtime, userDir, child);
    try {
      await nodeRed.#orExit(
        Promise.all([
          nodeRed.log.waitFor('address in the log', isAddress, startLimitMs),
          nodeRed.#reports.waitFor('start of the flows', isOutcomeOfStart, startLimitMs),
        ]),
      );
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    return nodeRed;
  }

  /** Address of the editor, ending with a slash. */
  get url(): string {
    const { text } = this.log.items.find(isAddress) ?? {};
    return `${addressPattern.exec(text ?? '')?.[0]}/`;
  }

  get admin(): AdminApi {
    return new AdminApi(this.url);
  }

  comms(accessToken?: string): Promise<Comms> {
    return Comms.open(this.url, accessToken);
  }

  /** Log lines at the level of a warning or worse, without those that every empty Node-RED starts with. */
  get complaints(): LogEntry[] {
    return this.log.items.filter(({ level, text }) => level <= 30 && !usualNotice.test(text));
  }

  /**
   * Deploys and waits until the new flows run.
   * @throws Error when Node-RED refuses to start them, such as for missing types
   */
  async deploy(flows: readonly FlowNode[], type: DeployType = 'full', admin = this.admin): Promise<void> {
    await Promise.all([this.nextStart(), admin.deploy(flows, type)]);
  }

  /**
   * Waits until flows that are deployed from now on, by whomever, run.
   * @throws Error when Node-RED refuses to start them
   */
  async nextStart(): Promise<void> {
    const report = await this.#reports.waitForNext(
      'start of the deployed flows',
      isOutcomeOfStart,
      startLimitMs,
    );
    if (report.kind === 'flows-refused') throw new Error(`flows not started: ${report.reason}`);
  }

  /** Memory after a garbage collection, and what keeps the process busy. */
  async vitals(): Promise<Vitals> {
    const next = this.#reports.waitForNext('vitals', ({ kind }) => kind === 'vitals');
    this.process.send('vitals');
    const report = await next;
    if (report.kind !== 'vitals') throw new Error(`unexpected ${report.kind}`);
    return report.vitals;
  }

  /**
   * Stops Node-RED as a service manager does, waits until the process is gone, and removes its user directory.
   * @returns how long it took
   * @throws Error when it had to be killed or ended with anything but 0
   */
  async stop({ keepUserDir = false } = {}): Promise<number> {
    const begun = performance.now();
    const exited = this.#exit();
    this.process.kill('SIGTERM');
    const killer = setTimeout(() => this.process.kill('SIGKILL'), stopLimitMs);
    const exit = await exited;
    clearTimeout(killer);
    if (!keepUserDir) rmSync(this.userDir, { recursive: true, force: true });
    if (exit !== '0') throw new Error(`Node-RED ended with ${exit}\n${this.#output.slice(-4000)}`);
    return performance.now() - begun;
  }

  #take(message: ChildMessage): void {
    if (message.kind === 'log') this.log.add(message.entry);
    else this.#reports.add(message);
  }

  async #exit(): Promise<string> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return String(exitCode ?? signalCode);
    const [code, signal] = await once(this.process, 'exit');
    return String(code ?? signal);
  }

  async #orExit<T>(started: Promise<T>): Promise<T> {
    const exited = this.#exit().then((exit) => {
      const log = this.log.items.map(({ text }) => text).join('\n');
      throw new Error(`Node-RED ended with ${exit} before it had started\n${log}\n${this.#output}`);
    });
    exited.catch(() => undefined);
    return Promise.race([started, exited]);
  }
}

const addressPattern = /http:\/\/127\.0\.0\.1:\d+/;
const usualNotice = /^(Projects disabled|Encrypted credentials not found)/;
const isAddress = ({ text }: LogEntry): boolean => addressPattern.test(text);
const isOutcomeOfStart = ({ kind }: ChildMessage): boolean =>
  kind === 'flows-started' || kind === 'flows-refused';

async function prepareUserDir(userDir: string, options: NodeRedOptions): Promise<void> {
  const { flows, packages = [], settings = {}, users = [], logLevel = 'info', stamps = false } = options;
  const project = { name: 'node-red-project', version: '0.0.1', private: true };
  writeFileSync(path.join(userDir, 'package.json'), JSON.stringify(project));
  if (packages.length > 0) {
    const quietly = ['--no-audit', '--no-fund', '--no-update-notifier'];
    await npm(['install', ...quietly, '--prefer-offline', '--omit=dev', ...packages], userDir);
  }
  if (options.linkProject === true) linkProject(userDir);
  if (flows !== undefined) writeFileSync(path.join(userDir, 'flows.json'), JSON.stringify(flows));
  writeFileSync(path.join(userDir, '.config.users.json'), JSON.stringify(withoutTips(users)));
  const childSettings = JSON.stringify(path.join(__dirname, 'child-settings.js'));
  const editorTheme = { ...quietSettings.editorTheme, ...settings.editorTheme };
  const allSettings = JSON.stringify({ ...quietSettings, ...settings, editorTheme });
  const extras = JSON.stringify({ users, logLevel, stamps });
  writeFileSync(
    path.join(userDir, 'settings.js'),
    `module.exports = require(${childSettings}).childSettings(${allSettings}, ${extras});\n`,
  );
}

const quietSettings = {
  lang: 'en-US',
  uiHost: '127.0.0.1',
  uiPort: 0,
  flowFile: 'flows.json',
  credentialSecret: 'for tests only',
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, palette: { catalogues: [] } },
};

/**
 * What the editor keeps for its users, nobody's name being `_`. Node-RED 5.0 shows its first tip one second after its
 * start in a box that it makes when the list of keys has come, and throws on the page where that took longer.
 */
function withoutTips(users: readonly AdminUser[]): object {
  const noTips = { editor: { view: { 'view-show-tips': false } } };
  return Object.fromEntries(['_', ...users.map(({ username }) => username)].map((name) => [name, noTips]));
}
