import type { SimulatorOptions } from '../platform-simulator';

/** An access key of the platform, with the SaaS application behind it. */
export interface QuectelAccount {
  accessKey: string;
  accessSecret: string;
  /** Account number, in the names of its queues. */
  number: string;
  /** Keys of the products that are authorised to it; all but the foreign one when left out. */
  products?: string[];
  /** Logins and renewals are refused; a renewal ends the token. */
  disabled?: boolean;
  /** Its address is not in the white list: calls are answered with 91006. */
  notWhiteListed?: boolean;
  /** First parts of paths whose API is not opened: answered with 91007. */
  closedApis?: string[];
  /** Message subscription is not activated: 16024. */
  withoutMessages?: boolean;
}

/** What can be changed while the simulator runs. */
export interface QuectelSettings {
  accounts: QuectelAccount[];
  /** Life of a token in seconds ; the document's sample says 86400. */
  tokenLifeSeconds: number;
  /** A renewal within so many milliseconds of the last gives the same token; the document says 30 minutes. */
  sameTokenMs: number;
  /** Milliseconds that a command takes to its device and back. */
  commandDelayMs: number;
  /** Commands a second that a device takes; more are refused with 61007. */
  commandsPerSecond: number;
  /** Heartbeats in seconds that the broker accepts; the document says 30 to 60. */
  heartbeats: { least: number; most: number };
  /**
   * Bytes of messages that a queue keeps ; the document says 500 MB, which is less here because it is memory of this
   * process.
   */
  queueBytes: number;
  maxQueues: number;
  maxSubscriptions: number;
}

export interface QuectelOptions extends SimulatorOptions, Partial<QuectelSettings> {
  /** Milliseconds between the reports of a device; 0: they report nothing by themselves; default 2000. */
  reportIntervalMs?: number;
}

export function settingsOf(options: QuectelOptions): QuectelSettings {
  return {
    accounts: options.accounts ?? [
      { accessKey: 'simulator', accessSecret: 'simulator', number: '000000026106' },
    ],
    tokenLifeSeconds: options.tokenLifeSeconds ?? 86_400,
    sameTokenMs: options.sameTokenMs ?? 30 * 60_000,
    commandDelayMs: options.commandDelayMs ?? 50,
    commandsPerSecond: options.commandsPerSecond ?? 30,
    heartbeats: options.heartbeats ?? { least: 30, most: 60 },
    queueBytes: options.queueBytes ?? 4 * 1024 * 1024,
    maxQueues: options.maxQueues ?? 50,
    maxSubscriptions: options.maxSubscriptions ?? 100,
  };
}
