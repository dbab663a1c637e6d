import { bivrostNews } from '../../lib/bivrost/machine-news';
import { type MachineFields, STATUS_FIELD } from '../../lib/bivrost/polling/machine-record';
import { ONLINE } from '../../lib/bivrost/polling/state-parts';
import { textOf } from '../../lib/json/json-values';
import { sourceTime } from '../../lib/machine/source-time';
import type { MachineUnits } from '../../lib/machine/units';
import { MachineStateOutput, type MachineStateOutputOptions } from '../shared/machine-state-output';
import type { MachineSink } from './machine-output';

/** Ms to wait for a machine's status; after that its state goes out without it. */
const LONGEST_WAIT_MS = 10_000;

export interface PolledStateOutputOptions extends MachineStateOutputOptions {
  /** Units that a machine's controller is set to. */
  unitsOf(machineId: string): MachineUnits;
  /** The gateway's clock is so far off, in ms, that it is not used; reported once. */
  onClockOff(offBy: number): void;
}

/** Makes `machine/state` of what is polled. */
export class PolledStateOutput extends MachineStateOutput implements MachineSink {
  /** Since when machines are reached whose status is not read yet. */
  private readonly waiting = new Map<string, number>();
  private isClockTold = false;

  constructor(private readonly polled: PolledStateOutputOptions) {
    super(polled);
  }

  change(machineId: string, changes: MachineFields, all: () => MachineFields, at: number): void {
    const known = { ...all(), ...changes };
    const isGone = known[ONLINE] === false;
    if (isGone && this.isAvailable(machineId)) this.lose(machineId);
    else if (isGone || STATUS_FIELD in known || this.isAvailable(machineId)) {
      this.tell(machineId, bivrostNews({ changes, all: known, time: at }, this.polled.unitsOf(machineId)));
    }
  }

  /** Each round is a sign of life, so a machine that was silent or out of reach is reported again. */
  reached(machineId: string, all: () => MachineFields): void {
    const now = Date.now();
    if (this.isAvailable(machineId)) {
      this.tell(machineId, { time: now, receivedAt: now });
      return;
    }
    const known = all();
    const since = this.waiting.get(machineId) ?? now;
    if (STATUS_FIELD in known || now - since >= LONGEST_WAIT_MS) {
      this.waiting.delete(machineId);
      this.tell(
        machineId,
        bivrostNews({ changes: {}, all: known, time: now }, this.polled.unitsOf(machineId)),
      );
    } else {
      this.waiting.set(machineId, since);
    }
  }

  raw(_machineId: string, _operation: string, { time }: Record<string, unknown>): void {
    const { offBy } = sourceTime(textOf(time), Date.now());
    if (offBy === undefined || this.isClockTold) return;
    this.isClockTold = true;
    this.polled.onClockOff(offBy);
  }

  override forget(machineId: string): void {
    this.waiting.delete(machineId);
    super.forget(machineId);
  }
}
