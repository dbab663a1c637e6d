import { memoryUsage } from 'node:process';

/** One line of a Node-RED process' log. Levels: 20 error, 30 warn, 40 info, 50 debug, 60 trace. */
export interface LogEntry {
  readonly level: number;
  readonly text: string;
  readonly nodeType?: string;
  readonly nodeId?: string;
}

/** What a Node-RED process under test tells the test. */
export type ChildMessage =
  | { readonly kind: 'log'; readonly entry: LogEntry }
  | { readonly kind: 'flows-started' }
  | { readonly kind: 'flows-refused'; readonly reason: string }
  | { readonly kind: 'vitals'; readonly vitals: Vitals };

/** Memory in bytes, processor time so far in ms, and how many handles and requests of each kind keep the process alive. */
export interface Vitals {
  readonly cpuMs: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly resources: Readonly<Record<string, number>>;
}

/** A user of the editor; `permissions` such as `*` or `read`. */
export interface AdminUser {
  readonly username: string;
  readonly password: string;
  readonly permissions: string | readonly string[];
}

interface RuntimeEvent {
  readonly id: string;
  readonly payload?: { readonly error?: string };
}

interface NodeRedLogMessage {
  readonly level: number;
  readonly msg: unknown;
  readonly type?: string;
  readonly id?: string;
}

export interface ChildExtras {
  readonly users: readonly AdminUser[];
  readonly logLevel: string;
  /** Each message gets in `sentAt` when its node sent it, in ms since 1970; the next node has it in a later turn. */
  readonly stamps: boolean;
}

interface SendEvent {
  readonly msg: { sentAt?: number };
}

/**
 * Called by the settings file of a Node-RED process under test: adds to the given settings that the process
 * reports its log, each start of its flows and, when asked, its vitals; that it ends with its parent;
 * that it lets in only the given users, if any; and that it stamps messages, if it should.
 */
export function childSettings(settings: object, { users, logLevel, stamps }: ChildExtras): object {
  const report = (message: ChildMessage): void => {
    process.send?.(message);
  };
  process.on('disconnect', () => process.exit(1));
  process.on('message', (request) => {
    if (request === 'vitals') report({ kind: 'vitals', vitals: vitals() });
  });
  const { events, hooks } = nodeRedUtil();
  if (stamps) {
    hooks.add('onSend.stamps', (sent: readonly SendEvent[]) => {
      for (const { msg } of sent) msg.sentAt = Date.now();
    });
  }
  events.on('flows:started', () => report({ kind: 'flows-started' }));
  events.on('runtime-event', ({ id, payload }: RuntimeEvent) => {
    if (id === 'runtime-state' && payload?.error !== undefined) {
      report({ kind: 'flows-refused', reason: JSON.stringify(payload) });
    }
  });
  const logToParent = {
    level: logLevel,
    metrics: false,
    audit: false,
    handler: () => (message: NodeRedLogMessage) => report({ kind: 'log', entry: logEntry(message) }),
  };
  return {
    ...settings,
    ...(users.length > 0 ? { adminAuth: adminAuth(users) } : {}),
    logging: { console: { level: 'off', metrics: false, audit: false }, logToParent },
  };
}

function adminAuth(users: readonly AdminUser[]): object {
  const find = (username: string): AdminUser | null =>
    users.find((user) => user.username === username) ?? null;
  return {
    type: 'credentials',
    users: async (username: string) => find(username),
    authenticate: async (username: string, password: string) =>
      find(username)?.password === password ? find(username) : null,
  };
}

interface NodeRedUtil {
  readonly events: NodeJS.EventEmitter;
  readonly hooks: { add(name: string, hook: (sent: readonly SendEvent[]) => void): void };
}

function nodeRedUtil(): NodeRedUtil {
  const nodeRed = require.main;
  if (nodeRed === undefined) throw new Error('these settings are for a Node-RED process of its own');
  return nodeRed.require('@node-red/util') as NodeRedUtil;
}

function logEntry({ level, msg, type, id }: NodeRedLogMessage): LogEntry {
  return {
    level,
    text: textOf(msg),
    ...(type === undefined ? {} : { nodeType: type }),
    ...(id === undefined ? {} : { nodeId: id }),
  };
}

function textOf(logged: unknown): string {
  if (logged instanceof Error) return logged.stack ?? logged.message;
  return typeof logged === 'object' ? JSON.stringify(logged) : String(logged);
}

function vitals(): Vitals {
  const { user, system } = process.cpuUsage();
  global.gc?.();
  const { rss, heapUsed, external } = memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { cpuMs: (user + system) / 1000, rss, heapUsed, external, resources };
}
