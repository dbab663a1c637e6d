import type { ServerResponse } from 'node:http';
import { TestServer } from '../../support/servers';
import { documentOf, type Observed, type Shape } from './documents';

export interface AgentHabits extends Shape {
  bufferSize?: number;
  /** Answers one document where a stream is asked for. */
  neverStreams?: boolean;
  /** Takes a stream and sends nothing, as a proxy that waits for its end. */
  holdsStreams?: boolean;
  /** Parts without their length. */
  noLengths?: boolean;
}

/** What stands between the agent and its client. */
type Trouble = (path: string, response: ServerResponse) => boolean;

const BOUNDARY = '5a1f';
const PARAMETERS = new Set(['from', 'count', 'interval', 'heartbeat', 'path', 'at', 'to']);

/**
 * An agent by the standard's part "Fundamentals": its buffer, its sequence numbers, and the requests that it answers;
 * strict about what a client may ask.
 */
export class SecondAgent {
  /** Paths with their queries, as they were asked. */
  readonly asked: string[] = [];
  /** Takes a request away from the agent where it returns true. */
  trouble: Trouble = () => false;
  instanceId = 1_000;
  modelTime: string | undefined;
  private server: TestServer | undefined;
  private buffer: Observed[] = [];
  private next = 1;
  private readonly streams = new Set<{ response: ServerResponse; timer: NodeJS.Timeout | undefined }>();
  /** The newest of each data item, and all conditions that are active. */
  private latest = new Map<string, Observed[]>();

  constructor(
    public devices: string,
    private readonly habits: AgentHabits = {},
  ) {}

  async start(): Promise<string> {
    this.server = await TestServer.start((response, { method, url }) => {
      this.asked.push(url);
      if (method !== 'GET') this.refuse(response, 'INVALID_REQUEST', 'only GET');
      else if (!this.trouble(url, response)) this.answer(new URL(url, 'http://agent'), response);
    });
    return this.server.origin;
  }

  async stop(): Promise<void> {
    this.cutStreams();
    await this.server?.stop();
  }

  get nextSequence(): number {
    return this.next;
  }

  /** `sequence` counts on. */
  put(...observed: Omit<Observed, 'sequence' | 'timestamp'>[]): void {
    for (const each of observed) {
      const seen: Observed = { ...each, sequence: this.next, timestamp: new Date().toISOString() };
      this.next += 1;
      this.buffer.push(seen);
      this.buffer = this.buffer.slice(-this.size);
      const before = this.latest.get(each.dataItemId) ?? [];
      const others =
        each.level === undefined || each.code === undefined
          ? []
          : before.filter(({ code }) => code !== each.code && code !== undefined);
      this.latest.set(
        each.dataItemId,
        each.level === 'Normal' && others.length > 0 ? others : [...others, seen],
      );
    }
  }

  /** The agent begins anew: its numbers begin again, and what it knew is known again as the newest. */
  restart(): void {
    this.instanceId += 1;
    const known = [...this.latest.values()].flat();
    this.buffer = [];
    this.latest = new Map();
    this.next = 1;
    this.put(...known);
    this.cutStreams();
  }

  cutStreams(): void {
    for (const { response, timer } of this.streams) {
      clearTimeout(timer);
      response.socket?.destroy();
    }
    this.streams.clear();
  }

  get openStreams(): number {
    return this.streams.size;
  }

  /** Bytes into each open stream, as they are. */
  inject(bytes: string): void {
    for (const { response } of this.streams) response.write(bytes);
  }

  /** A document of observations as a part of a stream. */
  part(document: string): string {
    const length = this.habits.noLengths ? '' : `Content-length: ${Buffer.byteLength(document)}\r\n`;
    return `\r\n--${BOUNDARY}\r\nContent-type: text/xml\r\n${length}\r\n${document}`;
  }

