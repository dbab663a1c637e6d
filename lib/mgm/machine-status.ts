import { numberOf, textOf } from '../json/json-values';
import { boundedText } from '../machine/bounded-text';
import type { MgmMachineStatus } from './messages';

/** Names of the statuses by number (docs/platforms/mgm.md, "Live data"). */
const STATUS_NAMES = ['stopped', 'machining', 'offline', 'deploy', 'alarm', 'disconnected'] as const;
const ALARM = 4;
/** Characters of a text of an alarm; those of controllers have a line. */
const LONGEST_TEXT = 4_096;

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
    statusTime: boundedText(textOf(message['status_time']) ?? '', LONGEST_TEXT),
    ...(status === ALARM ? { alarm: readAlarm(message) } : {}),
  };
}

function readAlarm(message: Record<string, unknown>): NonNullable<MgmMachineStatus['alarm']> {
  const field = (name: string) => boundedText(textOf(message[name]) ?? '', LONGEST_TEXT);
  return {
    code: field('alarm_code'),
    info: field('alarm_info'),
    level: field('alarm_level'),
    type: field('alarm_type'),
  };
}
