import { isDeepStrictEqual } from 'node:util';
import { MemoryBudget } from '../../json/memory-budget';
import { bytesOf } from '../../json/value-size';
import type { MachineRead } from './reads';

export type MachineFields = Record<string, unknown>;

/** The field for a machine that the gateway reports as off (docs/platforms/bivrost.md, "Direct reads"). */
export const STATUS_FIELD = 'cncStatus';
export const OFF = 'OFF';

/** The largest value of a field, in bytes in memory, about. A machine has some dozen fields, most of them numbers. */
export const LARGEST_FIELD = 64 * 1024;

/** What is known of one machine, and what of it has changed. */
export class MachineRecord {
  online: boolean | undefined;
  /**
   * Names of fields that were left out of the last answers, because their values are too large: each by itself, or
   * beside those of the other machines.
   */
  readonly leftOut = new Map<string, 'itself' | 'others'>();
  private readonly known = new Map<string, unknown>();
  /** The status is OFF because the machine is not reached, not because it was read. */
  private isTakenForOff = false;

  /** What the fields take, by name. */
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly largestField = LARGEST_FIELD,
    /** Shared with the other machines. */
    private readonly budget = new MemoryBudget(),
  ) {}

  /** The fields of an answer that differ from what was known; one that is not there any more becomes null. */
  apply(read: MachineRead, answer: Record<string, unknown>): MachineFields {
    const changes: MachineFields = {};
    for (const [name, keptAs] of read.fields) {
      const value = this.kept(answer, name, keptAs);
      const before = this.known.get(keptAs) ?? null;
      if (isDeepStrictEqual(before, value)) continue;
      this.known.set(keptAs, value);
      changes[keptAs] = value;
    }
    for (const name of read.counters) this.known.set(name, this.kept(answer, name, name));
    return changes;
  }

  /** Null for a field that is not there or too large, by itself or beside those of the other machines. */
  private kept(answer: Record<string, unknown>, name: string, keptAs: string): unknown {
    const value = Object.hasOwn(answer, name) ? answer[name] : null;
    const bytes = bytesOf(value, this.largestField);
    const isTooLarge = bytes > this.largestField;
    const before = this.sizes.get(keptAs) ?? 0;
    if (!isTooLarge && this.budget.take(bytes - before)) {
      this.sizes.set(keptAs, bytes);
      this.leftOut.delete(name);
      return value;
    }
    this.leftOut.set(name, isTooLarge ? 'itself' : 'others');
    this.budget.take(-before);
    this.sizes.delete(keptAs);
    return null;
  }

  /** Gives back what it holds of the budget. */
  close(): void {
    for (const bytes of this.sizes.values()) this.budget.take(-bytes);
    this.sizes.clear();
  }

  /** Records whether the machine can be reached. Returns the change, or undefined where there is none. */
  connect(isOnline: boolean, reads: readonly MachineRead[]): MachineFields | undefined {
    if (this.online === isOnline) return undefined;
    this.online = isOnline;
    // A machine that is reached again is not off: its status is what the next read says.
    if (isOnline && this.isTakenForOff) this.known.delete(STATUS_FIELD);
    this.isTakenForOff = false;
    const hasStatus = reads.some(({ fields }) => fields.has(STATUS_FIELD));
    if (isOnline || !hasStatus || this.known.get(STATUS_FIELD) === OFF) return {};
    this.known.set(STATUS_FIELD, OFF);
    this.isTakenForOff = true;
    return { [STATUS_FIELD]: OFF };
  }

  /** A copy of all fields that have a value. */
  fields(): MachineFields {
    return Object.fromEntries([...this.known].filter(([, value]) => value !== null));
  }
}
