import { EventEmitter } from 'node:events';
import { toShopfloorError } from '../../errors';
import type { ConnectionSettings } from '../../http/settings';
import type { StreamAddress, StreamEnd } from '../transport';
import { readFrame } from './frames';

/** The connection that a carrier works for. */
export interface CarrierContext {
  readonly address: StreamAddress;
  readonly settings: ConnectionSettings;
  /** Silence after which the peer is held to be gone, in ms. */
  readonly longestSilenceMs: number;
  /** Called with each carrier that is made; the last one is in use. */
  carrier: Carrier | undefined;
  onAlive(): void;
  onMessage(data: unknown): void;
  /** The server ended the session in good order. */
  onGoodbye(code: number, reason: string): void;
  /** The carrier could not be opened, or broke. */
  onBroken(end: StreamEnd): void;
}

/**
 * One of SockJS's ways to carry frames, in the form that sockjs-client expects of its transports: `message` for a
 * frame, `close` when it is over, `send`, `close()`. The frames with data are read here and not by sockjs-client, which
 * rounds large numbers and drops what it cannot read.
 */
export abstract class Carrier extends EventEmitter {
  protected isClosed = false;
  private hasOpened = false;

  constructor(protected readonly context: CarrierContext) {
    super();
    context.carrier = this;
  }

  /** Takes messages that are JSON strings already. */
  abstract send(messages: string): void;

  abstract unsentBytes(): number;

  /** Asks the server for a sign of life, where the carrier can. */
  ping(): void {}

  /** Called by sockjs-client; no event follows. */
  close(): void {
    this.isClosed = true;
    this.removeAllListeners();
    this.release();
  }

  /** Frees what the carrier holds. */
  protected abstract release(): void;

  /** Takes a frame; true when it had messages. An error of a handler ends the carrier. */
  protected receive(frame: string): boolean {
    if (this.isClosed) return false;
    try {
      return this.handOn(frame);
    } catch (thrown) {
      this.broke({ reason: 'its data could not be handled', cause: toShopfloorError(thrown) });
      return false;
    }
  }

  protected broke(end: StreamEnd): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.release();
    this.context.onBroken(end);
    this.emit('close', 1006, end.reason);
  }

  private handOn(text: string): boolean {
    const { context } = this;
    const frame = readFrame(text);
    if (frame.type === 'open') this.emit('message', 'o');
    else if (frame.type === 'messages') for (const message of frame.messages) context.onMessage(message);
    else if (frame.type === 'close') context.onGoodbye(frame.code, frame.reason);
    // Messages that cannot be read are passed on as well, because the reader counts them.
    else if (frame.type === 'unreadable') context.onMessage(text);
    // Empty answers and repeated opening frames do not make the requests faster.
    if (frame.type === 'open' && !this.hasOpened) {
      this.hasOpened = true;
      return true;
    }
    return frame.type === 'messages' && frame.messages.length > 0;
  }
}
