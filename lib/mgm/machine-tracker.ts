/** Fields that identify the message rather than describe the machine, or that must never become a key. */
const NOT_STATE = new Set(['id', 'machine_id', '__proto__', 'constructor', 'prototype']);

export type MachineFields = Record<string, unknown>;

/** Keeps the platform's fields of one machine: the first message is the full set, later ones are changes. */
export class MachineTracker {
  private readonly known = new Map<string, unknown>();

  /** The fields of the message that differ from what was known. */
  apply(message: MachineFields): MachineFields {
    const changes: MachineFields = {};
    for (const field of Object.keys(message)) {
      const value = message[field];
      if (NOT_STATE.has(field) || this.known.get(field) === value) continue;
      this.known.set(field, value);
      changes[field] = value;
    }
    return changes;
  }

  /** A copy of all fields. */
  fields(): MachineFields {
    return Object.fromEntries(this.known);
  }

  get isEmpty(): boolean {
    return this.known.size === 0;
  }
}
