import type { Socket } from 'node:net';
import { BrokerChannels } from './channels';
import { is, METHOD, type Method } from './methods';
import type { MessageQueue } from './queue';
import {
  ArgumentReader,
  FRAME,
  FRAME_MAX,
  type Frame,
  FrameReader,
  frame,
  PROTOCOL_HEADER,
  VIRTUAL_HOST,
  WireError,
  write,
} from './wire';

/** What a connection may do, and what is known of it. */
export interface BrokerRules {
  /** The account number behind the credentials; undefined refuses them. */
  admit(username: string, password: string): string | undefined;
  /** The queue, when this account may consume it. */
  find(account: string, queueName: string): MessageQueue | undefined;
  /** Heartbeats in seconds that are accepted. */
  heartbeats: { least: number; most: number };
  /** Milliseconds for the login. */
  loginLimitMs: number;
}

const PROPOSED_HEARTBEAT = 60;

/** One connection of a consumer, from the protocol header to the close (AMQP 0-9-1, section 2.2.4). */
export class BrokerSession {
  #account: string | undefined;
  readonly #reader = new FrameReader();
  readonly #channels: BrokerChannels;
  #timers: NodeJS.Timeout[] = [];
  #begun = false;
  #frozen = false;
  #lastHeard = Date.now();

  constructor(
    private readonly socket: Socket,
    private readonly rules: BrokerRules,
    private readonly onEnd: () => void,
  ) {
    this.#channels = new BrokerChannels({
      find: (queueName) => rules.find(this.#account ?? '', queueName),
      send: (channel, method, args) => this.#send(channel, method, ...args),
      write: (bytes) => this.#write(bytes),
    });
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#ended());
    this.#timers.push(setTimeout(() => socket.destroy(), rules.loginLimitMs));
  }

  /** Cuts the connection with no goodbye. */
  drop(): void {
    this.socket.destroy();
  }

  /** Neither hears nor says anything any more. */
  freeze(): void {
    this.#frozen = true;
  }

  /** Says goodbye as a broker that is shut down does. */
  shutDown(): void {
    this.#closeConnection(320, 'CONNECTION_FORCED - broker forced connection closure');
  }

  #receive(bytes: Buffer): void {
    if (this.#frozen) {
      return;
    }
    this.#lastHeard = Date.now();
    try {
      const frames = this.#begun ? this.#reader.push(bytes) : this.#begin(bytes);
      for (const each of frames) {
        this.#handle(each);
      }
    } catch (error) {
      if (!(error instanceof WireError)) {
        throw error;
      }
      this.socket.destroy();
    }
  }

  #begin(bytes: Buffer): Frame[] {
    const header = this.#reader.takeProtocolHeader(bytes);
    if (!header) {
      return [];
    }
    if (!header.isAmqp091) {
      this.socket.end(PROTOCOL_HEADER);
      return [];
    }
    this.#begun = true;
    const noProperties = write.long(0);
    this.#send(
      0,
      METHOD.start,
      write.octet(0),
      write.octet(9),
      noProperties,
      write.longText('PLAIN'),
      write.longText('en_US'),
    );
    return this.#reader.push(Buffer.alloc(0));
  }

  #handle({ type, channel, payload }: Frame): void {
    if (type === FRAME.heartbeat) {
      return;
    }
    if (type !== FRAME.method) {
      this.#closeConnection(505, 'UNEXPECTED_FRAME');
      return;
    }
    const args = new ArgumentReader(payload);
    const method: Method = [args.short(), args.short()];
    if (channel === 0) {
      this.#connectionMethod(method, args);
    } else {
      this.#channels.handle(channel, method, args);
    }
  }

  #connectionMethod(method: Method, args: ArgumentReader): void {
    if (is(method, METHOD.startOk)) {
      this.#login(args);
    } else if (is(method, METHOD.tuneOk)) {
      args.short();
      args.long();
      this.#startHeartbeat(args.short());
    } else if (is(method, METHOD.open)) {
      this.#open(args.shortText());
    } else if (is(method, METHOD.close)) {
      this.#send(0, METHOD.closeOk);
      this.socket.end();
    } else if (is(method, METHOD.closeOk)) {
      this.socket.end();
    } else {
      this.#closeConnection(503, 'COMMAND_INVALID');
    }
  }

  #login(args: ArgumentReader): void {
    args.longBytes();
    const mechanism = args.shortText();
    const [, username = '', password = ''] = args.longBytes().toString('utf8').split('\0');
    this.#account = mechanism === 'PLAIN' ? this.rules.admit(username, password) : undefined;
    if (this.#account === undefined) {
      this.#closeConnection(403, 'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.');
      return;
    }
    this.#send(0, METHOD.tune, write.short(2047), write.long(FRAME_MAX), write.short(PROPOSED_HEARTBEAT));
  }

  #startHeartbeat(seconds: number): void {
    const { least, most } = this.rules.heartbeats;
    if (seconds < least || seconds > most) {
      this.#closeConnection(530, `NOT_ALLOWED - heartbeat must be from ${least} to ${most} seconds`);
      return;
    }
    const beat = frame(FRAME.heartbeat, 0, Buffer.alloc(0));
    this.#timers.push(
      setInterval(() => {
        if (Date.now() - this.#lastHeard > seconds * 2000) {
          this.socket.destroy();
        } else if (!this.#frozen) {
          this.socket.write(beat);
        }
      }, seconds * 500),
    );
  }

  #open(virtualHost: string): void {
    if (this.#account === undefined || virtualHost !== VIRTUAL_HOST) {
      this.#closeConnection(530, `NOT_ALLOWED - vhost ${virtualHost} not found`);
      return;
    }
    clearTimeout(this.#timers[0]);
    this.#send(0, METHOD.openOk, write.shortText(''));
  }

  #closeConnection(code: number, text: string): void {
    this.#send(0, METHOD.close, write.short(code), write.shortText(text), write.long(0));
  }

  #send(channel: number, [classId, methodId]: Method, ...args: Buffer[]): void {
    const payload = Buffer.concat([write.short(classId), write.short(methodId), ...args]);
    this.#write(frame(FRAME.method, channel, payload));
  }

  #write(bytes: Buffer): void {
    if (!this.#frozen && this.socket.writable) {
      this.socket.write(bytes);
    }
  }

  #ended(): void {
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    this.#timers = [];
    this.#channels.leaveAll();
    this.onEnd();
  }
}
