import { createRequire } from 'node:module';

/** What the observer tells of the last half second, times in ms since the epoch. */
export interface Observation {
  readonly kind: 'observation';
  /** How many messages nodes of each type sent. */
  readonly sent: Readonly<Record<string, number>>;
  /** When each stream (`mgm <machine id>`, …) brought a message. */
  readonly streams: Readonly<Record<string, readonly number[]>>;
  readonly failures: readonly ObservedFailure[];
  /** Flows (ids) in which a file was handed to a node that sends it. */
  readonly transfersBegun: readonly string[];
  readonly transfersFailed: readonly FailedTransfer[];
  readonly transfers: readonly ObservedTransfer[];
  /** Warnings of Node.js, such as of listeners that pile up. */
  readonly warnings: readonly string[];
}

/** A message with `msg.failure` that a Catch node passed on. */
export interface ObservedFailure {
  readonly flow: string;
  readonly platform: string;
  readonly failure: string;
  readonly code: string;
  readonly message: string;
  readonly time: number;
}

export interface FailedTransfer {
  readonly flow: string;
  readonly code: string;
  readonly reason: string;
}

/** A `mgm/transfer-result`, and the flow (id) that got it. */
export interface ObservedTransfer {
  readonly flow: string;
  readonly machineId: string;
  readonly cloudPath: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly md5: string;
  readonly resumed: boolean;
}

interface SendEvent {
  readonly msg: { readonly [property: string]: unknown };
  readonly source: { readonly node: RuntimeNode; readonly port: number };
}

interface RuntimeNode {
  readonly id: string;
  readonly type: string;
  readonly z: string;
}

interface Place {
  readonly node: RuntimeNode;
}

interface Hooks {
  add(name: 'onSend.soak', hook: (events: readonly SendEvent[]) => void): void;
  add(name: 'onReceive.soak', hook: (event: { readonly destination: Place }) => void): void;
  add(
    name: 'onComplete.soak',
    hook: (event: { readonly node: Place; readonly error?: { message: string; code?: string } }) => void,
  ): void;
}

const intervalMs = 500;
const transferType = 'mgm-trans-file';
const ourTypes = /^(mgm|bivrost|oms|quectel|dhgj)-/;

/** Loaded by a Node-RED process before anything else (`--require`): tells its parent what its nodes send. */
class Observer {
  #sent: Record<string, number> = {};
  #streams: Record<string, number[]> = {};
  #failures: ObservedFailure[] = [];
  #begun: string[] = [];
  #failed: FailedTransfer[] = [];
  #transfers: ObservedTransfer[] = [];
  #warnings: string[] = [];

  observe(hooks: Hooks): void {
    hooks.add('onSend.soak', (events) => {
      const ports = new Set<number>();
      for (const { msg, source } of events) {
        // One message goes over several wires.
        if (!ports.has(source.port)) this.#see(msg, source.node);
        ports.add(source.port);
      }
    });
    hooks.add('onReceive.soak', ({ destination: { node } }) => {
      if (node.type === transferType) this.#begun.push(node.z);
    });
    hooks.add('onComplete.soak', ({ node: { node }, error }) => {
      if (node.type !== transferType || !error) return;
      this.#failed.push({ flow: node.z, code: String(error.code), reason: error.message });
    });
    process.on('warning', ({ name, message }) => this.#warnings.push(`${name}: ${message}`));
    setInterval(() => this.#tell(), intervalMs).unref();
  }

  #see(msg: SendEvent['msg'], { type, z }: RuntimeNode): void {
    if (type === 'catch') this.#seeFailure(msg, z);
    if (!ourTypes.test(type)) return;
    this.#sent[type] = (this.#sent[type] ?? 0) + 1;
    const { payload, topic } = msg;
    if (msg['type'] === 'mgm/raw') this.#seeStream(`mgm ${topic}`);
    if (msg['type'] === 'bivrost/machine-state') this.#seeStream(`bivrost ${topic}`);
    if (msg['type'] === 'quectel/message') this.#seeStream('quectel queue');
    if (msg['type'] === 'mgm/transfer-result') {
      this.#transfers.push({ ...(payload as Omit<ObservedTransfer, 'flow'>), flow: z });
    }
  }

  #seeStream(name: string): void {
    const times = this.#streams[name] ?? [];
    this.#streams[name] = times;
    times.push(Date.now());
  }

  #seeFailure({ failure, error }: SendEvent['msg'], flow: string): void {
    const { platform, kind, code, message } = (failure ?? {}) as Record<string, unknown>;
    const said = message ?? (error as { message?: unknown } | undefined)?.message;
    this.#failures.push({
      flow,
      platform: String(platform ?? 'flow'),
      failure: String(kind ?? 'error'),
      code: String(code ?? ''),
      message: String(said),
      time: Date.now(),
    });
  }

  #tell(): void {
    const observation: Observation = {
      kind: 'observation',
      sent: this.#sent,
      streams: this.#streams,
      failures: this.#failures,
      transfersBegun: this.#begun,
      transfersFailed: this.#failed,
      transfers: this.#transfers,
      warnings: this.#warnings,
    };
    process.send?.(observation);
    this.#sent = {};
    this.#streams = {};
    this.#failures = [];
    this.#begun = [];
    this.#failed = [];
    this.#transfers = [];
    this.#warnings = [];
  }
}

const { hooks } = createRequire(process.argv[1] ?? '')('@node-red/util') as { hooks: Hooks };
new Observer().observe(hooks);
