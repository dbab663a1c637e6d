import type { MapRow } from './map-row';

/** What a table may begin with, for messages of a known form. */
export interface MapTemplate {
  readonly platform: string;
  readonly list: string;
  /** `msg` where it is not said. */
  readonly listType?: 'jsonata';
  readonly machineId: string;
  readonly rows: readonly MapRow[];
}

const row = (field: string, value: string, more: Partial<MapRow> = {}): MapRow => ({
  field,
  value,
  valueType: 'msg',
  ...more,
});
const ONE_OF_FOUR = { running: 'running', idle: 'idle', alarm: 'alarm', stopped: 'stopped' };

/** By the name of its text in the catalogue. */
export const MAP_TEMPLATES: Readonly<Record<string, MapTemplate>> = {
  quectel: {
    platform: 'quectel',
    list: '',
    machineId: 'payload.deviceKey',
    rows: [
      row('availability', 'payload.data.value', {
        map: { 0: 'UNAVAILABLE', 1: 'AVAILABLE', 2: 'AVAILABLE' },
      }),
      {
        field: 'state',
        value: 'payload.data.kv.spindle_speed.($number($) > 0 ? "running" : "idle")',
        valueType: 'jsonata',
      },
      row('spindles.S1.speed', 'payload.data.kv.spindle_speed'),
      row('spindles.S1.load', 'payload.data.kv.spindle_load'),
      row('time', 'payload.createdAt'),
    ],
  },
  oms: {
    platform: 'oms',
    // One page, or the list of a page among all; what came last is told last.
    list: '$sort($exists(payload.list) ? payload.list : payload, function($a, $b) { $a.time > $b.time })',
    listType: 'jsonata',
    machineId: 'device_id',
    rows: [
      {
        field: 'state',
        value: "payload.name = 'status' ? payload.value",
        valueType: 'jsonata',
        map: ONE_OF_FOUR,
      },
      { field: 'parts.count', value: "payload.name = 'count' ? payload.value", valueType: 'jsonata' },
      row('time', 'payload.time'),
    ],
  },
  dhgj: {
    platform: 'dhgj',
    list: '',
    machineId: 'payload.machineId',
    rows: [
      row('state', 'payload.status', { map: ONE_OF_FOUR }),
      row('spindles.S1.speed', 'payload.spindleSpeed'),
      row('parts.count', 'payload.output'),
      row('time', 'payload.time'),
    ],
  },
  mqtt: {
    platform: 'mqtt',
    list: '',
    machineId: 'topic',
    rows: [
      row('state', 'payload.state'),
      row('program.main', 'payload.program'),
      row('parts.count', 'payload.count'),
      row('conditions', 'payload.alarm'),
      row('time', 'payload.time'),
    ],
  },
  http: {
    platform: 'http',
    list: 'payload.machines',
    machineId: 'payload.id',
    rows: [
      row('name', 'payload.name'),
      row('path', 'payload.line'),
      row('state', 'payload.status', { map: { 1: 'running', 0: 'idle', '*': 'unknown' } }),
      row('parts.count', 'payload.count'),
    ],
  },
};
