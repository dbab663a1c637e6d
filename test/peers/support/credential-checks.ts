import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A login as the broker asked about it. */
export interface SeenLogin {
  username: string;
  timestamp: number;
  allowed: boolean;
  reason: string;
}

export interface CheckedKeys {
  accessKey: string;
  accessSecret: string;
}

const tolerance = 10 * 60_000;

/** User name and password of the tests' own publisher, which may do everything. */
export const publisher = { username: 'publisher', password: 'only for this test' };

/**
 * What RabbitMQ's HTTP auth backend asks: checks signature and freshness of credentials as the platform's documents
 * have them, and that consumers only consume.
 */
export class CredentialChecks {
  readonly logins: SeenLogin[] = [];
  /** Refuses every consumer while it is set. */
  refuseAll = false;
  /** Lets consumers log in, but not into the virtual host. */
  refuseVirtualHost = false;
  readonly #server: Server;

  constructor(private readonly keys: CheckedKeys) {
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        (allowed) => response.end(allowed ? 'allow' : 'deny'),
        () => response.destroy(),
      );
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage): Promise<boolean> {
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const fields = new URLSearchParams(Buffer.concat(pieces).toString());
    const username = fields.get('username') ?? '';
    const isPublisher = username === publisher.username;
    switch (request.url) {
      case '/user':
        return isPublisher
          ? fields.get('password') === publisher.password
          : this.#login(username, fields.get('password') ?? '');
      case '/vhost':
        return fields.get('vhost') === 'quec-open' && (isPublisher || !this.refuseVirtualHost);
      default:
        return isPublisher || fields.get('permission') === 'read';
    }
  }

  #login(username: string, password: string): boolean {
    const reason = this.#objection(username, password);
    const timestamp = Number(new URLSearchParams(username).get('timestamp'));
    this.logins.push({ username, timestamp, allowed: reason === '', reason });
    return reason === '';
  }

  #objection(username: string, password: string): string {
    const fields = new URLSearchParams(username);
    const expected = {
      ver: '1',
      auth_mode: 'accessKey',
      sign_method: 'sha256',
      access_key: this.keys.accessKey,
    };
    for (const [name, value] of Object.entries(expected)) {
      if (fields.get(name) !== value) return `wrong ${name}`;
    }
    if (!username.includes(`access_key=${this.keys.accessKey}&`)) return 'percent-encoded';
    if (Math.abs(Date.now() - Number(fields.get('timestamp'))) > tolerance) return 'old timestamp';
    const signature = createHash('sha256')
      .update(username + this.keys.accessSecret)
      .digest('hex');
    if (password !== signature) return 'wrong signature';
    return this.refuseAll ? 'refused on purpose' : '';
  }
}
