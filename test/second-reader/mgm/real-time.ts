import { Literal } from '../support/wide-json';
import type { Accept, Connection } from './sockjs-endpoint';
import { contentError, type Refusal, refusals, type Tokens } from './tokens';

/** The forms in which a server may say that a token has ended; its document shows none. */
export type ExpiryNotice = 'code' | 'textual code' | 'no code' | 'plain text' | '401' | 'nested' | 'none';

export interface RealTimeHabits {
  /** The status, the fields and their changes come in one frame. */
  together?: boolean;
  /** A coordinate without value, as Python writes it. */
  notANumber?: boolean;
  /** Values of the controller are numbers, its status a text. */
  typesSwapped?: boolean;
  /** Fields that a controller lacks are null. */
  nullFields?: boolean;
  expiryNotice?: ExpiryNotice;
}

const notices: Record<Exclude<ExpiryNotice, 'none'>, unknown> = {
  code: refusals.accessTokenExpired,
  'textual code': { code: '3005', message: 'access_token expired', data: {} },
  'no code': { message: 'access_token expired' },
  'plain text': 'access_token expired',
  '401': { code: 401, message: 'Unauthorized' },
  nested: { code: 200, data: { code: 3005, message: 'access_token expired' } },
};

interface Follower {
  readonly connection: Connection;
  machine: string | undefined;
}

/** Sends the news of machines to who follows them (section 4.1). */
export class RealTime {
  readonly #followers = new Set<Follower>();

  constructor(
    private readonly machines: readonly string[],
    private readonly tokens: Tokens,
    private readonly habits: RealTimeHabits,
  ) {}

  get accept(): Accept {
    return (connection) => {
      const refusal = this.tokens.refusalOf(connection.query.get('session_id'));
      const follower: Follower = { connection, machine: undefined };
      if (refusal) this.#refuse(connection, refusal);
      else this.#followers.add(follower);
      return {
        onMessage: (text) => this.#follow(follower, text),
        onClose: () => this.#followers.delete(follower),
      };
    };
  }

  /** How many connections follow the machine. */
  followers(machine: string): number {
    return [...this.#followers].filter((follower) => follower.machine === machine).length;
  }

  /** What the machine's followers get. */
  send(machine: string, ...messages: unknown[]): void {
    for (const follower of this.#followers) {
      if (follower.machine === machine) follower.connection.send(...messages);
    }
  }

  /** Says that the token has ended, and closes ("补：websocket推送相关"). */
  expire(): void {
    this.tokens.expire();
    const { expiryNotice = 'code' } = this.habits;
    for (const { connection } of this.#followers) {
      if (expiryNotice !== 'none') connection.send(notices[expiryNotice]);
      connection.close(3000, expiryNotice === 'none' ? '' : 'expired');
    }
    this.#followers.clear();
  }

  #refuse(connection: Connection, refusal: Refusal): void {
    connection.send(refusal);
    connection.close(3000, refusal.message);
  }

  #follow(follower: Follower, text: string): void {
    if (!this.#followers.has(follower)) return;
    let said: unknown;
    try {
      said = JSON.parse(text);
    } catch {
      this.#refuse(follower.connection, contentError('the message must be JSON'));
      return;
    }
    const { machine_id: machine, page } = { ...(said as Record<string, unknown>) };
    if (typeof machine !== 'string' || page !== 'a' || follower.machine !== undefined) {
      this.#refuse(follower.connection, contentError('one machine_id and page "a" expected'));
    } else if (!this.machines.includes(machine)) {
      this.#refuse(follower.connection, refusals.machine);
    } else {
      follower.machine = machine;
      this.#sendAll(follower.connection, machine);
    }
  }

  /** The status, every field, then a change, as the document's example. */
  #sendAll(connection: Connection, machine: string): void {
    const { typesSwapped, notANumber, nullFields, together } = this.habits;
    const number = (text: string): unknown => (typesSwapped ? new Literal(text) : text);
    const status = {
      status: typesSwapped ? '1' : 1,
      status_time: '2026-11-27T01:52:52.894000Z',
      machine_id: machine,
    };
    const fields = {
      Fovr: number('300.000'),
      S1load: number('12.500'),
      S1speed: number('8000.000'),
      S1speedOvr: number('100.000'),
      Xact: number('259.212'),
      Xload: number('1.000'),
      Yact: number('352.546'),
      Yload: number('0.000'),
      Zact: notANumber ? Number.NaN : number('-6273.725'),
      Zload: nullFields ? null : number('0.000'),
      block: 'T1 ',
      id: machine,
      line: number('0'),
      path_feedrate: number('150.000'),
      program: '1004.1004',
      time: '2026-11-27T06:30:30.156Z',
      tool_id: '007',
    };
    const changes = { Xact: number('260.306'), id: machine, Yact: number('353.640') };
    if (together) connection.send(status, fields, changes);
    else for (const message of [status, fields, changes]) connection.send(message);
  }
}
