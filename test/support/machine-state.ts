import type { MachineState } from '../../lib/machine/machine-state';

/** A machine's state as a message has it, with what the test is about. */
export function machineState(more: Partial<MachineState> = {}): MachineState {
  const now = new Date().toISOString();
  const state = more.state ?? 'running';
  const isKnown = state !== 'unknown' && state !== 'off';
  return {
    key: 'mgm:plant:1',
    machineId: '1',
    name: 'Mill 1',
    path: ['Hall', 'Line 1'],
    source: { platform: 'mgm', account: 'plant', simulated: true },
    time: now,
    receivedAt: now,
    state,
    since: more.time ?? now,
    reason: state,
    availability: isKnown ? 'AVAILABLE' : 'UNAVAILABLE',
    changed: ['state'],
    native: {},
    ...more,
  };
}
