import { textOf } from '../json/json-values';
import type { MachineNews } from '../machine/machine-record';
import { sourceTime } from '../machine/source-time';
import type { MachineUnits } from '../machine/units';
import { mgmFields, readMgmStatus } from './machine-model';
import type { MachineFields } from './machine-tracker';
import type { MgmMachineStatus } from './messages';

/** What a status message says; it holds since the time that it names (docs/platforms/mgm.md, "Live data"). */
export function mgmStatusNews(message: MgmMachineStatus, receivedAt: number): MachineNews {
  const told = Date.parse(message.statusTime);
  const since = Number.isNaN(told) ? undefined : Math.min(told, receivedAt);
  const { alarm, status, statusTime } = message;
  return {
    ...readMgmStatus(message),
    ...(since === undefined ? {} : { since }),
    time: sourceTime(statusTime, receivedAt).time,
    receivedAt,
    native: {
      status,
      status_time: statusTime,
      alarm_code: alarm?.code ?? null,
      alarm_info: alarm?.info ?? null,
      alarm_level: alarm?.level ?? null,
      alarm_type: alarm?.type ?? null,
    },
  };
}

/** What fields say, and by how much the clock of their source is off, where it is not believed. */
export function mgmFieldNews(
  fields: MachineFields,
  receivedAt: number,
  units?: MachineUnits,
): MachineNews & { offBy?: number } {
  const told = textOf(fields['time']);
  const { time, offBy } = sourceTime(told, receivedAt);
  return {
    observations: mgmFields.observe(fields, units),
    time,
    receivedAt,
    native: fields,
    ...(offBy === undefined ? {} : { offBy }),
  };
}
