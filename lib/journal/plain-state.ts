import type { MachineState } from '../machine/machine-state';

/**
 * The state as JSON can hold it, as a copy. What a flow put into it that is no JSON must not keep a whole batch from
 * being written: then only what every message has is left.
 */
export function plainState(state: MachineState): MachineState {
  try {
    return JSON.parse(JSON.stringify(state)) as MachineState;
  } catch {
    const { key, machineId, name, path, source, time, receivedAt, since, reason, availability } = state;
    const told = {
      key,
      machineId,
      name,
      path: path.map(String),
      time,
      receivedAt,
      since,
      reason,
      availability,
    };
    const { platform, account } = source;
    return {
      ...told,
      source: { platform: String(platform), account: String(account) },
      state: state.state,
      changed: [],
      native: {},
    };
  }
}
