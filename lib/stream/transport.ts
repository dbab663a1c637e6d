import type { ConnectionSettings } from '../http/settings';

/** Largest message of a stream, in bytes. */
export const LARGEST_MESSAGE = 4 * 1024 * 1024;

/** Where a stream is opened: the address without its scheme's variants, and the query with the token in it. */
export interface StreamAddress {
  /** `http(s)://…` as documented for SockJS. */
  url: string;
  query: Record<string, string>;
}

/** An open socket, whatever carries it. */
export interface StreamSocket {
  send(text: string): void;
  /** Bytes taken by `send` that the operating system has not taken yet. */
  unsentBytes(): number;
  /** Asks the peer for a sign of life, where the transport can. */
  ping(): void;
  /** Ends the connection at once. No event follows. */
  terminate(): void;
}

export interface StreamEvents {
  onOpen(): void;
  /** A message: text, or what the transport has already parsed. */
  onMessage(data: unknown): void;
  /** The peer gave a sign of life. */
  onAlive(): void;
  /** The connection ended or never came about; the last event. */
  onClose(end: StreamEnd): void;
}

export interface StreamEnd {
  /** Short reason without addresses or tokens. */
  reason: string;
  /** The error for whoever waits for this socket. */
  cause?: unknown;
  /** The server speaks, but not this transport: another one may work. */
  wrongTransport?: boolean;
  /** What the server said when it ended the connection in good order. */
  goodbye?: { code: number; reason: string };
}

export type StreamTransportName = 'websocket' | 'sockjs';

export interface StreamTransport {
  readonly name: string;
  /** Silence after which the peer is held to be gone, in ms. */
  readonly longestSilenceMs: number;
  open(address: StreamAddress, settings: ConnectionSettings, events: StreamEvents): StreamSocket;
}
