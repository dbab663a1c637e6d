import { AccessControl, defaultSecurity } from './access';
import { GatewayRefusal } from './codes';
import { addressOf, defaultMachineID, makeFleet, sheetOf } from './fleet';
import { SimulatedMachine } from './machine';
import { allTasks, defaultMachine, type MachineConfiguration } from './machine-configuration';
import { type BivrostOptions, type BivrostSettings, defaultUsers, type GatewayUser } from './settings';
import { factorySettings, type SettingsDocument } from './settings-documents';

/** A group of machines (docs/platforms/bivrost.md, "Configuration and gateway": 2.9.4). */
export interface GroupConfiguration {
  id: number;
  number: number;
  useDefaultGroupID: boolean;
  groupID: string;
  name: string;
  isActive: boolean;
  machines: { id: number; countMultiplier: number }[];
  enableExternalMachines: boolean;
  taskCount: boolean;
  taskOEE: boolean;
  taskCumulativeStatusTime: boolean;
}

const defaultPhaseMs = 20_000;

/** All that the gateway knows: its configuration, and the machines that it runs with since its last restart. */
export class GatewayWorld {
  users: GatewayUser[] = [];
  machines: MachineConfiguration[] = [];
  groups: GroupConfiguration[] = [];
  documents: SettingsDocument[] = factorySettings();
  readonly alarmMappings = new Map<string, Buffer>();
  alias = 'iotgw';
  /** Items of the file server that were deleted. */
  readonly deletedItems = new Set<string>();
  /** The configuration was changed and the service was not restarted since. */
  needRestart = false;
  /** When the service began to run, in milliseconds since 1970. */
  serviceStart: number;
  readonly access: AccessControl;
  #running = new Map<string, SimulatedMachine>();
  #lastId = 0;

  constructor(
    private readonly options: BivrostOptions,
    readonly settings: BivrostSettings,
    readonly now: () => number,
    readonly wait: (ms: number) => Promise<void>,
  ) {
    this.serviceStart = now();
    this.access = new AccessControl(() => this.users, settings, now);
    this.#furnish();
    this.restartService();
  }

  nextId(): number {
    this.#lastId++;
    return this.#lastId;
  }

  /** The machines that the service runs with, by their id. */
  get running(): ReadonlyMap<string, SimulatedMachine> {
    return this.#running;
  }

  /** @throws GatewayRefusal 10003 */
  machine(machineID: string): SimulatedMachine {
    const found = this.#running.get(machineID);
    if (!found) {
      throw new GatewayRefusal('noMachine', `Invalid MachineID (${machineID})`);
    }
    return found;
  }

  /** The machine, once it has been reached; an offline one is not, after its delay. @throws GatewayRefusal 3, 10003 */
  async reach(machineID: string): Promise<SimulatedMachine> {
    const machine = this.machine(machineID);
    if (machine.offline) {
      await this.wait(this.settings.offlineDelayMs);
      throw new GatewayRefusal('offline');
    }
    if (this.settings.machineDelayMs > 0) {
      await this.wait(this.settings.machineDelayMs);
    }
    return machine;
  }

  configurationOf(machineID: string): MachineConfiguration | undefined {
    return this.machines.find((machine) => machine.machineID === machineID);
  }

  /** @throws GatewayRefusal 10017 */
  group(groupID: string): GroupConfiguration {
    const found = this.groups.find((group) => group.groupID === groupID && group.isActive);
    if (!found) {
      throw new GatewayRefusal('invalidRequest', `Invalid groupID (${groupID})`);
    }
    return found;
  }

  /** The running machines of a group. */
  membersOf(group: GroupConfiguration): SimulatedMachine[] {
    return group.machines.flatMap(({ id }) => {
      const configuration = this.machines.find((machine) => machine.id === id);
      const running = configuration && this.#running.get(configuration.machineID);
      return running ? [running] : [];
    });
  }

  /** Takes the changed configuration into use. Machines whose id stays keep their files and their life. */
  restartService(): void {
    const { seed = 1, phaseMs = defaultPhaseMs } = this.options;
    const before = this.#running;
    const active = this.machines.filter(({ isActive }) => isActive);
    this.#running = new Map(
      active.map((machine) => [
        machine.machineID,
        before.get(machine.machineID) ??
          new SimulatedMachine(sheetOf(machine), { seed, phaseMs, now: this.now() }),
      ]),
    );
    this.needRestart = false;
    this.serviceStart = this.now();
  }

  /** As the factory made it (2.9.1.8): no machines, no groups, only the user `admin`. */
  reset(): void {
    this.users = [{ id: 0, username: 'admin', password: 'admin', isAdmin: true }];
    this.machines = [];
    this.groups = [];
    this.documents = factorySettings();
    this.alarmMappings.clear();
    this.access.security = { ...defaultSecurity };
    this.restartService();
  }

  /** The configuration, as `restore` takes it; the real one is encrypted (2.9.1.6). */
  backup(): string {
    const { machines, groups, users, documents } = this;
    return Buffer.from(JSON.stringify({ machines, groups, users, documents })).toString('base64');
  }

  /** @throws GatewayRefusal 10017 for what is no backup */
  restore(base64: string): void {
    const parts = readBackup(base64);
    if (!parts.every(Array.isArray)) {
      throw new GatewayRefusal('invalidRequest', 'The content cannot be decrypted.');
    }
    [this.machines, this.groups, this.users, this.documents] = parts as [
      MachineConfiguration[],
      GroupConfiguration[],
      GatewayUser[],
      SettingsDocument[],
    ];
    this.restartService();
  }

  #furnish(): void {
    const { users = defaultUsers, machines = 12, offlineMachines = 1, tasks = true } = this.options;
    this.reset();
    this.users.push(...users.map((user, index) => ({ id: index + 1, ...user })));
    this.machines = makeFleet(machines).map(({ machineType, system, model, name }, index) => ({
      ...defaultMachine(),
      ...(tasks ? allTasks() : {}),
      id: this.nextId(),
      machineType,
      system,
      model,
      name,
      ip: addressOf(index),
      machineID: defaultMachineID(addressOf(index)),
      slaveID: Number(addressOf(index).split('.')[3]),
      isActive: true,
    }));
    this.restartService();
    const ids = [...this.#running.keys()];
    for (const machineID of ids.slice(ids.length - Math.min(offlineMachines, ids.length))) {
      this.machine(machineID).offline = true;
    }
    this.#makeGroups(machines);
  }

  #makeGroups(machines: number): void {
    const half = Math.ceil(machines / 2);
    for (const [index, members] of [this.machines.slice(0, half), this.machines.slice(half)].entries()) {
      this.groups.push({
        id: this.nextId(),
        number: index + 1,
        useDefaultGroupID: true,
        groupID: `g${index + 1}`,
        name: `g${index + 1}`,
        isActive: true,
        machines: members.map(({ id }) => ({ id, countMultiplier: 1 })),
        enableExternalMachines: false,
        taskCount: true,
        taskOEE: true,
        taskCumulativeStatusTime: true,
      });
    }
  }
}

function readBackup(base64: string): unknown[] {
  try {
    const { machines, groups, users, documents } = JSON.parse(Buffer.from(base64, 'base64').toString());
    return [machines, groups, users, documents];
  } catch {
    return [undefined];
  }
}
