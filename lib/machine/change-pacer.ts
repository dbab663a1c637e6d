import { numberWithin } from '../settings/number-within';
import { OUTPUT_INTERVAL } from './limits';

/** What changed, by name. */
type Changes = Record<string, unknown>;

interface Pending {
  changes: Changes;
  timer: NodeJS.Timeout;
}

/**
 * Keeps a least time between the outputs of one machine. Changes in between are merged: the newest value of each field
 * is kept, and none is lost.
 */
export class ChangePacer {
  private readonly lastOutput = new Map<string, number>();
  private readonly pending = new Map<string, Pending>();
  private readonly intervalMs: number;

  constructor(
    intervalMs: number,
    private readonly output: (machineId: string, changes: Changes) => void,
  ) {
    this.intervalMs = numberWithin(OUTPUT_INTERVAL, intervalMs);
  }

  push(machineId: string, changes: Changes): void {
    if (this.intervalMs === 0) {
      this.output(machineId, changes);
      return;
    }
    const waiting = this.pending.get(machineId);
    if (waiting) {
      Object.assign(waiting.changes, changes);
      return;
    }
    const due =
      (this.lastOutput.get(machineId) ?? Number.NEGATIVE_INFINITY) + this.intervalMs - performance.now();
    if (due <= 0) {
      this.emit(machineId, changes);
      return;
    }
    const timer = setTimeout(() => this.flush(machineId), Math.ceil(due));
    this.pending.set(machineId, { changes: { ...changes }, timer });
  }

  /** What waits for the machine, to go out at once with what may not wait. */
  take(machineId: string): Changes {
    const waiting = this.pending.get(machineId);
    clearTimeout(waiting?.timer);
    this.pending.delete(machineId);
    return waiting?.changes ?? {};
  }

  /** Forgets the machine; what waits for it is dropped. */
  forget(machineId: string): void {
    clearTimeout(this.pending.get(machineId)?.timer);
    this.pending.delete(machineId);
    this.lastOutput.delete(machineId);
  }

  close(): void {
    for (const machineId of [...this.pending.keys()]) this.forget(machineId);
  }

  private flush(machineId: string): void {
    const waiting = this.pending.get(machineId);
    this.pending.delete(machineId);
    if (waiting) this.emit(machineId, waiting.changes);
  }

  private emit(machineId: string, changes: Changes): void {
    this.lastOutput.set(machineId, performance.now());
    this.output(machineId, changes);
  }
}
