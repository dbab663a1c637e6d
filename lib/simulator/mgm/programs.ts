/** One tool's work in a program. */
export interface Operation {
  tool: number;
  /** Revolutions a minute. */
  spindleSpeed: number;
  /** Millimetres a minute. */
  feed: number;
  /** Percent of the spindle's power while cutting. */
  load: number;
  /** Radius in millimetres of the contour that it follows, and how deep it ends. */
  radius: number;
  depth: number;
}

export interface Program {
  name: string;
  operations: readonly [Operation, ...Operation[]];
}

/** NC programs that machines run; names and contents are made up. */
export const programs: readonly [Program, ...Program[]] = [
  {
    name: '1004.1004',
    operations: [
      { tool: 1, spindleSpeed: 1200, feed: 480, load: 46, radius: 62, depth: -4 },
      { tool: 4, spindleSpeed: 2600, feed: 640, load: 31, radius: 48, depth: -12.5 },
      { tool: 7, spindleSpeed: 900, feed: 150, load: 22, radius: 18, depth: -30 },
    ],
  },
  {
    name: 'O2107',
    operations: [
      { tool: 2, spindleSpeed: 3200, feed: 900, load: 38, radius: 75, depth: -2 },
      { tool: 11, spindleSpeed: 5500, feed: 1200, load: 27, radius: 71, depth: -8 },
    ],
  },
  {
    name: '壳体_粗加工.NC',
    operations: [
      { tool: 3, spindleSpeed: 850, feed: 350, load: 68, radius: 120, depth: -18 },
      { tool: 5, spindleSpeed: 1500, feed: 420, load: 52, radius: 96, depth: -26 },
      { tool: 12, spindleSpeed: 2200, feed: 300, load: 35, radius: 33, depth: -41 },
      { tool: 15, spindleSpeed: 6000, feed: 700, load: 18, radius: 98, depth: -26.2 },
    ],
  },
  {
    name: 'FLANGE-A7.MPF',
    operations: [
      { tool: 6, spindleSpeed: 1800, feed: 560, load: 42, radius: 54, depth: -6 },
      { tool: 9, spindleSpeed: 700, feed: 90, load: 25, radius: 40, depth: -22 },
    ],
  },
];

/** A machine's alarm as status messages carry it. */
export interface Alarm {
  alarm_code: string;
  alarm_info: string;
  alarm_level: string;
  alarm_type: string;
}

/** Alarms that machines give; texts are made up. */
export const alarms: readonly [Alarm, ...Alarm[]] = [
  {
    alarm_code: '500',
    alarm_info: 'X轴正向软限位 X AXIS OVERTRAVEL (+)',
    alarm_level: '2',
    alarm_type: 'OT',
  },
  { alarm_code: '1010', alarm_info: '主轴过载 SPINDLE OVERLOAD', alarm_level: '3', alarm_type: 'SP' },
  { alarm_code: '2041', alarm_info: '润滑油位低 LUBRICATION OIL LOW', alarm_level: '1', alarm_type: 'EX' },
  { alarm_code: '700', alarm_info: '控制单元过热 CONTROL UNIT OVERHEAT', alarm_level: '3', alarm_type: 'OH' },
  { alarm_code: '3005', alarm_info: '刀具寿命到 TOOL LIFE EXPIRED', alarm_level: '1', alarm_type: 'MC' },
];
