import { createHash, randomBytes } from 'node:crypto';

/** What is known of a transfer, for tests. */
export interface TransferRecord {
  fileId: string;
  appKey: string;
  machineId: string;
  /** 0 the box, 1 the CNC. */
  storageType: number;
  cloudPath: string;
  fileName: string;
  size: number;
  /** Bytes held now. */
  bytes: number;
  /** Bytes of every piece that was accepted, in order. */
  pieces: number[];
  /** How many sockets have worked on it. */
  connections: number;
  /** The places from which clients were told to send. */
  seeks: number[];
  /** MD5 of the whole content, once it is complete. */
  md5: string | undefined;
  requestId: string | undefined;
  /** The content once it is complete, with the setting `keepContent`. */
  content: Buffer | undefined;
}

/** Pieces of the end that are kept as they are, so that bytes of them can be lost again. */
const loosePieces = 4;

/** A file that is arriving. Its content goes into an MD5 and is not kept unless that is asked for. */
export class IncomingFile {
  readonly record: TransferRecord;
  readonly #hash = createHash('md5');
  readonly #kept: Buffer[] | undefined;
  #loose: Buffer[] = [];

  constructor(
    about: Pick<TransferRecord, 'appKey' | 'machineId' | 'storageType' | 'cloudPath' | 'fileName' | 'size'>,
    keep: boolean,
  ) {
    const empty = { bytes: 0, pieces: [], connections: 0, seeks: [] };
    const open = { md5: undefined, requestId: undefined, content: undefined };
    this.record = { ...about, ...empty, ...open, fileId: randomBytes(16).toString('hex') };
    this.#kept = keep ? [] : undefined;
  }

  get complete(): boolean {
    return this.record.bytes === this.record.size;
  }

  add(piece: Buffer): void {
    this.record.bytes += piece.length;
    this.record.pieces.push(piece.length);
    this.#loose.push(piece);
    while (this.#loose.length > loosePieces) {
      this.#fasten(this.#loose.shift() as Buffer);
    }
  }

  /** Forgets so many of the last bytes, as far as they are still loose. */
  lose(bytes: number): void {
    const held = Buffer.concat(this.#loose);
    const left = held.subarray(0, Math.max(held.length - bytes, 0));
    this.record.bytes -= held.length - left.length;
    this.#loose = [left];
  }

  /** Ends the transfer. */
  finish(now: number): void {
    for (const piece of this.#loose.splice(0)) {
      this.#fasten(piece);
    }
    this.record.md5 = this.#hash.digest('hex');
    this.record.requestId = `${now}${randomBytes(16).toString('hex')}`;
    this.record.content = this.#kept && Buffer.concat(this.#kept);
  }

  #fasten(piece: Buffer): void {
    this.#hash.update(piece);
    this.#kept?.push(piece);
  }
}
