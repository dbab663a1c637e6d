import { isPlainObject, numberOf, textOf } from '../json/json-values';
import type { MachineUnits } from './units';

/** A machine as the plant's own list has it. */
export interface PlantMachine {
  /** The plant's own id of the asset. */
  readonly id: string;
  readonly name: string;
  /** Names from factory to line. */
  readonly path: readonly string[];
  /** Name or id of the account that it is connected by; blank: any. */
  readonly account: string;
  /** The platform's id. */
  readonly machineId: string;
  /** Units that its controller is set to, where that is not mm and mm/min. */
  readonly feedUnit?: string;
  readonly lengthUnit?: string;
  /** Ideal cycles, by program. */
  readonly cycles: readonly PlantCycle[];
}

export interface PlantCycle {
  readonly program: string;
  readonly seconds: number;
}

/** By what an account is known. */
export interface AccountNames {
  readonly id: string;
  readonly name?: string | undefined;
}

/** Rows that one plant takes; real ones have hundreds. */
export const MOST_PLANT_MACHINES = 10_000;

/** A plant's own list of machines. */
export class Plant {
  private readonly byMachine = new Map<string, PlantMachine[]>();
  private readonly byId = new Map<string, PlantMachine>();

  /** @param machines of rows with the same id the first counts */
  constructor(machines: readonly PlantMachine[]) {
    for (const machine of machines) {
      if (this.byId.has(machine.id)) continue;
      this.byId.set(machine.id, machine);
      const others = this.byMachine.get(machine.machineId) ?? [];
      this.byMachine.set(machine.machineId, [...others, machine]);
    }
  }

  get machines(): readonly PlantMachine[] {
    return [...this.byId.values()];
  }

  /** The asset of this id. */
  asset(id: string): PlantMachine | undefined {
    return this.byId.get(id);
  }

  /** The asset that a machine of an account is; a row that names the account goes before one for any. */
  find(account: AccountNames, machineId: string): PlantMachine | undefined {
    const rows = this.byMachine.get(machineId) ?? [];
    return rows.find((row) => isOf(row, account)) ?? rows.find((row) => row.account === '');
  }

  /** Rows of an account whose machine is not among those that it lists. */
  unmatched(account: AccountNames, listed: (machineId: string) => boolean): number {
    return this.machines.filter((row) => isOf(row, account) && !listed(row.machineId)).length;
  }

  /** Seconds that a part takes at best with a program; undefined where nobody knows. */
  idealCycle({ cycles }: PlantMachine, program: string): number | undefined {
    return (
      cycles.find((cycle) => cycle.program === program) ?? cycles.find((cycle) => cycle.program === '*')
    )?.seconds;
  }
}

/** The units of a machine's controller. */
export function unitsOf(machine: PlantMachine | undefined): MachineUnits {
  return {
    ...(machine?.feedUnit === undefined ? {} : { feed: machine.feedUnit }),
    ...(machine?.lengthUnit === undefined ? {} : { length: machine.lengthUnit }),
  };
}

/** Machines as a flow keeps them, whoever has written it: a row without a machine is none. */
export function plantMachines(saved: unknown): PlantMachine[] {
  if (!Array.isArray(saved)) return [];
  return saved
    .slice(0, MOST_PLANT_MACHINES)
    .filter(isPlainObject)
    .flatMap((row) => {
      const text = (name: string) => (textOf(row[name]) ?? '').trim();
      const machineId = text('machineId');
      const id = text('id') || machineId;
      if (id === '') return [];
      const path = Array.isArray(row['path'])
        ? row['path'].map((name) => textOf(name) ?? '')
        : text('path').split('/');
      return [
        {
          id,
          name: text('name'),
          path: path.map((name) => name.trim()).filter((name) => name !== ''),
          account: text('account'),
          machineId,
          ...(text('feedUnit') === '' ? {} : { feedUnit: text('feedUnit') }),
          ...(text('lengthUnit') === '' ? {} : { lengthUnit: text('lengthUnit') }),
          cycles: readCycles(row['cycles']).cycles,
        },
      ];
    });
}

/** Cycles as they are typed, `O2107 = 95, * = 60` in seconds. */
export function cyclesText(cycles: readonly PlantCycle[]): string {
  return cycles.map(({ program, seconds }) => `${program} = ${seconds}`).join(', ');
}

/** Cycles as they are typed or kept, and what of them says no program and seconds. */
export function readCycles(value: unknown): { cycles: PlantCycle[]; unread: string[] } {
  const list: readonly unknown[] = Array.isArray(value) ? value : (textOf(value) ?? '').split(/[,，;；\n]/);
  const cycles: PlantCycle[] = [];
  const unread: string[] = [];
  for (const entry of list) {
    const typed = textOf(entry) ?? '';
    const sign = typed.lastIndexOf('=');
    const typedProgram = typed.slice(0, Math.max(0, sign));
    const [, typedSeconds] = /^([\d.]+)\s*s?$/.exec(typed.slice(sign + 1).trim()) ?? [];
    const fields = isPlainObject(entry) ? entry : { program: typedProgram, seconds: typedSeconds };
    const [program, seconds] = [textOf(fields['program'])?.trim() ?? '', numberOf(fields['seconds'])];
    if (program !== '' && seconds !== undefined && seconds > 0) cycles.push({ program, seconds });
    else if (typed.trim() !== '') unread.push(typed.trim());
  }
  return { cycles, unread };
}

function isOf({ account }: PlantMachine, { id, name }: AccountNames): boolean {
  return account !== '' && (account === id || account === name?.trim());
}
