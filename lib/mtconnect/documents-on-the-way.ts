import type { ServerResponse } from 'node:http';

/** What documents that clients have not taken yet may take in memory, in bytes. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * The documents that clients have not taken yet, one each. Where they are too much, those who have been at it for longest
 * are cut. A document that several are sent is counted once.
 */
export class DocumentsOnTheWay {
  private readonly documents = new Map<ServerResponse, Buffer>();

  constructor(private readonly mostBytes = MOST_BYTES) {}

  add(response: ServerResponse, document: Buffer): void {
    this.documents.delete(response);
    this.documents.set(response, document);
    for (const eldest of this.documents.keys()) {
      if (eldest === response || this.bytes <= this.mostBytes) return;
      this.documents.delete(eldest);
      eldest.destroy();
    }
  }

  remove(response: ServerResponse): void {
    this.documents.delete(response);
  }

  get bytes(): number {
    let sum = 0;
    for (const { length } of new Set(this.documents.values())) sum += length;
    return sum;
  }
}
