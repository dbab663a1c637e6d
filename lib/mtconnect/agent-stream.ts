import type { ServerResponse } from 'node:http';
import type { DocumentFormat } from './agent-answer';
import { refusal } from './agent-answer';
import type { AgentRequest } from './agent-request';
import type { MachineAgent } from './machine-agent';
import type { XmlElement } from './xml-element';

/** Less than this the clients of a machine tool do not tell apart, and the agent has other things to do. */
const SHORTEST_INTERVAL_MS = 10;
/** A client that takes nothing for so long is cut. */
const SLOW_CLIENT_MS = 30_000;

/** What streams of one agent share. */
export interface StreamSurroundings {
  readonly agent: MachineAgent;
  readonly format: DocumentFormat;
  /** Writes a document once for all streams that send the same. */
  readonly written: (name: string, document: () => XmlElement) => Buffer;
}

/**
 * A stream of documents as the parts of one answer (MTConnect 2.4 Part 1, `interval`): observations as they come, or all
 * that is known again and again. It writes the next part when the client has taken the one before, so that a slow client
 * costs no memory; one that takes nothing for half a minute, or that falls out of the buffer, is cut.
 */
export class AgentStream {
  private readonly intervalMs: number;
  private next: number;
  private sentAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly surroundings: StreamSurroundings,
    private readonly request: AgentRequest,
    private readonly response: ServerResponse,
    private readonly boundary: string,
    firstSequence: number,
  ) {
    this.intervalMs = Math.max(request.interval ?? 0, SHORTEST_INTERVAL_MS);
    this.next = request.from ?? firstSequence;
    response.once('close', () => this.end());
  }

  /** Sends the first part at once. */
  begin(): void {
    this.send();
  }

  /** Ends the answer. */
  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    if (!this.response.writableEnded) this.response.end();
  }

  private send(): void {
    if (this.isOver) return;
    try {
      if (this.request.kind === 'current') this.sendCurrent();
      else this.sendSample();
    } catch (error) {
      const { body } = refusal(this.surroundings.agent, error);
      this.write(Buffer.from(this.surroundings.format.write(body)));
      this.end();
    }
  }

  private sendCurrent(): void {
    const { agent } = this.surroundings;
    this.sendPart(
      this.shared(0, () => agent.current(this.request)),
      false,
    );
  }

  private sendSample(): void {
    const { agent } = this.surroundings;
    const isSilent = Date.now() - this.sentAt < this.request.heartbeat;
    if (agent.lastSequence < this.next && isSilent) {
      this.goOn(false);
      return;
    }
    const from = this.next;
    const part = agent.sample({ ...this.request, from });
    this.next = part.next;
    if (part.isEmpty && isSilent) {
      this.goOn(part.hasMore);
      return;
    }
    this.sendPart(this.shared(from, part.document), part.hasMore);
  }

  /** A document as all streams send it that ask for the same at the same time; a later one has another time in it. */
  private shared(from: number, document: () => XmlElement): Buffer {
    const { agent, written } = this.surroundings;
    const { kind, device, path, count } = this.request;
    const tick = Math.floor(Date.now() / this.intervalMs);
    return written(JSON.stringify([kind, device, path, count, from, agent.lastSequence, tick]), document);
  }

  private sendPart(document: Buffer, hasMore: boolean): void {
    this.sentAt = Date.now();
    if (this.write(document)) {
      this.goOn(hasMore);
      return;
    }
    this.timer = setTimeout(() => this.response.destroy(), SLOW_CLIENT_MS);
    this.response.once('drain', () => {
      clearTimeout(this.timer);
      this.goOn(hasMore);
    });
  }

  private write(document: Buffer): boolean {
    const { contentType } = this.surroundings.format;
    const head = `--${this.boundary}\r\nContent-type: ${contentType}\r\nContent-length: ${document.length}\r\n\r\n`;
    return this.response.write(Buffer.concat([Buffer.from(head), document, Buffer.from('\r\n')]));
  }

  /**
   * What waits already goes at once, the rest at the next multiple of the interval: streams with the same interval send
   * the same documents.
   */
  private goOn(hasMore: boolean): void {
    const waitMs = hasMore ? 0 : this.intervalMs - (Date.now() % this.intervalMs);
    this.timer = setTimeout(() => this.send(), waitMs);
  }
}
