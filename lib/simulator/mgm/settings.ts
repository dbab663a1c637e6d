import type { SimulatorOptions } from '../platform-simulator';
import type { SocketSwitches } from '../sockjs/endpoint';

/** An app key of the platform. */
export interface MgmAccount {
  appKey: string;
  appSecret: string;
  /** Logins are refused with 3002, calls and sockets with 3013. */
  disabled?: boolean;
  /** Ids of the machines that it may see; all when left out. */
  machines?: string[];
}

/** How the messages of sockets are wrapped: as JSON objects, as strings that hold JSON, or by turns. */
export type MessageForm = 'object' | 'string' | 'mixed';

/** What can be changed while the simulator runs. */
export interface MgmSettings extends SocketSwitches {
  accounts: MgmAccount[];
  /** Life of an access token in seconds; the document says 7200. */
  tokenLifeSeconds: number;
  /** Life of a refresh token in seconds; the document says 30 days. */
  refreshLifeSeconds: number;
  /** Calls that a token may make in any 60 seconds; the document says 200. */
  callsPerMinute: number;
  /** `refresh_token` is answered with 3004. */
  refuseRenewal: boolean;
  messageForm: MessageForm;
  /** Bytes of a machine's storage: of its box (storage type 0) and of its CNC (1). */
  boxCapacity: number;
  cncCapacity: number;
  /** Milliseconds that the platform takes for each piece of a file. */
  transferPieceDelayMs: number;
  /** Bytes of content a second that one transfer is let through with; 0: no limit. */
  transferBytesPerSecond: number;
  /** Transfers are cut when they first hold this many bytes, once for each entry of the list. */
  transferCuts: number[];
  /** So many of the last bytes received are lost when a transfer is cut (at most 256 KB). */
  partialLoss: number;
  /** Keeps the content of files that arrive, for tests; otherwise only length and MD5 are kept. */
  keepContent: boolean;
}

export interface MgmOptions extends SimulatorOptions, Partial<MgmSettings> {
  /** How many machines there are beside the unconfigured box; default 12. */
  machines?: number;
  /** Milliseconds between the messages of a machine, and length of a tick of its life; default 1000. */
  realtimeIntervalMs?: number;
}

const mebibyte = 1024 * 1024;

export function settingsOf(options: MgmOptions): MgmSettings {
  return {
    accounts: options.accounts ?? [{ appKey: 'simulator', appSecret: 'simulator' }],
    tokenLifeSeconds: options.tokenLifeSeconds ?? 7200,
    refreshLifeSeconds: options.refreshLifeSeconds ?? 30 * 24 * 3600,
    callsPerMinute: options.callsPerMinute ?? 200,
    refuseRenewal: options.refuseRenewal ?? false,
    messageForm: options.messageForm ?? 'mixed',
    blockWebSockets: options.blockWebSockets ?? false,
    blockRawWebSockets: options.blockRawWebSockets ?? false,
    blockSockJs: options.blockSockJs ?? false,
    sockjsHeartbeatMs: options.sockjsHeartbeatMs ?? 25_000,
    boxCapacity: options.boxCapacity ?? 8192 * mebibyte,
    cncCapacity: options.cncCapacity ?? 512 * mebibyte,
    transferPieceDelayMs: options.transferPieceDelayMs ?? 0,
    transferBytesPerSecond: options.transferBytesPerSecond ?? 0,
    transferCuts: options.transferCuts ?? [],
    partialLoss: options.partialLoss ?? 0,
    keepContent: options.keepContent ?? false,
  };
}
