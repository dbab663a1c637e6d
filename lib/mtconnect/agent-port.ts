import { createServer, type RequestListener, type Server } from 'node:http';
import { InputError, NetworkError, type ShopfloorError } from '../errors';

/** Longer than a line of a request with a path of 4,096 characters, in bytes, with its headers. */
const LARGEST_HEADERS = 16 * 1024;
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
const MOST_CONNECTIONS = 1_000;
/** A port that another program has is tried again so often. */
const TRY_AGAIN_MS = 2_000;

export interface AgentPortOptions {
  readonly port: number;
  /** Address of this computer; undefined: all. */
  readonly host: string | undefined;
  readonly handle: RequestListener;
  /** Told when it listens, and why it does not. */
  readonly onChange: (trouble: ShopfloorError | undefined) => void;
}

/** An HTTP server on a port of an agent's own. While another program has the port it tries again. */
export class AgentPort {
  private readonly server: Server;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: AgentPortOptions) {
    const limits = {
      maxHeaderSize: LARGEST_HEADERS,
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
    };
    this.server = createServer(limits, options.handle);
    this.server.maxConnections = MOST_CONNECTIONS;
    this.server.on('listening', () => options.onChange(undefined));
    this.server.on('error', (error: NodeJS.ErrnoException) => {
      options.onChange(listenError(error, options.port));
      this.timer = setTimeout(() => this.open(), TRY_AGAIN_MS);
    });
  }

  open(): void {
    if (!this.isClosed) this.server.listen(this.options.port, this.options.host);
  }

  /** Ends all connections. */
  close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

function listenError(error: NodeJS.ErrnoException, port: number): ShopfloorError {
  const { code = 'LISTEN' } = error;
  if (code === 'EADDRINUSE')
    return new NetworkError(code, `Another program has the port ${port}`, { cause: error });
  if (code === 'EACCES') return new InputError('port', `Node-RED may not listen on the port ${port}`);
  return new NetworkError(code, `The port ${port} cannot be listened on: ${error.message}`, { cause: error });
}
