import type { ThingModel, ThingProperty } from './thing-model';

export interface Product {
  productId: number;
  productKey: string;
  productName: string;
  /** 0 device, 1 gateway, 2 sub-device. */
  accessType: 0 | 1 | 2;
  /** Absent: a pass-through product. */
  model?: ThingModel;
  /** Belongs to somebody else. */
  foreign?: boolean;
}

const percent = { min: 0, max: 150, step: 0.1, unit: '%' };

const temperature: ThingProperty = {
  id: 3,
  code: 'temperature',
  name: '温度 temperature',
  dataType: 'DOUBLE',
  access: 'R',
  range: { min: -40, max: 150, step: 0.01, unit: '°C' },
};

const spindle: ThingModel = {
  properties: [
    {
      id: 1,
      code: 'spindle_speed',
      name: '主轴转速 spindle speed',
      dataType: 'INT',
      access: 'R',
      range: { min: 0, max: 24_000, step: 1, unit: 'rpm' },
    },
    {
      id: 2,
      code: 'spindle_load',
      name: '主轴负载 spindle load',
      dataType: 'FLOAT',
      access: 'R',
      range: percent,
    },
    temperature,
    { id: 4, code: 'door_open', name: '门 door open', dataType: 'BOOL', access: 'RW' },
    {
      id: 5,
      code: 'mode',
      name: '模式 mode',
      dataType: 'ENUM',
      access: 'RW',
      values: { 0: 'idle', 1: 'automatic', 2: 'manual' },
    },
    { id: 6, code: 'note', name: '备注 note', dataType: 'TEXT', access: 'RW', length: 64 },
    {
      id: 7,
      code: 'target_speed',
      name: '目标转速 target speed',
      dataType: 'INT',
      access: 'RW',
      range: { min: 0, max: 24_000, step: 10, unit: 'rpm' },
    },
    {
      id: 8,
      code: 'limits',
      name: '报警限值 limits',
      dataType: 'STRUCT',
      access: 'RW',
      members: [
        { id: 1, code: 'warn', name: 'warn', dataType: 'FLOAT', range: percent },
        { id: 2, code: 'stop', name: 'stop', dataType: 'FLOAT', range: percent },
        { id: 3, code: 'active', name: 'active', dataType: 'BOOL' },
      ],
    },
    {
      id: 9,
      code: 'tool_life',
      name: '刀具寿命 tool life',
      dataType: 'ARRAY',
      access: 'RW',
      size: 10,
      members: [
        {
          id: 0,
          code: '0',
          name: 'minutes',
          dataType: 'INT',
          range: { min: 0, max: 100_000, step: 1 },
        },
      ],
    },
    {
      id: 10,
      code: 'serviced_at',
      name: '保养时间 serviced at',
      dataType: 'DATE',
      access: 'RW',
      length: 13,
    },
    { id: 11, code: 'pin', name: '口令 pin', dataType: 'TEXT', access: 'W', length: 8 },
  ],
  services: [
    { id: 20, code: 'reset_counter', name: '清零 reset counter', inputs: [] },
    {
      id: 21,
      code: 'start_shift',
      name: '开班 start shift',
      inputs: [
        { id: 1, code: 'shift', name: 'shift', dataType: 'INT', range: { min: 1, max: 3, step: 1 } },
        { id: 2, code: 'operator', name: 'operator', dataType: 'TEXT', length: 32 },
      ],
    },
  ],
  events: [
    { id: 30, code: 'cycle_done', name: '循环结束 cycle done', level: 'INFO', outputs: ['spindle_load'] },
    { id: 31, code: 'too_warm', name: '温度过高 too warm', level: 'WARN', outputs: ['temperature'] },
    { id: 32, code: 'overload', name: '过载 overload', level: 'ERROR', outputs: ['spindle_load'] },
  ],
};

const gateway: ThingModel = {
  properties: [
    {
      id: 1,
      code: 'uptime',
      name: '运行时间 uptime',
      dataType: 'INT',
      access: 'R',
      range: { min: 0, max: 2_147_483_647, step: 1, unit: 's' },
    },
  ],
  services: [{ id: 20, code: 'restart', name: '重启 restart', inputs: [] }],
  events: [],
};

const coolant: ThingModel = {
  properties: [
    { id: 1, code: 'level', name: '液位 level', dataType: 'FLOAT', access: 'R', range: percent },
    { id: 2, code: 'pump_on', name: '泵 pump on', dataType: 'BOOL', access: 'RW' },
    temperature,
  ],
  services: [],
  events: [{ id: 30, code: 'level_low', name: '液位过低 level low', level: 'WARN', outputs: ['level'] }],
};

/** Products of the simulated account, and one of somebody else. */
export const products: readonly Product[] = [
  { productId: 11001, productKey: 'p1SPN1', productName: 'Spindle monitor', accessType: 0, model: spindle },
  { productId: 11002, productKey: 'p1TRK1', productName: 'Pallet tracker', accessType: 0 },
  { productId: 11003, productKey: 'p1GTW1', productName: 'Line gateway', accessType: 1, model: gateway },
  { productId: 11004, productKey: 'p1COO1', productName: 'Coolant sensor', accessType: 2, model: coolant },
  { productId: 11005, productKey: 'p1FRGN', productName: 'Foreign product', accessType: 0, foreign: true },
];
