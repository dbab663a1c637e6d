import { MemoryBudget } from '../json/memory-budget';
import { bytesOf } from '../json/value-size';

/** Fields that identify the message rather than describe the machine, or that must never become a key. */
const NOT_STATE = new Set(['id', 'machine_id', '__proto__', 'constructor', 'prototype']);

export type MachineFields = Record<string, unknown>;

/** What is kept of one machine, in bytes, about: some 1,500 fields of the documented kind. */
export const LARGEST_STATE = 128 * 1024;
/** Approximate bytes that a field takes besides its name and value. */
const FIELD_BYTES = 48;

interface Known {
  value: unknown;
  bytes: number;
}

/**
 * Keeps the platform's fields of one machine: the first message of a connection is the full set, later ones are
 * changes.
 */
export class MachineTracker {
  /** Values that were left out, because there was no room for them, since the start. */
  leftOut = 0;
  /** The last of them had room within the machine, but not beside the others. */
  isBudgetSpent = false;
  private readonly known = new Map<string, Known>();
  private bytes = 0;
  private awaitsFullSet = false;

  constructor(
    private readonly largest = LARGEST_STATE,
    /** Shared with the other machines. */
    private readonly budget = new MemoryBudget(),
  ) {}

  /** The next message replaces what is known: fields that it does not have are gone. */
  expectFullSet(): void {
    this.awaitsFullSet = true;
  }

  /** The fields of the message that differ from what was known; one that is gone is null. */
  apply(message: MachineFields): MachineFields {
    const changes: MachineFields = {};
    if (this.awaitsFullSet) this.removeOthers(message, changes);
    this.awaitsFullSet = false;
    for (const field of Object.keys(message)) {
      const value = message[field];
      const known = this.known.get(field);
      if (NOT_STATE.has(field) || (known && known.value === value)) continue;
      if (this.keep(field, value)) changes[field] = value;
      // Forgets what is known of the machine.
      else if (known && known.value !== null && this.keep(field, null)) changes[field] = null;
    }
    return changes;
  }

  /** A copy of all fields. */
  fields(): MachineFields {
    return Object.fromEntries([...this.known].map(([field, { value }]) => [field, value]));
  }

  get isEmpty(): boolean {
    return this.known.size === 0;
  }

  /** Forgets everything. */
  clear(): void {
    this.known.clear();
    this.budget.take(-this.bytes);
    this.bytes = 0;
  }

  private removeOthers(message: MachineFields, changes: MachineFields): void {
    for (const [field, { bytes }] of this.known) {
      if (Object.hasOwn(message, field)) continue;
      this.known.delete(field);
      this.bytes -= bytes;
      this.budget.take(-bytes);
      changes[field] = null;
    }
  }

  /** False where there is no room for it. */
  private keep(field: string, value: unknown): boolean {
    const bytes = FIELD_BYTES + field.length + bytesOf(value, this.largest);
    const before = this.known.get(field)?.bytes ?? 0;
    const isTooLarge = this.bytes - before + bytes > this.largest;
    if (isTooLarge || !this.budget.take(bytes - before)) {
      this.isBudgetSpent = !isTooLarge;
      this.leftOut += 1;
      return false;
    }
    this.bytes += bytes - before;
    this.known.set(field, { value, bytes });
    return true;
  }
}
