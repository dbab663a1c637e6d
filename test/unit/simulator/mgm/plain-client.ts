import { createHash } from 'node:crypto';
import { MgmSimulator } from '../../../../lib/simulator/mgm/mgm-simulator';
import type { MgmOptions } from '../../../../lib/simulator/mgm/settings';
import { ClientSocket, type Message, type Way } from '../support';

/** An answer of `/v1/token` or `/v1/resource`. */
export interface Answer {
  status: number;
  code: number;
  message: string | undefined;
  data: Message;
}

export interface Grant {
  access_token: string;
  expires_in: number;
  refresh_token: string;
}

/** What a `trans_file` address says; a field that is undefined is left out. */
export interface TransferFields {
  machine_id?: string | undefined;
  cloud_path?: string | undefined;
  file_name?: string | undefined;
  file_size?: string | number | undefined;
  storage_type?: string | number | undefined;
  session_id?: string | undefined;
}

/** A simulator with a client that knows no more than how to ask. */
export class PlainMgm {
  readonly simulator: MgmSimulator;
  readonly #sockets: ClientSocket[] = [];

  constructor(options: MgmOptions = {}) {
    this.simulator = new MgmSimulator({ realtimeIntervalMs: 20, ...options });
  }

  static async start(options: MgmOptions = {}): Promise<PlainMgm> {
    const mgm = new PlainMgm(options);
    await mgm.simulator.start();
    return mgm;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.close();
    }
    await this.simulator.stop();
  }

  /** The id of the first machine, which never leaves. */
  get machineId(): string {
    return this.simulator.machineIds[0] ?? '';
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(this.simulator.apiUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.status, ...((await answer.json()) as Omit<Answer, 'status'>) };
  }

  token(func: string, data: unknown): Promise<Answer> {
    return this.post('/token', { func, data });
  }

  resource(func: string, access_token: unknown, data: unknown = {}): Promise<Answer> {
    return this.post('/resource', { func, access_token, data });
  }

  async logIn(app_key = 'simulator', app_secret = 'simulator'): Promise<Grant> {
    return (await this.token('get_access_token', { app_key, app_secret })).data as unknown as Grant;
  }

  renew(grant: Grant, app_key = 'simulator'): Promise<Answer> {
    return this.token('refresh_token', { app_key, refresh_token: grant.refresh_token });
  }

  /** The codes of calls with these tokens. */
  async codesOf(...grants: Grant[]): Promise<number[]> {
    const answers = grants.map(({ access_token }) => this.resource('get_organization', access_token));
    return (await Promise.all(answers)).map(({ code }) => code);
  }

  realTime(token: string, way: Way = 'raw'): Promise<ClientSocket> {
    return this.#open(
      way,
      `${this.simulator.apiUrl}/real_time?${new URLSearchParams({ session_id: token })}`,
    );
  }

  async follow(token: string, machineId = this.machineId, way: Way = 'raw'): Promise<ClientSocket> {
    const socket = await this.realTime(token, way);
    socket.send({ machine_id: machineId, page: 'a' });
    return socket;
  }

  async transfer(token: string, fields: TransferFields = {}, way: Way = 'raw'): Promise<ClientSocket> {
    const all: TransferFields = {
      session_id: token,
      machine_id: this.machineId,
      cloud_path: '/',
      file_name: 'O1234',
      file_size: 10,
      storage_type: 0,
      ...fields,
    };
    const given = Object.entries(all).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
    return this.#open(way, `${this.simulator.apiUrl}/trans_file?${query}`);
  }

  async #open(way: Way, address: string): Promise<ClientSocket> {
    const socket = await ClientSocket.open(way, address);
    this.#sockets.push(socket);
    return socket;
  }
}

export function md5(content: string | Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/** A message with a piece of a file (docs/platforms/mgm.md, "Sending files"). */
export function pieceOf(bytes: Buffer): { content: string; file_md5: string } {
  const content = bytes.toString('base64');
  return { content, file_md5: md5(content) };
}

export const pieceSize = 48 * 1024;

/** Sends the rest of a file in pieces of 48 KB, whose Base64 text has 64 KB, from the place where it goes on. */
export function sendFrom(socket: ClientSocket, content: Buffer, from: number): void {
  for (let at = from; at < content.length; at += pieceSize) {
    socket.send(pieceOf(content.subarray(at, at + pieceSize)));
  }
}
