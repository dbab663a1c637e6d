import type { ServerResponse } from 'node:http';
import type { DocumentFormat } from './agent-answer';
import { refusal } from './agent-answer';
import type { AgentRequest } from './agent-request';
import { ClientWriter } from './client-writer';
import type { DocumentsOnTheWay } from './documents-on-the-way';
import type { MachineAgent } from './machine-agent';
import type { XmlElement } from './xml-element';

/** Less than this the clients of a machine tool do not tell apart, and the agent has other things to do. */
const SHORTEST_INTERVAL_MS = 10;
/** Of the time that all streams may take to write what they send, a part: the rest is for whatever else Node.js does. */
const SHARE_OF_TIME = 1 / 2;
const END = Buffer.from('\r\n');

/** What streams of one agent share. */
export interface StreamSurroundings {
  readonly agent: MachineAgent;
  readonly format: DocumentFormat;
  /** Writes a document once for all streams that send the same. */
  readonly written: (name: string, document: () => XmlElement) => Buffer;
  readonly onTheWay: DocumentsOnTheWay;
  readonly streamCount: () => number;
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
  private readonly writer: ClientWriter;
  /** What the last document took to write. */
  private costMs = 0;

  constructor(
    private readonly surroundings: StreamSurroundings,
    private readonly request: AgentRequest,
    private readonly response: ServerResponse,
    private readonly boundary: string,
    firstSequence: number,
  ) {
    this.intervalMs = Math.max(request.interval ?? 0, SHORTEST_INTERVAL_MS);
    this.next = request.from ?? firstSequence;
    this.writer = new ClientWriter(response);
    response.once('close', () => {
      this.surroundings.onTheWay.remove(response);
      this.end();
    });
  }

  /** Sends the first part at once. */
  begin(): void {
    this.send();
  }

  /** Ends the answer. */
  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    if (this.response.writableNeedDrain) this.response.destroy();
    else if (!this.response.writableEnded) this.response.end();
  }

  private send(): void {
    if (this.isOver) return;
    const begun = performance.now();
    try {
      if (this.request.kind === 'current') this.sendCurrent(begun);
      else this.sendSample(begun);
    } catch (error) {
      const { body } = refusal(this.surroundings.agent, error);
      this.isOver = true;
      const document = Buffer.from(this.surroundings.format.write(body));
      this.writer.end(Buffer.concat([this.headOf(document), document, END]));
    }
  }

  private sendCurrent(begun: number): void {
    const { agent } = this.surroundings;
    const document = this.shared(0, () => agent.current(this.request));
    this.sendPart(document, false, begun);
  }

  private sendSample(begun: number): void {
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
    this.sendPart(this.shared(from, part.document), part.hasMore, begun);
  }

  /** A document as all streams send it that ask for the same at the same time; a later one has another time in it. */
  private shared(from: number, document: () => XmlElement): Buffer {
    const { agent, written } = this.surroundings;
    const { kind, device, path, count } = this.request;
    const tick = Math.floor(Date.now() / this.intervalMs);
    return written(JSON.stringify([kind, device, path, count, from, agent.lastSequence, tick]), document);
  }

  private sendPart(document: Buffer, hasMore: boolean, begun: number): void {
    const { onTheWay } = this.surroundings;
    this.sentAt = Date.now();
    this.costMs = performance.now() - begun;
    onTheWay.add(this.response, document);
    this.response.write(this.headOf(document));
    this.writer.write(document, () => {
      onTheWay.remove(this.response);
      this.response.write(END);
      this.goOn(hasMore);
    });
  }

  private headOf({ length }: Buffer): Buffer {
    const { contentType } = this.surroundings.format;
    return Buffer.from(
      `--${this.boundary}\r\nContent-type: ${contentType}\r\nContent-length: ${length}\r\n\r\n`,
    );
  }

  /**
   * What waits already goes at once, the rest at the next multiple of the interval: streams with the same interval send
   * the same documents. What is long to write goes more seldom.
   */
  private goOn(hasMore: boolean): void {
    if (this.isOver) return;
    // A timer may be early by a part of a millisecond, and would find the document that was sent already.
    const waitMs = hasMore ? 0 : this.intervalMs - (Date.now() % this.intervalMs) + 1;
    const pauseMs = (this.costMs * this.surroundings.streamCount()) / SHARE_OF_TIME;
    this.timer = setTimeout(() => this.send(), Math.max(waitMs, pauseMs));
  }
}
