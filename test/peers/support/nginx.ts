import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programPath } from '../../../scripts/system-programs';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/servers';

const OWN_FOLDERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** A real nginx in front of another server, on a free loopback port. */
export class Nginx {
  private constructor(
    readonly port: number,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  /** `location` holds what is said of every path besides `proxy_pass`. */
  static async start(upstream: string, location: readonly string[] = []): Promise<Nginx> {
    const port = await freePort();
    const folder = mkdtempSync(path.join(tmpdir(), 'nginx-'));
    const file = path.join(folder, 'nginx.conf');
    writeFileSync(file, configuration(port, upstream, location));
    const nginx = spawn(programPath('nginx'), ['-e', 'stderr', '-p', folder, '-c', file], {
      stdio: 'ignore',
    });
    let listens = false;
    const knock = () => {
      const socket = connect(port, '127.0.0.1', () => {
        listens = true;
        socket.destroy();
      });
      socket.on('error', () => undefined);
      return listens;
    };
    await eventually('nginx listens', knock);
    return new Nginx(port, nginx, folder);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await exited;
    rmSync(this.folder, { recursive: true });
  }
}

function configuration(port: number, upstream: string, location: readonly string[]): string {
  // Its workers would become another user, who has no access to the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `
${user}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  ${OWN_FOLDERS.map((name) => `${name}_temp_path ${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${upstream};
      ${location.join('\n      ')}
    }
  }
}
`;
}
