import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEM texts. */
export interface KeyPair {
  key: string;
  cert: string;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate authority of the test's own. */
export class TestAuthority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'authority-'));
  /** What a client must trust. */
  readonly ca: string;

  constructor() {
    this.run([
      'req',
      '-x509',
      ...KEY,
      '-days',
      '2',
      '-subj',
      '/CN=Test CA',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    ]);
    this.ca = this.read('ca.pem');
  }

  /** A certificate for these names (`DNS:…`, `IP:…`), which ends in so many days; below 0 it has ended. */
  issue(names: string, days = 1): KeyPair {
    const subject = ['-subj', '/CN=Test server', '-addext', `subjectAltName=${names}`];
    this.run(['req', ...KEY, ...subject, '-keyout', 'server.key', '-out', 'server.csr']);
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy'];
    this.run(['x509', '-req', '-in', 'server.csr', ...signing, '-days', String(days), '-out', 'server.pem']);
    return { key: this.read('server.key'), cert: this.read('server.pem') };
  }

  /** A certificate that nobody vouches for. */
  selfSigned(names: string): KeyPair {
    const subject = ['-subj', '/CN=Alone', '-addext', `subjectAltName=${names}`];
    this.run(['req', '-x509', ...KEY, '-days', '1', ...subject, '-keyout', 'self.key', '-out', 'self.pem']);
    return { key: this.read('self.key'), cert: this.read('self.pem') };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private run(args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'ignore' });
  }

  private read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }
}
