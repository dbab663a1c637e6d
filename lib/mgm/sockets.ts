import type { PlatformConnection } from '../account/platform-connection';
import { KeyedQueue } from '../async/keyed-queue';
import type { FileSource } from '../files/file-source';
import { MemoryBudget } from '../json/memory-budget';
import { chooseTransports, HandshakeGate, type TransportSetting } from '../stream';
import type { FeedContext, MachineFollower } from './machine-feed';
import type { MgmTransferResult } from './messages';
import { MgmRealtime } from './realtime';
import { checkOrder, type TransferOrder } from './transfer/order';
import { FileTransfer, type TransferOptions } from './transfer/transfer';

export interface SocketOptions {
  /** Default `auto`. */
  transport?: TransportSetting;
  /** Most that is kept of one machine's live data, in bytes, about; default 128 KB. */
  largestState?: number | undefined;
  /** Most that is kept of the live data of all machines together, in bytes, about; default 64 MB. */
  largestStates?: number | undefined;
  /** How long a socket outlives its last follower, in ms; default 0. */
  lingerMs?: number;
}

/** What an account does over sockets: live data and files. It is loaded with the first of them. */
export class MgmSockets {
  private readonly context: FeedContext;
  private readonly realtime: MgmRealtime;
  private readonly transfers = new KeyedQueue();

  constructor(
    { baseUrl, settings, session, redactor }: PlatformConnection,
    { transport = 'auto', largestState, largestStates, lingerMs = 0 }: SocketOptions,
  ) {
    const transports = chooseTransports(transport);
    this.context = { baseUrl, settings, session, redactor, transports, gate: new HandshakeGate() };
    const budget = new MemoryBudget(largestStates);
    this.realtime = new MgmRealtime({ ...this.context, session, lingerMs, largestState, budget });
  }

  follow(machineId: string, page: string, follower: MachineFollower) {
    return this.realtime.follow(machineId, page, follower);
  }

  /** Files for one machine go one after another. */
  async send(source: FileSource, order: TransferOrder, options: TransferOptions): Promise<MgmTransferResult> {
    checkOrder(order, source.size);
    const run = () => new FileTransfer(order, source, this.context, options).run();
    return this.transfers.run(order.machineId, run, options.signal);
  }

  close(): void {
    this.realtime.close();
  }
}
