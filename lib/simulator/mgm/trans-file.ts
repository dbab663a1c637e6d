import { createHash } from 'node:crypto';
import type { Timers } from '../timers';
import { refuse } from './codes';
import type { LiveMachine } from './floor';
import { IncomingFile, type TransferRecord } from './incoming-file';
import { type MachineFinder, parseObject } from './real-time';
import type { MgmSettings } from './settings';
import type { MgmSocket, SocketRegistry } from './socket-registry';
import { Storage } from './storage';
import { readTransferQuery, type TransferQuery } from './transfer-query';

/** Content that one piece may hold (docs/platforms/mgm.md, "Sending files"). */
/** Characters of Base64 text. */
const longestContent = 64 * 1024;

/** Transfers beyond this number are forgotten, oldest first. */
const keptTransfers = 1000;

/** The `trans_file` endpoint (docs/platforms/mgm.md, "Sending files": 二.4.2). */
export class TransferHandler {
  /** All transfers that got past the checks, oldest first. */
  readonly transfers: TransferRecord[] = [];
  readonly #storages = new Map<string, Storage>();
  /** Files that are not complete yet, with the socket that works on them. */
  readonly #incoming = new Map<string, { file: IncomingFile; socket: MgmSocket }>();

  constructor(
    private readonly sockets: SocketRegistry,
    private readonly find: MachineFinder,
    private readonly settings: MgmSettings,
    private readonly timers: Timers,
    private readonly now: () => number,
  ) {}

  /** A machine's storage: 0 that of its box, 1 that of its CNC. */
  storage(machineId: string, storageType: number): Storage {
    const key = `${storageType} ${machineId}`;
    const storage = this.#storages.get(key) ?? new Storage();
    this.#storages.set(key, storage);
    return storage;
  }

  /** Takes a socket over. */
  accept(socket: MgmSocket): void {
    try {
      const query = readTransferQuery(socket.connection.query);
      const machine = this.find(socket.account, query.machineId);
      socket.machineId = query.machineId;
      const path = this.#check(query, machine);
      this.#begin(socket, machine, query, path);
    } catch (error) {
      this.sockets.refuse(socket, error);
    }
  }

  /** The path that the file will have. @throws MgmRefusal */
  #check({ machineId, storageType, cloudPath, fileName, size }: TransferQuery, machine: LiveMachine): string {
    machine.advance();
    if (!machine.connected) {
      throw refuse('boxOffline');
    }
    const inCnc = storageType === 1;
    const storage = this.storage(machineId, storageType);
    const directory = storage.directory(cloudPath);
    if (directory === undefined) {
      throw refuse(inCnc ? 'noPathInCnc' : 'noPathInBox');
    }
    const path = Storage.pathOf(directory, fileName);
    if (storage.files.has(path) || storage.directories.has(path)) {
      throw refuse(inCnc ? 'existsInCnc' : 'existsInBox');
    }
    if (storage.usedBytes + size > (inCnc ? this.settings.cncCapacity : this.settings.boxCapacity)) {
      throw refuse('noSpace');
    }
    return path;
  }

  #begin(socket: MgmSocket, machine: LiveMachine, query: TransferQuery, path: string): void {
    const { appKey } = socket.account;
    const key = JSON.stringify([appKey, query.machineId, query.storageType, path, query.size]);
    const file = this.#incoming.get(key)?.file ?? this.#newFile({ ...query, appKey });
    // A client that comes back has lost its former socket, even where that has not been noticed yet.
    this.#incoming.get(key)?.socket.connection.drop();
    this.#incoming.set(key, { file, socket });
    file.record.connections++;
    file.record.seeks.push(file.record.bytes);
    socket.send({ code: 200, file_seek: file.record.bytes, file_id: file.record.fileId });
    socket.connection.onMessage = (text) => this.#take(socket, machine, file, key, path, text);
    socket.connection.whenClosed(() => {
      if (!file.complete) {
        file.lose(this.settings.partialLoss);
      }
    });
    this.#finishIfComplete(socket, file, key, path);
  }

  #newFile(about: TransferQuery & { appKey: string }): IncomingFile {
    const file = new IncomingFile(about, this.settings.keepContent);
    this.transfers.push(file.record);
    if (this.transfers.length > keptTransfers) {
      this.transfers.shift();
    }
    return file;
  }

  async #take(
    socket: MgmSocket,
    machine: LiveMachine,
    file: IncomingFile,
    key: string,
    path: string,
    text: string,
  ) {
    try {
      if (file.complete) {
        throw refuse('badContent');
      }
      const piece = readPiece(text, file.record.size - file.record.bytes);
      await this.#takeTime(piece.length);
      if (!socket.connection.open || socket.connection.frozen) {
        return;
      }
      machine.advance();
      if (!machine.connected) {
        throw refuse('boxOffline');
      }
      file.add(piece);
      if (this.#cutNow(file.record.bytes)) {
        socket.connection.drop();
        return;
      }
      this.#finishIfComplete(socket, file, key, path);
    } catch (error) {
      this.sockets.refuse(socket, error);
    }
  }

  /** Waits as long as the platform is set to take for a piece. */
  async #takeTime(bytes: number): Promise<void> {
    const { transferPieceDelayMs, transferBytesPerSecond } = this.settings;
    const throttled = transferBytesPerSecond > 0 ? (bytes * 1000) / transferBytesPerSecond : 0;
    if (transferPieceDelayMs + throttled > 0) {
      await this.timers.wait(transferPieceDelayMs + throttled);
    }
  }

  #cutNow(bytes: number): boolean {
    const cuts = this.settings.transferCuts;
    const due = cuts.findIndex((cut) => bytes >= cut);
    if (due >= 0) {
      cuts.splice(due, 1);
    }
    return due >= 0;
  }

  #finishIfComplete(socket: MgmSocket, file: IncomingFile, key: string, path: string): void {
    if (!file.complete) {
      return;
    }
    this.#incoming.delete(key);
    const { machineId, storageType, size } = file.record;
    const { files } = this.storage(machineId, storageType);
    if (files.has(path)) {
      throw refuse('existsAlready');
    }
    file.finish(this.now());
    files.set(path, { size, md5: file.record.md5 ?? '' });
    socket.send({ code: 200, request_id: file.record.requestId });
  }
}

/** The content of `{content, file_md5}`. @throws MgmRefusal 3010, 732 */
function readPiece(text: string, room: number): Buffer {
  const { content, file_md5 } = parseObject(text);
  if (typeof content !== 'string' || typeof file_md5 !== 'string') {
    throw refuse('badContent');
  }
  const piece = Buffer.from(content, 'base64');
  const intact =
    createHash('md5').update(content).digest('hex') === file_md5 && piece.toString('base64') === content;
  if (!intact || piece.length === 0 || content.length > longestContent || piece.length > room) {
    throw refuse('badContent');
  }
  return piece;
}
