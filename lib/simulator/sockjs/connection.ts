/** How a client is connected: the raw WebSocket address, or SockJS over a WebSocket or over HTTP. */
export type SocketTransport = 'raw' | 'sockjs-websocket' | 'sockjs-xhr';

/** One client's socket, whatever carries it. */
export abstract class SocketConnection {
  /** Handles a message; while its promise is pending the client is kept from sending on. */
  onMessage: (text: string) => void | Promise<void> = () => undefined;
  readonly #closeListeners: (() => void)[] = [];
  #open = true;
  #frozen = false;
  #pending = 0;
  #lastMessage: Promise<void> = Promise.resolve();

  constructor(
    readonly transport: SocketTransport,
    readonly query: URLSearchParams,
    /** Told of whatever `onMessage` throws; the connection is dropped then. */
    private readonly failed: (error: unknown) => void,
  ) {}

  get open(): boolean {
    return this.#open;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  /** Runs `task` once the connection has ended for whatever reason; at once when it has already. */
  whenClosed(task: () => void): void {
    if (this.#open) {
      this.#closeListeners.push(task);
    } else {
      task();
    }
  }

  /** Sends one message, given as JSON text (of an object, or of a string that holds JSON). */
  send(json: string): void {
    if (this.#open && !this.#frozen) {
      this.write(json);
    }
  }

  /** Ends the connection in good order. */
  close(code: number, reason: string): void {
    if (this.#open && !this.#frozen) {
      this.writeClose(code, reason);
      this.ended();
    }
  }

  /** From now on nothing is sent, answered or heard, but the TCP connection stays. */
  freeze(): void {
    if (!this.#frozen) {
      this.#frozen = true;
      this.deafen();
    }
  }

  /** Cuts the TCP connection with no goodbye. */
  abstract drop(): void;

  /** A SockJS heartbeat, where the transport has one. */
  abstract heartbeat(): void;

  protected abstract write(json: string): void;
  protected abstract writeClose(code: number, reason: string): void;
  protected abstract deafen(): void;
  protected abstract pause(): void;
  protected abstract resume(): void;

  protected ended(): void {
    if (this.#open) {
      this.#open = false;
      for (const task of this.#closeListeners) {
        task();
      }
    }
  }

  /** Hands messages to `onMessage` one after the other; resolves when this one has been handled. */
  protected receive(text: string): Promise<void> {
    if (this.#pending === 0) {
      this.pause();
    }
    this.#pending++;
    this.#lastMessage = this.#lastMessage.then(() => this.#handle(text));
    return this.#lastMessage;
  }

  async #handle(text: string): Promise<void> {
    if (this.#open && !this.#frozen) {
      try {
        await this.onMessage(text);
      } catch (error) {
        this.failed(error);
        this.drop();
      }
    }
    this.#pending--;
    if (this.#pending === 0) {
      this.resume();
    }
  }
}
