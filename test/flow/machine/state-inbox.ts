import type { MachineState } from '../../../lib/machine/machine-state';
import { Inbox } from '../../support/flow';

/** The machine states that arrive at a helper node. */
export class StateInbox extends Inbox {
  get states(): MachineState[] {
    return this.messages.map(({ payload }) => payload as MachineState);
  }

  /** Overlooks what has come so far. */
  clear(): void {
    this.messages.length = 0;
  }

  /** The first state that satisfies the condition. */
  async state(condition: (state: MachineState) => boolean, timeoutMs?: number): Promise<MachineState> {
    const { payload } = await this.first((msg) => condition(msg.payload as MachineState), timeoutMs);
    return payload as MachineState;
  }
}