  /** A document with these observations, whatever the buffer has. */
  streamsDocument(
    observed: readonly Observed[],
    nextSequence = this.next,
    firstSequence = this.first,
  ): string {
    return documentOf(
      'MTConnectStreams',
      { ...this.head, firstSequence, lastSequence: this.next - 1, nextSequence },
      this.habits,
      observed,
    );
  }

  private get size(): number {
    return this.habits.bufferSize ?? 1_024;
  }

  private get first(): number {
    return this.buffer[0]?.sequence ?? this.next;
  }

  private get head() {
    return { instanceId: this.instanceId, bufferSize: this.size, modelTime: this.modelTime };
  }

  private answer(url: URL, response: ServerResponse): void {
    const request = url.pathname.split('/').at(-1);
    const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.has(name));
    if (unknown !== undefined) {
      this.refuse(response, 'INVALID_REQUEST', `no parameter ${unknown}`);
    } else if (request === 'probe') {
      this.send(response, documentOf('MTConnectDevices', this.head, this.habits, this.devices));
    } else if (request === 'current') {
      this.send(response, this.streamsDocument([...this.latest.values()].flat()));
    } else if (request === 'sample') {
      this.sample(url.searchParams, response);
    } else {
      this.refuse(response, 'INVALID_URI', url.pathname, 404);
    }
  }

  private sample(query: URLSearchParams, response: ServerResponse): void {
    const from = Number(query.get('from') ?? this.first);
    const count = Number(query.get('count') ?? 100);
    const interval = query.get('interval');
    if (!(count >= 1 && count <= this.size)) {
      this.refuse(response, 'INVALID_REQUEST', 'count');
    } else if (!(from >= this.first && from <= this.next)) {
      this.refuse(response, 'OUT_OF_RANGE', `from ${from}`);
    } else if (interval === null || this.habits.neverStreams) {
      this.send(response, this.streamsDocument(...this.from(from, count)));
    } else if (this.habits.holdsStreams) {
      this.streams.add({ response, timer: undefined });
    } else {
      this.stream(response, from, count, Number(interval), Number(query.get('heartbeat') ?? 10_000));
    }
  }

  private from(from: number, count: number): [Observed[], number] {
    const observed = this.buffer.filter(({ sequence }) => sequence >= from).slice(0, count);
    return [observed, observed.length < count ? this.next : (observed.at(-1)?.sequence ?? from) + 1];
  }

  private stream(
    response: ServerResponse,
    begin: number,
    count: number,
    interval: number,
    heartbeat: number,
  ): void {
    response.writeHead(200, { 'Content-Type': `multipart/x-mixed-replace;boundary=${BOUNDARY}` });
    const stream: { response: ServerResponse; timer: NodeJS.Timeout | undefined } = {
      response,
      timer: undefined,
    };
    this.streams.add(stream);
    response.on('close', () => {
      clearTimeout(stream.timer);
      this.streams.delete(stream);
    });
    let next = begin;
    let quietMs = heartbeat;
    const tick = (): void => {
      const [observed, after] = this.from(next, count);
      quietMs += interval;
      if (next < this.first) {
        response.write(this.part(this.errorDocument('OUT_OF_RANGE', 'the stream fell behind')));
        response.end();
        return;
      }
      if (observed.length > 0 || quietMs >= heartbeat) {
        response.write(this.part(this.streamsDocument(observed, after)));
        next = after;
        quietMs = 0;
      }
      stream.timer = setTimeout(tick, interval);
    };
    tick();
  }

  private errorDocument(code: string, text: string): string {
    return documentOf('MTConnectError', this.head, this.habits, { code, text });
  }

  private refuse(response: ServerResponse, code: string, text: string, status = 400): void {
    this.send(response, this.errorDocument(code, text), this.habits.version === '1.3' ? 200 : status);
  }

  private send(response: ServerResponse, document: string, status = 200): void {
    response.writeHead(status, { 'Content-Type': 'text/xml' });
    response.end(document);
  }
}
