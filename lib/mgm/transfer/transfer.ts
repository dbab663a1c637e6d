import { deferred, delay } from '../../async/timing';
import { abortedBy, PlatformError, type ShopfloorError, toShopfloorError } from '../../errors';
import type { FileSource } from '../../files/file-source';
import type { Redactor } from '../../http';
import { numberOf, textOf } from '../../json/json-values';
import type { Session, Token } from '../../session';
import { decodeMessages, StreamConnection, type StreamConnectionOptions } from '../../stream';
import { mgmGoodbye, mgmNotice, mgmSocketError, saysFileExists, tokenNotice } from '../failures';
import type { MgmTransferProgress, MgmTransferResult } from '../messages';
import { unexpectedAnswer } from '../protocol';
import type { TransferOrder } from './order';
import { encodePiece, PIECE_BYTES } from './piece';
import { ProgressMeter } from './progress';
import { ProgressTimeout } from './progress-timeout';
import { StartPoints } from './start-points';
import { WholeHash } from './whole-hash';

export interface TransferContext
  extends Pick<StreamConnectionOptions, 'settings' | 'transports' | 'gate' | 'backoff'> {
  baseUrl: string;
  session: Pick<Session, 'token' | 'refused'>;
  redactor: Redactor;
  /** Longest time without any progress before the transfer fails, in ms. */
  noProgressMs?: number;
}

export interface TransferOptions {
  onProgress?: ((progress: MgmTransferProgress) => void) | undefined;
  /** Told of the first message of the platform that cannot be read; the result has their number. */
  onUnread?: ((error: ShopfloorError) => void) | undefined;
  signal?: AbortSignal | undefined;
}

const SUCCESS = 200;
const LONGEST_WITHOUT_PROGRESS_MS = 60_000;
// On a slow link pongs wait behind content.
const LONGEST_SILENCE_MS = 60_000;
// Enough to keep a fast link busy, little enough to keep memory flat on a slow one.
const MOST_UNSENT_BYTES = 512 * 1024;
const DRAIN_CHECK_MS = 4;

/**
 * Sends one file (docs/platforms/mgm.md, "Sending files": 二.4.2): connects, starts where the platform says, sends
 * pieces with back-pressure, comes back after a cut and goes on at the `file_seek` then given.
 */
export class FileTransfer {
  private readonly started = performance.now();
  private readonly hash = new WholeHash();
  private readonly meter: ProgressMeter;
  private readonly connection: StreamConnection;
  private readonly outcome = deferred<MgmTransferResult>();
  private readonly startPoints: StartPoints;
  private readonly progressTimeout: ProgressTimeout;
  private token: Token | undefined;
  private fileId = '';
  private position = 0;
  /**
   * True when every byte had been sent before the loss of the connection on which the platform last said where to
   * start.
   */
  private allLeft = false;
  /** The approximate position up to which content has ever been sent. */
  private furthestSent = 0;
  private openings = 0;
  /** Messages that could not be read. */
  private unread = 0;
  /** Whether the platform has said where to start on this connection. */
  private hasBegun = false;
  /**
   * A number that changes with every opening and loss, so that work for an earlier connection notices that it is over.
   */
  private epoch = 0;
  /** Reading, hashing and sending, one after another: the source has one buffer. */
  private work: Promise<void> = Promise.resolve();
  private resumed = false;

  constructor(
    private readonly order: TransferOrder,
    private readonly source: FileSource,
    private readonly context: TransferContext,
    private readonly options: TransferOptions,
  ) {
    const { machineId, fileName } = order;
    const report = (progress: MgmTransferProgress) => this.options.onProgress?.(progress);
    this.meter = new ProgressMeter({ machineId, fileName, total: source.size }, report);
    const { noProgressMs = LONGEST_WITHOUT_PROGRESS_MS } = context;
    this.startPoints = new StartPoints(source.size, noProgressMs);
    this.progressTimeout = new ProgressTimeout(noProgressMs, (error) => this.fail(error));
    this.connection = new StreamConnection({
      ...context,
      longestSilenceMs: LONGEST_SILENCE_MS,
      address: (signal) => this.address(signal),
      onOpen: () => {
        this.openings += 1;
        this.epoch += 1;
        this.hasBegun = false;
      },
      onMessage: (data) => this.receive(data),
      readGoodbye: mgmGoodbye,
      onState: (_state, error) => {
        if (error) this.lost(error);
      },
    });
  }

  /** Runs to the end; the connection is closed and nothing is left behind in any case. */
  async run(): Promise<MgmTransferResult> {
    const { signal } = this.options;
    const onAbort = () => {
      if (signal) this.fail(abortedBy(signal, 'The transfer was aborted'));
    };
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.progressTimeout.restart();
    this.connection.start();
    try {
      return await this.outcome.promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.progressTimeout.end();
      this.epoch += 1;
      this.connection.stop();
      await this.work;
    }
  }

  private async address(signal: AbortSignal) {
    this.token = await this.context.session.token({ signal });
    this.context.redactor.addTokens(this.token);
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
    for (const message of decodeMessages(data)) {
      if (message) this.take(message);
      else this.receiveUnreadable(data);
      // What it meant ended the connection: the rest of the frame is not for this one.
      if (this.connection.stateName !== 'open') break;
    }
  }

