import type { CallOptions } from '../http';
import { isPlainObject, numberOf } from '../json/json-values';
import type { OwnTimes } from '../machine/own-times';
import type { BivrostClient } from './client';

/**
 * The gateway's own figures of a machine (docs/platforms/bivrost.md, "History and analysis"). Times in ms since the
 * epoch; the gateway counts whole seconds.
 */
export async function gatewayTimes(
  client: Pick<BivrostClient, 'request'>,
  machineID: string,
  { from, to }: { readonly from: number; readonly to: number },
  options?: CallOptions,
): Promise<OwnTimes> {
  const span = { startUnix: Math.floor(from / 1_000), endUnix: Math.floor(to / 1_000) };
  const { data } = await client.request('analysis/oee', { machineID, ...span }, options);
  const rows: readonly unknown[] = Array.isArray(data) ? data : [];
  const sum = (field: string): number =>
    rows.reduce<number>((total, row) => total + (isPlainObject(row) ? (numberOf(row[field]) ?? 0) : 0), 0);
  const [only] = rows;
  const percent = rows.length === 1 && isPlainObject(only) ? numberOf(only['availability']) : undefined;
  return {
    times: {
      running: sum('autoRunTime'),
      idle: sum('waitTime'),
      setup: sum('manualTime'),
      alarm: sum('emergencyTime'),
      off: sum('offTime'),
    },
    availability: percent === undefined ? null : percent / 100,
  };
}
