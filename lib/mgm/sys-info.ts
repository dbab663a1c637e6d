import { isPlainObject, textOf } from '../json/json-values';
import type { MgmSysInfo } from './messages';
import { unexpectedAnswer } from './protocol';

/**
 * One entry for each machine asked for, in that order, from `get_sys_info`'s data (docs/platforms/mgm.md, "Calls");
 * blank where the platform says nothing of it.
 */
export function readSysInfo(data: unknown, machineIds: readonly string[]): MgmSysInfo {
  if (!isPlainObject(data)) throw unexpectedAnswer('"data" of get_sys_info is not an object');
  const answered = new Map(Object.entries(data));
  return machineIds.map((machineId) => {
    const info = answered.get(machineId);
    const field = (name: string) => (isPlainObject(info) ? (textOf(info[name]) ?? '') : '');
    return {
      machineId,
      cncSystem: field('cnc_system'),
      cncClass: field('cnc_class'),
      cncModel: field('cnc_model'),
    };
  });
}
