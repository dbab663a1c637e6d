import { PlatformSimulator } from '../platform-simulator';
import { jsonReply, type Reply } from '../reply';
import type { BodyTooLarge, MalformedBody, SimulatedRequest } from '../request';
import { analysisOperations } from './analysis-operations';
import { type Arguments, readFields, readQuery } from './arguments';
import { GatewayRefusal } from './codes';
import { configurationOperations } from './configuration-operations';
import { coreOperations } from './core-operations';
import { directoryOperations } from './directory-operations';
import { fileOperations } from './file-operations';
import type { FileStore } from './file-store';
import { gatewayOperations } from './gateway-operations';
import { groupOperations } from './group-operations';
import { historyOperations } from './history-operations';
import type { ForcedState, MachineSnapshot } from './machine';
import { machineOperations } from './machine-operations';
import { networkOperations } from './network-operations';
import type { GatewayCall, Operation } from './operations';
import { probeOperations } from './probe-operations';
import { type BivrostOptions, type BivrostSettings, settingsOf } from './settings';
import { settingsOperations } from './settings-operations';
import { BivrostStatistics } from './statistics';
import { taskOperations } from './task-operations';
import { userOperations } from './user-operations';
import { GatewayWorld } from './world';

const bytesTypes = new Set(['application/octet-stream', 'text/plain']);

/** A BIVROST gateway with its machines (docs/platforms/bivrost.md). */
export class BivrostSimulator extends PlatformSimulator {
  /** What can be changed while it runs. */
  readonly settings: BivrostSettings;
  readonly statistics = new BivrostStatistics();
  readonly #world: GatewayWorld;
  readonly #operations: readonly Operation[];

  constructor(options: BivrostOptions = {}) {
    super({ bodyLimit: 32 * 1024 * 1024, ...options }, { ignoreCase: true });
    this.settings = settingsOf(options);
    this.#world = new GatewayWorld(options, this.settings, this.now, (ms) => this.timers.wait(ms));
    const world = this.#world;
    this.#operations = [
      ...userOperations(world),
      ...groupOperations(world),
      ...machineOperations(world),
      ...taskOperations(world),
      ...fileOperations(world),
      ...directoryOperations(world),
      ...analysisOperations(world),
      ...historyOperations(world),
      ...settingsOperations(world),
      ...configurationOperations(world),
      ...coreOperations(world),
      ...networkOperations(world),
      ...probeOperations(world),
      ...gatewayOperations(world, { leave: (ms) => this.#leave(ms) }),
    ];
    for (const operation of this.#operations) {
      this.router.add(operation.method, `/api/${operation.name}`, (request) =>
        this.#serve(operation, request),
      );
    }
  }

  /** The operations that it offers, by the path below `/api/`. */
  get operations(): readonly { name: string; method: string }[] {
    return this.#operations.map(({ name, method }) => ({ name, method }));
  }

  /** Ids of the machines that run, those that are offline included. */
  get machineIDs(): string[] {
    return [...this.#world.running.keys()];
  }

  /** Logins that succeeded and that were refused. */
  get logins(): { succeeded: number; refused: number } {
    return this.#world.access.logins;
  }

  /** Security control and the white list, as the configuration operations change them too. */
  get security() {
    return this.#world.access.security;
  }

  /** The machine as it is now. */
  machineState(machineID: string): MachineSnapshot {
    return this.#world.machine(machineID).at(this.now());
  }

  /** Decides a machine's state until it is given free with `undefined`. */
  setState(machineID: string, state: ForcedState | undefined): void {
    this.#world.machine(machineID).force(state, this.now());
  }

  /** Switches a machine off or on: calls to one that is off are answered with code 3. */
  setOffline(machineID: string, isOffline: boolean): void {
    this.#world.machine(machineID).offline = isOffline;
  }

  isOffline(machineID: string): boolean {
    return this.#world.machine(machineID).offline;
  }

  /** The files of a machine. */
  files(machineID: string): FileStore {
    return this.#world.machine(machineID).files;
  }

  /** Puts an alarm mapping on the gateway, as an upload does. */
  putAlarmMapping(fileName: string, content: Buffer): void {
    this.#world.alarmMappings.set(fileName, content);
  }

  /** The content of a backup of the present configuration, in Base64. */
  backup(): string {
    return this.#world.backup();
  }

  /** Ends every token as a restart of the gateway may do; keys stay. */
  endTokens(): void {
    this.#world.access.endTokens();
  }

  protected override unrouted(): Reply {
    return new GatewayRefusal('noInterface').reply;
  }

  protected override unreadable(error: MalformedBody | BodyTooLarge): Reply {
    return new GatewayRefusal('invalidRequest', error.message).reply;
  }

  async #serve(operation: Operation, request: SimulatedRequest): Promise<Reply> {
    let call: GatewayCall | undefined;
    let errorCode = 0;
    try {
      checkContentType(operation, request);
      const user = this.#world.access.admit(operation.name, request);
      call = await readCall(operation, request, user);
      const result = await operation.work(call);
      return 'reply' in result ? result.reply : jsonReply(result.json);
    } catch (error) {
      errorCode = error instanceof GatewayRefusal ? error.code : -1;
      if (!(error instanceof GatewayRefusal)) {
        throw error;
      }
      return error.reply;
    } finally {
      const { args = {}, user } = call ?? {};
      this.statistics.add({
        time: this.now(),
        operation: operation.name,
        user: user?.username,
        args,
        errorCode,
      });
    }
  }

  /** Drops whatever comes until the gateway is back. */
  #leave(milliseconds: number): void {
    const away = this.faults.add({ times: Number.POSITIVE_INFINITY, drop: 'before' });
    if (Number.isFinite(milliseconds)) {
      this.timers.after(milliseconds, () => away.remove());
    }
  }
}

/**
 * Only JSON is taken, on calls without a body too (docs/platforms/bivrost.md, "Requests": 2.1); streams are bytes or
 * plain text.
 */
function checkContentType({ body }: Operation, request: SimulatedRequest): void {
  const isRight =
    body.kind === 'bytes' ? bytesTypes.has(request.contentType) : request.contentType === 'application/json';
  if (!isRight) {
    throw new GatewayRefusal('invalidRequest', `Content-Type "${request.contentType}" is not supported.`);
  }
}

async function readCall(
  operation: Operation,
  request: SimulatedRequest,
  user: GatewayCall['user'],
): Promise<GatewayCall> {
  const query = readQuery(request, operation.query);
  const { kind, rules } = operation.body;
  const call: GatewayCall = { args: query, items: [], fields: {}, user, request };
  if (kind === 'object') {
    const fields = await request.json();
    return {
      ...call,
      args: { ...query, ...readFields(fields, rules) },
      fields: fields as Record<string, unknown>,
    };
  }
  if (kind === 'list') {
    return { ...call, items: readItems(await request.json(), (entry) => readFields(entry, rules)) };
  }
  return call;
}

function readItems(body: unknown, read: (entry: unknown) => Arguments): Arguments[] {
  if (!Array.isArray(body) || body.length === 0) {
    throw new GatewayRefusal('invalidRequest', 'The body must be a list.');
  }
  return body.map(read);
}
