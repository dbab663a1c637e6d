import {
  AbortedError,
  InputError,
  PlatformError,
  type ShopfloorError,
  TimeoutError,
  toShopfloorError,
} from '../../errors';
import type { Session, Token } from '../../session';
import { decodeMessage, StreamConnection, type StreamConnectionOptions } from '../../stream';
import { deferred, delay } from '../../timing';
import { unexpectedAnswer } from '../dialect';
import { mgmError } from '../failures';
import type { MgmTransferProgress, MgmTransferResult } from '../messages';
import type { FileSource } from './file-source';
import type { TransferOrder } from './order';
import { encodePiece, PIECE_BYTES } from './piece';
import { ProgressMeter } from './progress';
import { WholeHash } from './whole-hash';

export interface TransferContext
  extends Pick<StreamConnectionOptions, 'settings' | 'transports' | 'gate' | 'backoff'> {
  baseUrl: string;
  session: Pick<Session, 'token' | 'refused'>;
  /** Longest time without any progress before the transfer fails, in ms. */
  patienceMs?: number;
}

export interface TransferWatch {
  onProgress?: ((progress: MgmTransferProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

const DEFAULT_PATIENCE_MS = 60_000;
// Pongs queue behind content on a slow link.
const LONGEST_SILENCE_MS = 60_000;
// Enough to keep a fast link busy, little enough to keep memory flat on a slow one.
const MOST_UNSENT_BYTES = 512 * 1024;
const DRAIN_CHECK_MS = 4;

/**
 * Sends one file (mgm.source.md, 二.4.2): connects, starts where the platform says, sends pieces with
 * back-pressure, comes back after a cut and goes on at the `file_seek` then given.
 */
export class FileTransfer {
  private readonly started = performance.now();
  private readonly hash = new WholeHash();
  private readonly meter: ProgressMeter;
  private readonly connection: StreamConnection;
  private readonly outcome = deferred<MgmTransferResult>();
  private over = false;
  private token: Token | undefined;
  private fileId = '';
  private position = 0;
  private openings = 0;
  /** Changes with every opening and loss: work begun for an earlier connection sees that it is over. */
  private epoch = 0;
  /** Reading, hashing and sending, one after another: the source has one buffer. */
  private work: Promise<void> = Promise.resolve();
  private resumed = false;
  private patience: NodeJS.Timeout | undefined;
  private lastFailure: ShopfloorError | undefined;

  constructor(
    private readonly order: TransferOrder,
    private readonly source: FileSource,
    private readonly context: TransferContext,
    private readonly watch: TransferWatch,
  ) {
    const { machineId, fileName } = order;
    const report = (progress: MgmTransferProgress) => this.watch.onProgress?.(progress);
    this.meter = new ProgressMeter({ machineId, fileName, total: source.size }, report);
    this.connection = new StreamConnection({
      ...context,
      longestSilenceMs: LONGEST_SILENCE_MS,
      address: (signal) => this.address(signal),
      onOpen: () => {
        this.openings += 1;
        this.epoch += 1;
      },
      onMessage: (data) => this.receive(data),
      onState: (_state, error) => {
        if (error) this.lost(error);
      },
    });
  }

  /** Runs to the end; the connection is closed and nothing is left behind in any case. */
  async run(): Promise<MgmTransferResult> {
    const { signal } = this.watch;
    const onAbort = () => this.fail(new AbortedError('The transfer was aborted'));
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.progressed();
    this.connection.start();
    try {
      return await this.outcome.promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.over = true;
      clearTimeout(this.patience);
      this.epoch += 1;
      this.connection.stop();
      await this.work;
    }
  }

  private async address(signal: AbortSignal) {
    this.token = await this.context.session.token(signal);
    const { machineId, cloudPath, fileName, storageType } = this.order;
    return {
      url: `${this.context.baseUrl}/trans_file`,
      query: {
        session_id: this.token.value,
        cloud_path: cloudPath,
        file_size: String(this.source.size),
        file_name: fileName,
        storage_type: storageType,
        machine_id: machineId,
      },
    };
  }

  private receive(data: unknown): void {
    const message = decodeMessage(data);
    if (!message) return;
    const code = Number(message['code']);
    const requestId = message['request_id'];
    if (code !== 200) this.refused(mgmError(code, String(message['message'] ?? '')));
    else if (typeof requestId === 'string') this.enqueue(() => this.finish(requestId));
    else this.enqueue(() => this.begin(message, this.epoch));
  }

  private enqueue(step: () => Promise<void>): void {
    this.work = this.work.then(step).catch((thrown) => this.fail(toShopfloorError(thrown)));
  }

  private async begin(message: Record<string, unknown>, epoch: number): Promise<void> {
    const seek = Number(message['file_seek']);
    if (!Number.isInteger(seek) || seek < 0 || seek > this.source.size) {
      throw unexpectedAnswer(
        `"file_seek" is ${JSON.stringify(message['file_seek'])} for ${this.source.size} bytes`,
      );
    }
    if (message['file_id'] !== undefined) this.fileId = String(message['file_id']);
    this.resumed ||= seek > 0;
    await this.hash.catchUp(this.source, seek, PIECE_BYTES);
    this.position = seek;
    this.meter.startAt(seek);
    await this.pump(epoch);
  }

  /** Sends until the end of the file or of this connection, whichever is first. */
  private async pump(epoch: number): Promise<void> {
    while (this.position < this.source.size && epoch === this.epoch) {
      const bytes = await this.source.read(this.position, PIECE_BYTES);
      if (epoch !== this.epoch) return;
      if (bytes.length === 0)
        throw new InputError('filename', 'The file became shorter while it was being sent');
      this.hash.take(this.position, bytes);
      if (!this.connection.send(encodePiece(bytes))) return;
      this.position += bytes.length;
      await this.drained(epoch);
      this.meter.reached(this.position);
    }
  }

  private async drained(epoch: number): Promise<void> {
    let unsent = this.connection.unsentBytes();
    while (unsent > MOST_UNSENT_BYTES && epoch === this.epoch) {
      await delay(DRAIN_CHECK_MS);
      const still = this.connection.unsentBytes();
      if (still < unsent) this.progressed();
      unsent = still;
    }
    this.progressed();
  }

  private async finish(requestId?: string): Promise<void> {
    const { machineId, cloudPath, fileName } = this.order;
    await this.hash.catchUp(this.source, this.source.size, PIECE_BYTES);
    this.meter.finished();
    this.outcome.resolve({
      machineId,
      cloudPath,
      fileName,
      bytes: this.source.size,
      md5: this.hash.digest(),
      fileId: this.fileId,
      ...(requestId === undefined ? {} : { requestId }),
      resumed: this.resumed,
      durationMs: Math.round(performance.now() - this.started),
    });
  }

  /** The platform answered with a code: final, unless it is about the token or a fault in the middle. */
  private refused(error: PlatformError): void {
    const { token, position, source } = this;
    const isAboutToken = error.tokenProblem !== undefined;
    // The confirmation was lost with the connection: what "already exists" now is this very file.
    const arrivedBefore = error.kind === 'conflict' && this.openings > 1 && position === source.size;
    if (isAboutToken && token) this.context.session.refused(token, error.tokenProblem ?? 'invalid');
    if (arrivedBefore) this.enqueue(() => this.finish());
    else if (isAboutToken || (error.retryable && position > 0)) this.connection.drop(error);
    else this.fail(error);
  }

  private lost(error: ShopfloorError): void {
    this.epoch += 1;
    this.lastFailure = error;
    const isAboutToken = error instanceof PlatformError && error.tokenProblem !== undefined;
    if (!error.retryable && !isAboutToken) this.fail(error);
  }

  private progressed(): void {
    const patienceMs = this.context.patienceMs ?? DEFAULT_PATIENCE_MS;
    clearTimeout(this.patience);
    if (this.over) return;
    this.patience = setTimeout(
      () =>
        this.fail(this.lastFailure ?? new TimeoutError(`The transfer made no progress for ${patienceMs} ms`)),
      patienceMs,
    );
    this.lastFailure = undefined;
  }

  private fail(error: ShopfloorError): void {
    error.platform ??= 'mgm';
    error.operation ??= 'trans_file';
    this.outcome.reject(error);
  }
}
