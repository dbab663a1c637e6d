import type { Clock } from '@sinonjs/fake-timers';
import { Journal } from '../../../lib/journal/journal';
import type { JournalStore } from '../../../lib/journal/journal-store';
import type { MachineState } from '../../../lib/machine/machine-state';
import { MachineStates } from '../../../lib/machine/machine-states';
import { createRandom, type Random } from '../../../lib/simulator/random';
import type { TrueMachine } from './true-machines';

/** What may come between machines and their journal. */
export type CutKind =
  | 'link down'
  | 'gateway restart'
  | 'Node-RED restart'
  | 'Node-RED killed'
  | 'clock ahead'
  | 'clock behind'
  | 'messages twice'
  | 'messages late'
  | 'messages out of order';

export interface Cut {
  readonly kind: CutKind;
  readonly from: number;
  readonly to: number;
}

export interface PlantRunOptions {
  readonly machines: readonly TrueMachine[];
  readonly cuts: readonly Cut[];
  /** A fake clock, which the run moves. */
  readonly clock: Clock;
  readonly store: JournalStore;
  readonly from: number;
  readonly to: number;
}

/** Nothing of what machines do arrives, or its time is wrong. */
const BLIND: ReadonlySet<CutKind> = new Set([
  'link down',
  'gateway restart',
  'Node-RED restart',
  'Node-RED killed',
  'clock ahead',
  'clock behind',
]);
const STEP_MS = 1_000;
const STALE_MS = 60_000;
const LATE_MS = 40_000;
const DISORDER_MS = 20_000;
const CLOCK_OFF_MS = 3_600_000;

export function isBlind({ kind }: Cut): boolean {
  return BLIND.has(kind);
}

export function keyOf({ platform, id }: TrueMachine): string {
  return `${platform}:plant:${id}`;
}

/** Machines, the nodes that follow them, the flow behind these and the journal, in a time that passes at once. */
export class PlantRun {
  private now: number;
  private readonly random: Random;
  /** What is on its way to the journal. */
  private readonly underWay: { readonly due: number; readonly state: MachineState }[] = [];
  private readonly unreached = new Set<TrueMachine>();
  private process: { readonly states: MachineStates; readonly journal: Journal; isDead: boolean } | undefined;

  constructor(private readonly options: PlantRunOptions) {
    this.now = options.from;
    this.random = createRandom(7);
  }

  async run(): Promise<void> {
    const { clock, from, to } = this.options;
    clock.setSystemTime(from);
    this.start();
    while (this.now < to) {
      await this.change();
      clock.tick(STEP_MS);
      this.now += STEP_MS;
      if (this.process) this.follow();
      this.arrive();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.process?.journal.close();
    this.process?.states.close();
  }

  private is(kind: CutKind): boolean {
    return this.options.cuts.some((cut) => cut.kind === kind && cut.from <= this.now && this.now < cut.to);
  }

  private begins(kind: CutKind): boolean {
    return this.options.cuts.some((cut) => cut.kind === kind && cut.from === this.now);
  }

  private ends(kind: CutKind): boolean {
    return this.options.cuts.some((cut) => cut.kind === kind && cut.to === this.now);
  }

  private async change(): Promise<void> {
    const { clock, machines } = this.options;
    if (this.begins('gateway restart'))
      for (const { id } of machines) this.process?.states.lose(id, 'disconnected');
    if (this.begins('clock ahead')) clock.setSystemTime(this.now + CLOCK_OFF_MS);
    if (this.begins('clock behind')) clock.setSystemTime(this.now - CLOCK_OFF_MS);
    if (this.ends('clock ahead') || this.ends('clock behind')) clock.setSystemTime(this.now);
    if (this.begins('Node-RED restart') || this.begins('Node-RED killed')) await this.stop();
    if (this.ends('Node-RED restart') || this.ends('Node-RED killed')) this.start();
  }

  private async stop(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    if (process === undefined) return;
    this.underWay.length = 0;
    process.states.close();
    if (this.begins('Node-RED restart')) await process.journal.close();
    else {
      process.isDead = true;
      process.journal.close().catch(() => undefined);
    }
  }

  private start(): void {
    const { store, machines } = this.options;
    const platforms = new Map(machines.map((machine) => [machine.id, machine]));
    const process = {
      isDead: false,
      states: new MachineStates({
        staleMs: STALE_MS,
        identityOf: (machineId) => {
          const { platform = 'mgm', ...machine } = platforms.get(machineId) ?? {};
          const source = { platform, account: 'plant' };
          const key = keyOf({ ...machine, platform, id: machineId } as TrueMachine);
          return { key, machineId, name: machineId, path: [], source };
        },
        onChange: (_, changed, snapshot) => this.send(snapshot(changed)),
      }),
      journal: new Journal({
        open: async () =>
          Object.assign(Object.create(store) as JournalStore, {
            write: async (batch: Parameters<JournalStore['write']>[0]) => {
              if (process.isDead) throw new Error('The process is dead');
              return store.write(batch);
            },
            close: async () => undefined,
          }),
        rules: { staleMs: STALE_MS, shortestMs: 1_000 },
        mostMachines: machines.length,
        mostWaiting: 100_000,
        onTold: () => undefined,
        onRefused: () => undefined,
        onChange: () => undefined,
      }),
    };
    this.process = process;
    for (const machine of machines) this.unreached.add(machine);
  }

  private follow(): void {
    const isCut = this.is('link down') || this.is('gateway restart');
    for (const machine of this.options.machines) {
      if (isCut) this.unreached.add(machine);
      else {
        const news = machine.news(this.now, Date.now(), this.unreached.delete(machine));
        for (const each of news) this.process?.states.tell(machine.id, each);
      }
    }
  }

  private send(state: MachineState): void {
    const isDisordered = this.is('messages out of order');
    const delay = isDisordered ? this.random.between(0, DISORDER_MS) : this.is('messages late') ? LATE_MS : 0;
    const times = this.is('messages twice') ? 2 : 1;
    for (let time = 0; time < times; time++) this.underWay.push({ due: this.now + delay, state });
  }

  private arrive(): void {
    const { underWay } = this;
    const arrived = underWay.filter(({ due }) => due <= this.now).sort((one, other) => one.due - other.due);
    if (arrived.length === 0) return;
    const rest = underWay.filter(({ due }) => due > this.now);
    underWay.splice(0, underWay.length, ...rest);
    for (const { state } of arrived) this.process?.journal.take(state)?.catch(() => undefined);
  }
}
