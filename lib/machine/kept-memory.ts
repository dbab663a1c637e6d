import { InputError } from '../errors';
import { MemoryBudget } from '../json/memory-budget';

/** What one node keeps of all its machines, in characters. */
const MEGABYTE = 1024 ** 2;
export const DEFAULT_MEGABYTES = 32;

/** Counts what the machines of a node take: each field what its last value took. */
export class KeptMemory {
  private readonly sizes = new Map<string, number[]>();
  private readonly budget: MemoryBudget;

  /** @param setting names the limit in Node-RED's settings file */
  constructor(
    private readonly megabytes: number,
    private readonly setting: string,
  ) {
    this.budget = new MemoryBudget(megabytes * MEGABYTE);
  }

  /**
   * Notes the sizes of what a machine's fields have now, undefined for those that stay as they were. Throws
   * `InputError`, and notes nothing, where that is too much.
   */
  take(machineId: string, sizes: readonly (number | undefined)[]): void {
    const before = this.sizes.get(machineId) ?? [];
    const now = sizes.map((size, index) => size ?? before[index] ?? 0);
    if (!this.budget.take(sum(now) - sum(before))) {
      throw new InputError(
        'machineId',
        `The machines of one node take more than ${this.megabytes} MB (limit "${this.setting}" in Node-RED's settings file)`,
      );
    }
    this.sizes.set(machineId, now);
  }

  forget(machineId: string): void {
    this.budget.take(-sum(this.sizes.get(machineId) ?? []));
    this.sizes.delete(machineId);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
