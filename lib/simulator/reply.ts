import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a simulator answers. A `Readable` body is streamed (the head goes out with its first piece), and destroyed when the client goes away. */
export interface Reply {
  /** HTTP status, 200 when left out. */
  status?: number;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer | Readable;
}

/** Thrown by a handler, from whatever depth, to answer the request with this reply. */
export class RefusedRequest extends Error {
  constructor(readonly reply: Reply) {
    super(`refused with HTTP ${reply.status ?? 200}`);
    this.name = 'RefusedRequest';
  }
}

export function jsonReply(value: unknown, status = 200, headers: OutgoingHttpHeaders = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function textReply(text: string, status = 200, headers: OutgoingHttpHeaders = {}): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: text };
}

/** Sends the reply; resolves when it is out or the client has gone. */
export async function sendReply(response: ServerResponse, reply: Reply): Promise<void> {
  const { status = 200, headers = {}, body = '' } = reply;
  if (response.destroyed) {
    discardReply(reply);
    return;
  }
  response.writeHead(status, headers);
  if (!(body instanceof Readable)) {
    response.end(body);
    return;
  }
  // A client that goes away in the middle ends the stream early, which is no fault of the simulator.
  await pipeline(body, response).catch(() => undefined);
}

/** Sends the head and half of the body, then cuts the connection. */
export function sendHalfReply(response: ServerResponse, reply: Reply): void {
  const { status = 200, headers = {}, body = '' } = reply;
  const bytes = body instanceof Readable ? Buffer.alloc(0) : Buffer.from(body);
  discardReply(reply);
  response.writeHead(status, { ...headers, 'content-length': Math.max(bytes.length, 2) });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

/** Frees the stream of a reply that will not be sent. */
export function discardReply(reply: Reply): void {
  if (reply.body instanceof Readable) {
    reply.body.destroy();
  }
}

/** Answers an upgrade request with an ordinary HTTP reply, and closes the connection. */
export function refuseUpgrade(socket: Duplex, reply: Reply): void {
  const { status = 200, headers = {}, body = '' } = reply;
  const bytes = body instanceof Readable ? Buffer.alloc(0) : Buffer.from(body);
  discardReply(reply);
  const fields = Object.entries({ ...headers, connection: 'close', 'content-length': bytes.length });
  const head = fields.map(([name, value]) => `${name}: ${String(value)}\r\n`).join('');
  socket.end(
    Buffer.concat([Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n`), bytes]),
  );
}
