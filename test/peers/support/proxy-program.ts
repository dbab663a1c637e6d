import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programPath } from '../../../scripts/system-programs';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/servers';

/** How each is told to stay in the foreground, and where its configuration is. */
/** Squid's shared memory goes by its name: that of another user's squid would keep this one from starting. */
const squidName = `squid${process.pid}`;

const commandLines = {
  haproxy: ['-db', '-f'],
  squid: ['-N', '-n', squidName, '-f'],
  tinyproxy: ['-d', '-c'],
} as const;

/** A real proxy on a free loopback port, in a folder of its own. */
export class ProxyProgram {
  private constructor(
    readonly port: number,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  /** `certificate` is written beside the configuration, which gets its path. */
  static async start(
    name: keyof typeof commandLines,
    configuration: (port: number, certificateFile: string) => readonly string[],
    certificate = '',
  ): Promise<ProxyProgram> {
    const port = await freePort();
    const folder = mkdtempSync(path.join(tmpdir(), `${name}-`));
    const certificateFile = path.join(folder, 'certificate.pem');
    writeFileSync(certificateFile, certificate);
    const file = path.join(folder, `${name}.conf`);
    writeFileSync(file, `${configuration(port, certificateFile).join('\n')}\n`);
    const started = spawn(programPath(name), [...commandLines[name], file], { cwd: folder, stdio: 'ignore' });
    let listens = false;
    const knock = () => {
      if (started.exitCode !== null) throw new Error(`${name} ended with ${started.exitCode}`);
      const socket = connect(port, '127.0.0.1', () => {
        listens = true;
        socket.destroy();
      });
      socket.on('error', () => undefined);
      return listens;
    };
    await eventually(`${name} listens`, knock);
    return new ProxyProgram(port, started, folder);
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    const exited = once(this.process, 'exit');
    // Squid then removes its shared memory; none of the others has any.
    this.process.kill('SIGINT');
    await exited;
    rmSync(this.folder, { recursive: true });
  }
}
