import { Readable } from 'node:stream';
import type { Reply } from '../reply';
import type { Timers } from '../timers';
import { SocketConnection } from './connection';

/** A streaming answer ends after this many bytes, and the client asks for the next one. */
const streamingLimit = 128 * 1024;

const anotherOpen = 'c[2010,"Another connection still open"]';

/** How a client receives: one long answer, or one answer for each lot of messages. */
export type XhrMode = 'streaming' | 'polling';

/** A SockJS session over HTTP: the server's frames go out in the answers to POST requests. */
export class XhrSession extends SocketConnection {
  #frames: string[] = ['o'];
  #closeFrame = 'c[1002,"Connection interrupted"]';
  #answer: { body: Readable; mode: XhrMode; bytes: number } | undefined;
  #cancelAbsence: () => void = () => undefined;

  constructor(
    private readonly timers: Timers,
    /** Without an answer to write to the session ends after this many milliseconds. */
    private readonly absenceLimitMs: number,
    query: URLSearchParams,
    failed: (error: unknown) => void,
  ) {
    super('sockjs-xhr', query, failed);
  }

  /** The answer to a request of the client to receive. */
  receiveReply(mode: XhrMode): Reply {
    this.#cancelAbsence();
    const body = new Readable({ read: () => undefined });
    const headers = { 'content-type': 'application/javascript; charset=UTF-8', 'cache-control': 'no-store' };
    if (mode === 'streaming') {
      // Some clients hand nothing on before two kilobytes have come.
      body.push(`${'h'.repeat(2048)}\n`);
    }
    if (this.#answer || !this.open) {
      body.push(`${this.#answer ? anotherOpen : this.#lastFrames()}\n`);
      body.push(null);
      return { headers, body };
    }
    const answer = { body, mode, bytes: 0 };
    this.#answer = answer;
    body.once('close', () => this.#answerGone(answer));
    if (!this.frozen) {
      this.#flush();
    }
    return { headers, body };
  }

  /** Takes the messages that the client sent; never settles once frozen. */
  async accept(messages: string[]): Promise<void> {
    await Promise.all(messages.map((message) => this.receive(message)));
    if (this.frozen) {
      await new Promise(() => undefined);
    }
  }

  override drop(): void {
    this.#answer?.body.destroy();
    this.#cancelAbsence();
    this.ended();
  }

  override heartbeat(): void {
    if (this.open && !this.frozen && this.#answer) {
      this.#write('h');
    }
  }

  protected override write(json: string): void {
    this.#write(`a[${json}]`);
  }

  protected override writeClose(code: number, reason: string): void {
    this.#closeFrame = `c${JSON.stringify([code, reason])}`;
    this.#write(this.#closeFrame);
    this.#endAnswer();
  }

  protected override deafen(): void {}

  protected override pause(): void {}

  protected override resume(): void {}

  /** What a closed session still had to say, or else only why it ended. */
  #lastFrames(): string {
    const frames = this.#frames.length > 0 ? this.#frames : [this.#closeFrame];
    this.#frames = [];
    return frames.join('\n');
  }

  #write(frame: string): void {
    this.#frames.push(frame);
    this.#flush();
  }

  #flush(): void {
    const answer = this.#answer;
    if (!answer || this.#frames.length === 0) {
      return;
    }
    const text = `${this.#frames.join('\n')}\n`;
    this.#frames = [];
    answer.body.push(text);
    answer.bytes += text.length;
    if (answer.mode === 'polling' || answer.bytes > streamingLimit) {
      this.#endAnswer();
    }
  }

  #endAnswer(): void {
    this.#answer?.body.push(null);
    this.#answer = undefined;
    this.#cancelAbsence();
    this.#cancelAbsence = this.timers.after(this.absenceLimitMs, () => this.ended());
  }

  #answerGone(answer: { body: Readable }): void {
    if (this.#answer === answer) {
      // The client cut its receiving request: by the SockJS convention that ends the session.
      this.#answer = undefined;
      this.ended();
    }
  }
}