  private receiveUnreadable(data: unknown): void {
    const notice = typeof data === 'string' ? tokenNotice(data) : undefined;
    if (notice) this.connection.drop(notice);
    else this.leaveOut();
  }

  private take(message: Record<string, unknown>): void {
    const requestId = textOf(message['request_id']);
    if (numberOf(message['code']) !== SUCCESS) this.refused(message);
    else if (requestId !== undefined) this.confirmed(requestId);
    // A second start message on the same connection is ignored.
    else if (!this.hasBegun) this.begin(message);
  }

  /** Counted and told once: the transfer may end well all the same. */
  private leaveOut(): void {
    this.unread += 1;
    if (this.unread > 1) return;
    const { machineId, fileName } = this.order;
    const message = `A message about "${fileName}" for ${machineId} is not a JSON object, or exceeds the limits`;
    const details = { code: 'mgm:unreadable', kind: 'platform', retryable: false } as const;
    this.options.onUnread?.(new PlatformError(message, details).during('mgm', 'trans_file'));
  }

  private enqueue(step: () => Promise<void>): void {
    this.work = this.work.then(step).catch((thrown) => this.fail(toShopfloorError(thrown)));
  }

  private begin(message: Record<string, unknown>): void {
    const { epoch } = this;
    this.hasBegun = true;
    this.allLeft = false;
    try {
      this.position = this.startPoints.read(message['file_seek'], this.progressTimeout.lastFailure);
      this.resumed ||= this.position > 0;
      // A connection that advances the transfer is confirmed, so that the next one is tried soon after its loss.
      if (!this.startPoints.isFruitless) this.connection.confirm();
      this.fileId = textOf(message['file_id']) ?? this.fileId;
      this.enqueue(() => this.pump(epoch));
    } catch (thrown) {
      this.fail(toShopfloorError(thrown));
    }
  }

  /** Sends until the end of the file or of this connection, whichever is first. */
  private async pump(epoch: number): Promise<void> {
    if (epoch !== this.epoch) return;
    await this.hash.catchUp(this.source, this.position, PIECE_BYTES);
    this.meter.startAt(this.position);
    if (this.source.size === 0) this.sendNothing();
    while (this.position < this.source.size && epoch === this.epoch) {
      const bytes = await this.source.read(this.position, PIECE_BYTES);
      // The platform treats the file as complete when it has the last piece.
      if (this.position + bytes.length === this.source.size) await this.source.checkUnchanged();
      if (epoch !== this.epoch) return;
      this.hash.take(this.position, bytes);
      if (!this.connection.send(encodePiece(bytes))) return;
      this.position += bytes.length;
      await this.drained(epoch, MOST_UNSENT_BYTES);
      this.meter.reached(this.position);
    }
    await this.drained(epoch, 0);
  }

  /** Every documented transfer has content and a platform may wait for it, so an empty file gets an empty piece. */
  private sendNothing(): void {
    this.connection.send(encodePiece(Buffer.alloc(0)));
  }

  /** Waits until no more than this number of bytes is unsent. */
  private async drained(epoch: number, most: number): Promise<void> {
    let unsent = this.connection.unsentBytes();
    while (unsent > most && epoch === this.epoch) {
      await delay(DRAIN_CHECK_MS);
      const still = this.connection.unsentBytes();
      if (still < unsent) this.moved(this.position - still);
      unsent = still;
    }
    this.moved(this.position - unsent);
  }

  /** Bytes count as progress only when they were not sent before. */
  private moved(sent: number): void {
    if (sent > this.furthestSent || !this.startPoints.isFruitless) this.progressTimeout.restart();
    this.furthestSent = Math.max(this.furthestSent, sent);
  }

  private confirmed(requestId: string): void {
    if (this.position === this.source.size) this.enqueue(() => this.finish(requestId));
    else this.fail(unexpectedAnswer('"request_id" came before the whole file was sent'));
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
      ...(this.unread === 0 ? {} : { unread: this.unread }),
    });
  }

  /** The platform answered with a code: final, unless it is about the token or a fault in the middle. */
  private refused(message: Record<string, unknown>): void {
    // Only a notice without a code is read by its words, because a text may repeat the file's name.
    const isNotice = [undefined, 401].includes(numberOf(message['code']));
    const error = (isNotice ? mgmNotice(message) : undefined) ?? mgmSocketError(message);
    const allWasSent = this.openings > 1 && !this.hasBegun && this.allLeft;
    const isPassing = error.tokenProblem !== undefined || (error.retryable && this.position > 0);
    // The confirmation was lost with the connection, so the file that "already exists" is this one.
    if (allWasSent && saysFileExists(message)) this.enqueue(() => this.finish());
    else if (isPassing) this.connection.drop(error);
    else this.fail(error);
  }

  private lost(error: ShopfloorError): void {
    this.epoch += 1;
    if (this.hasBegun) {
      this.allLeft = this.position === this.source.size && this.connection.lostUnsent === 0;
    }
    this.progressTimeout.lastFailure = error;
    const problem = error instanceof PlatformError ? error.tokenProblem : undefined;
    if (problem !== undefined && this.token) this.context.session.refused(this.token, problem);
    else if (!error.retryable) this.fail(error);
  }

  private fail(error: ShopfloorError): void {
    error.platform ??= 'mgm';
    error.operation ??= 'trans_file';
    this.outcome.reject(error);
  }
}
