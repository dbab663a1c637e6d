import { isPlainObject, textOf } from '../json-values';
import { unexpectedAnswer } from './dialect';
import type { MgmSysInfo } from './messages';

/** One entry a machine from `get_sys_info`'s data (mgm.source.md, 二.3), in the order asked for. */
export function readSysInfo(data: unknown, machineIds: readonly string[]): MgmSysInfo {
  if (!isPlainObject(data)) throw unexpectedAnswer('"data" of get_sys_info is not an object');
  const answered = new Map(Object.entries(data));
  const asked = machineIds.filter((machineId) => answered.has(machineId));
  return asked.map((machineId) => {
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
