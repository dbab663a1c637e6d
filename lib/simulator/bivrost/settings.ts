import type { SimulatorOptions } from '../platform-simulator';

/** A user of the gateway. */
export interface GatewayUser {
  id: number;
  username: string;
  password: string;
  isAdmin: boolean;
  /** Works as a permanent token. */
  secretKey?: string;
  /** Interfaces that a user without administrator rights may use, as API commands (`prefix,/db;exact,/core/info`). */
  authorizedApis?: string;
  roles?: string[];
}

/** What can be changed while the simulator runs. */
export interface BivrostSettings {
  /** Life of a login's token in seconds; the document says 24 hours. */
  tokenLifeSeconds: number;
  /** Milliseconds until a call to an offline machine is answered with code 3. */
  offlineDelayMs: number;
  /** Cached reads that concern an offline machine wait as well: a gateway whose cache asks the machine first. */
  delayCachedReads: boolean;
  /** Milliseconds that reaching a machine takes. */
  machineDelayMs: number;
  /** Milliseconds between two runs of an automatic task. */
  taskIntervalMs: number;
  /** Milliseconds that the gateway is away after a restart or reboot. */
  restartMs: number;
  /** Longest content in bytes that is kept of a file; of longer ones only length and hash are. */
  keptBytes: number;
}

export interface BivrostOptions extends SimulatorOptions, Partial<BivrostSettings> {
  /** How many machines there are; default 12. */
  machines?: number;
  /** How many of them are offline from the start, the last ones; default 1. */
  offlineMachines?: number;
  /** Whether the machines' automatic tasks are enabled; default true. */
  tasks?: boolean;
  /** Milliseconds that a machine stays in one state; default 20,000. */
  phaseMs?: number;
  /** Users besides the factory's `admin`; default: `simulator`, an administrator, and `viewer`. */
  users?: Omit<GatewayUser, 'id'>[];
}

export function settingsOf(options: BivrostOptions): BivrostSettings {
  return {
    tokenLifeSeconds: options.tokenLifeSeconds ?? 24 * 3600,
    offlineDelayMs: options.offlineDelayMs ?? 200,
    delayCachedReads: options.delayCachedReads ?? false,
    machineDelayMs: options.machineDelayMs ?? 0,
    taskIntervalMs: options.taskIntervalMs ?? 1000,
    restartMs: options.restartMs ?? 300,
    keptBytes: options.keptBytes ?? 16 * 1024 * 1024,
  };
}

export const defaultUsers: Omit<GatewayUser, 'id'>[] = [
  { username: 'simulator', password: 'simulator', isAdmin: true, secretKey: 'sk-simulator' },
  {
    username: 'viewer',
    password: 'viewer',
    isAdmin: false,
    secretKey: 'sk-viewer',
    authorizedApis: 'prefix,/cnc/read;prefix,/cnc/batchRead;exact,/config/machines;prefix,/analysis',
  },
];
