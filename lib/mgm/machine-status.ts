import { numberOf, textOf } from '../json/json-values';
import type { MgmMachineStatus } from './messages';

/** Names of the statuses by number (docs/platforms/mgm.md, "Live data"). */
const STATUS_NAMES = ['stopped', 'machining', 'offline', 'deploy', 'alarm', 'disconnected'] as const;
const ALARM = 4;

/**
 * A status message of the socket, typed; undefined when the message is none (docs/platforms/mgm.md, "Live data":
 * 二.4.1).
 */
export function readMachineStatus(message: Record<string, unknown>): MgmMachineStatus | undefined {
  const { machine_id: machineId } = message;
  if (typeof machineId !== 'string') return undefined;
  const status = numberOf(message['status']);
  if (status === undefined || !Number.isInteger(status)) return undefined;
  return {
    machineId,
    status,
    statusName: STATUS_NAMES[status] ?? 'unknown',
    statusTime: textOf(message['status_time']) ?? '',
    ...(status === ALARM ? { alarm: readAlarm(message) } : {}),
  };
}

function readAlarm(message: Record<string, unknown>): NonNullable<MgmMachineStatus['alarm']> {
  const field = (name: string) => textOf(message[name]) ?? '';
  return {
    code: field('alarm_code'),
    info: field('alarm_info'),
    level: field('alarm_level'),
    type: field('alarm_type'),
  };
}
