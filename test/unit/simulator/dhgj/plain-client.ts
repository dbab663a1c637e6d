import { request } from 'node:http';
import { DhgjSimulator } from '../../../../lib/simulator/dhgj/dhgj-simulator';
import type { DhgjOptions } from '../../../../lib/simulator/dhgj/settings';

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  /** The body as JSON. */
  json: Record<string, unknown>;
}

const form = 'application/x-www-form-urlencoded';

/** A simulator with a client that sends exactly the headers it is told, and those of HTTP itself. */
export class PlainDhgj {
  readonly simulator: DhgjSimulator;

  private constructor(options: DhgjOptions) {
    this.simulator = new DhgjSimulator(options);
  }

  static async start(options: DhgjOptions = {}): Promise<PlainDhgj> {
    const dhgj = new PlainDhgj(options);
    await dhgj.simulator.start();
    return dhgj;
  }

  stop(): Promise<void> {
    return this.simulator.stop();
  }

  send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.simulator.origin}${path}`,
        { method, headers, agent: false },
        (incoming) => {
          const pieces: Buffer[] = [];
          incoming.on('data', (piece: Buffer) => pieces.push(piece));
          incoming.on('end', () => {
            const json = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, json });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  login(fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const all = {
      client_id: 'simulator',
      client_secret: 'simulator',
      grant_type: 'client_credentials',
      ...fields,
    };
    const body = new URLSearchParams(all).toString();
    return this.send('POST', '/oauth/token', { 'Content-Type': form, ...headers }, body);
  }

  async token(): Promise<string> {
    return String((await this.login()).json['access_token']);
  }

  async call(
    method: string,
    path: string,
    body?: { type: string; text: string },
    token?: string,
  ): Promise<Answer> {
    const authorization = `bearer ${token ?? (await this.token())}`;
    const headers = {
      Authorization: authorization,
      ...(body ? { 'Content-Type': body.type, 'Content-Length': String(Buffer.byteLength(body.text)) } : {}),
    };
    return this.send(method, path, headers, body?.text);
  }

  callForm(method: string, path: string, fields: Record<string, string>): Promise<Answer> {
    return this.call(method, path, { type: form, text: new URLSearchParams(fields).toString() });
  }

  callJson(method: string, path: string, value: unknown): Promise<Answer> {
    return this.call(method, path, { type: 'application/json', text: JSON.stringify(value) });
  }
}
