import type { SocketConnection, SocketTransport } from '../sockjs/connection';
import type { Timers } from '../timers';
import { MgmRefusal } from './codes';
import type { MgmAccount, MgmSettings } from './settings';
import type { MgmStatistics, SocketEndpoint } from './statistics';
import type { TokenIssuer } from './token-issuer';

/** An open socket, as tests see it. */
export interface SocketSummary {
  id: number;
  endpoint: SocketEndpoint;
  transport: SocketTransport;
  appKey: string;
  /** The machine that it follows or sends a file to. */
  machineId: string | undefined;
  /** Milliseconds since 1970. */
  openedAt: number;
  frozen: boolean;
}

/** The close code and reason that SockJS servers give. */
const goodbye = [3000, 'Go away!'] as const;

/** The longest time that a timer can be set to. */
const longestWaitMs = 2 ** 31 - 1;

/** A socket that can be spoken to, whoever is at the other end. */
class Speaker {
  #sent = 0;

  constructor(
    readonly connection: SocketConnection,
    private readonly settings: MgmSettings,
  ) {}

  /** Sends a message in the form that the settings ask for. */
  send(message: object): void {
    const { messageForm } = this.settings;
    const asText = messageForm === 'string' || (messageForm === 'mixed' && this.#sent % 2 === 1);
    this.#sent++;
    const json = JSON.stringify(message);
    this.connection.send(asText ? JSON.stringify(json) : json);
  }

  close(): void {
    const [code, reason] = goodbye;
    this.connection.close(this.connection.transport === 'raw' ? 1000 : code, reason);
  }
}

/** A socket whose token was good when it opened. */
export class MgmSocket extends Speaker {
  machineId: string | undefined;

  constructor(
    readonly id: number,
    readonly endpoint: SocketEndpoint,
    connection: SocketConnection,
    readonly token: string,
    readonly account: MgmAccount,
    readonly openedAt: number,
    settings: MgmSettings,
  ) {
    super(connection, settings);
  }

  get summary(): SocketSummary {
    const { id, endpoint, machineId, openedAt } = this;
    const { transport, frozen } = this.connection;
    return { id, endpoint, transport, appKey: this.account.appKey, machineId, openedAt, frozen };
  }
}

/** Checks the tokens of sockets, when they open and when their tokens end, and keeps the list of open ones. */
export class SocketRegistry {
  readonly open = new Set<MgmSocket>();
  #count = 0;

  constructor(
    private readonly settings: MgmSettings,
    private readonly tokens: TokenIssuer,
    private readonly statistics: MgmStatistics,
    private readonly timers: Timers,
    private readonly now: () => number,
  ) {
    tokens.onEnded = (token) => this.#tokenEnded(token);
  }

  /** Opens a socket for its `session_id`; one with a bad token is told so and closed. */
  admit(endpoint: SocketEndpoint, connection: SocketConnection): MgmSocket | undefined {
    const token = connection.query.get('session_id') ?? '';
    this.statistics.addHandshake({ time: this.now(), endpoint, transport: connection.transport });
    let account: MgmAccount;
    try {
      account = this.tokens.check(token);
    } catch (error) {
      this.refuse(new Speaker(connection, this.settings), error);
      return undefined;
    }
    this.#count++;
    const socket = new MgmSocket(
      this.#count,
      endpoint,
      connection,
      token,
      account,
      this.now(),
      this.settings,
    );
    this.open.add(socket);
    connection.whenClosed(() => this.open.delete(socket));
    this.#endWithToken(socket);
    return socket;
  }

  /** Tells the client why, and closes unless the socket may stay. @throws what is no refusal */
  refuse(socket: Speaker, error: unknown, stay = false): void {
    if (!(error instanceof MgmRefusal)) {
      throw error;
    }
    this.statistics.countRefusal(error.code);
    socket.send({ code: error.code, message: error.message });
    if (!stay) {
      socket.close();
    }
  }

  /** Closes the sockets of a token that has ended, with a notice (docs/platforms/mgm.md, "Live data"). */
  #tokenEnded(token: string): void {
    for (const socket of this.open) {
      if (socket.token === token) {
        this.#refuseIfTokenEnded(socket);
      }
    }
  }

  #refuseIfTokenEnded(socket: MgmSocket): boolean {
    const refusal = this.tokens.refusalOf(socket.token);
    if (refusal) {
      this.refuse(socket, refusal);
    }
    return refusal !== undefined;
  }

  /** Looks again whenever the token should end: it may have been prolonged meanwhile. */
  #endWithToken(socket: MgmSocket): void {
    let cancel = () => {};
    const check = () => {
      const left = this.tokens.expiryOf(socket.token) - this.now();
      cancel = this.timers.after(Math.min(Math.max(left, 1), longestWaitMs), () => {
        if (!this.#refuseIfTokenEnded(socket)) {
          check();
        }
      });
    };
    check();
    socket.connection.whenClosed(() => cancel());
  }
}
