import type { ServerResponse } from 'node:http';

/** A client that takes nothing for so long is cut. */
const SLOW_CLIENT_MS = 30_000;
/** What a connection is given before it has taken what came before, in bytes. */
const PIECE = 256 * 1024;

/** Writes documents to one client: a piece when it has taken the one before. One that takes nothing is cut. */
export class ClientWriter {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly slowMs = SLOW_CLIENT_MS,
  ) {
    response.once('close', () => clearTimeout(this.timer));
  }

  /** @param taken called when the client has taken the document */
  write(document: Buffer, taken: () => void): void {
    if (this.response.writableEnded) return;
    for (let at = 0; at < document.length; at += PIECE) {
      if (this.response.write(document.subarray(at, at + PIECE))) continue;
      this.wait();
      this.response.once('drain', () => {
        clearTimeout(this.timer);
        this.write(document.subarray(at + PIECE), taken);
      });
      return;
    }
    taken();
  }

  /** Writes the last document. */
  end(document: Buffer): void {
    this.write(document, () => {
      this.wait();
      this.response.end();
    });
  }

  private wait(): void {
    clearTimeout(this.timer);
    if (!this.response.destroyed) this.timer = setTimeout(() => this.response.destroy(), this.slowMs);
  }
}
