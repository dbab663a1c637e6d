import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';

/** Enough for a thousand machine ids. */
const LONGEST_LINE = 1_048_576;

/** The next line that the other side sends; rejects when the connection ends before. */
export class LineReader {
  private received = '';
  private waiting: { resolve(line: string): void; reject(error: Error): void } | undefined;
  private ended = false;

  constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      this.received += text;
      if (this.received.length > LONGEST_LINE) socket.destroy();
      this.hand();
    });
    socket.on('close', () => {
      this.ended = true;
      this.hand();
    });
  }

  next(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.hand();
    });
  }

  private hand(): void {
    const { waiting } = this;
    if (!waiting) return;
    const end = this.received.indexOf('\n');
    if (end >= 0) {
      const line = this.received.slice(0, end);
      this.received = this.received.slice(end + 1);
      this.waiting = undefined;
      waiting.resolve(line);
    } else if (this.ended || this.socket.destroyed) {
      this.waiting = undefined;
      waiting.reject(new Error('The other process ended the connection'));
    }
  }
}

/** A message that only who has the key can have written, for this one conversation. */
export function seal(key: string, nonce: string, message: object): string {
  const text = JSON.stringify(message);
  return `${proof(key, nonce, text)} ${text}`;
}

/** The sealed message; undefined when it is not from one who has the key. */
export function unseal(key: string, nonce: string, line: string): Record<string, unknown> | undefined {
  const blank = line.indexOf(' ');
  const text = line.slice(blank + 1);
  const given = Buffer.from(line.slice(0, Math.max(0, blank)));
  const right = Buffer.from(proof(key, nonce, text));
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  return JSON.parse(text) as Record<string, unknown>;
}

function proof(key: string, nonce: string, text: string): string {
  return createHmac('sha256', key).update(nonce).update('\n').update(text).digest('base64url');
}
