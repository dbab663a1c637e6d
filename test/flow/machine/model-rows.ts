/**
 * The tables of docs/platforms/mgm.md and docs/platforms/bivrost.md, "In the words of every machine", row by row. They
 * are tried against the simulators and against the second reading of each platform.
 */

/** `status`, availability, execution, state, and whether the alarm of before is still active. */
export const MGM_STATUSES = [
  [0, 'AVAILABLE', 'STOPPED', 'idle', 'none'],
  [1, 'AVAILABLE', 'ACTIVE', 'running', 'none'],
  [2, 'UNAVAILABLE', null, 'off', 'not known'],
  [3, 'AVAILABLE', null, 'unknown', 'as before'],
  [5, 'UNAVAILABLE', null, 'unknown', 'not known'],
  // A number that no document explains.
  [17, 'AVAILABLE', null, 'unknown', 'as before'],
] as const;

/** Field, its text, where it goes, and what stands there. */
export const MGM_FIELDS: readonly (readonly [string, unknown, string, unknown])[] = [
  ['program', 'O2107', 'program.main', 'O2107'],
  ['block', 'N40 G01 X50', 'program.block', 'N40 G01 X50'],
  ['line', '12', 'program.line', 12],
  ['tool_id', '0071', 'tool.number', '0071'],
  ['path_feedrate', '901.500', 'feed.actual', 901.5],
  ['Fovr', '85.000', 'feed.override', 85],
  ['S1speed', '3211.000', 'spindles.S1.speed', 3211],
  ['S1speedOvr', '95.000', 'spindles.S1.override', 95],
  ['S2load', '38.500', 'spindles.S2.load', 38.5],
  ['Xact', '-12.400', 'axes.X.position', -12.4],
  ['Cact', '90.000', 'axes.C.position', 90],
  ['Xload', '7.250', 'axes.X.load', 7.25],
  ['S1load', '---', 'spindles.S1.load', null],
  ['Yact', { of: 'another kind' }, 'axes.Y.position', null],
  ['program', ['O1'], 'program.main', null],
];

/** `cncStatus`, execution, controllerMode, state. */
export const BIVROST_STATUSES = [
  ['EMERGENCY', 'STOPPED', null, 'alarm'],
  ['WAIT', 'READY', null, 'idle'],
  ['WAIT_IDLE', 'READY', 'AUTOMATIC', 'idle'],
  ['WAIT_HOLD', 'FEED_HOLD', 'AUTOMATIC', 'stopped'],
  ['WAIT_STOP', 'PROGRAM_STOPPED', 'AUTOMATIC', 'stopped'],
  ['AUTO_RUN', 'ACTIVE', 'AUTOMATIC', 'running'],
  ['AUTO_RUN_REMOTE', 'ACTIVE', 'AUTOMATIC', 'running'],
  ['MANUAL', 'READY', 'MANUAL', 'setup'],
  ['MANUAL_HANDLE', 'READY', 'MANUAL', 'setup'],
  ['MANUAL_HANDLE_TCH', 'READY', 'MANUAL', 'setup'],
  ['MANUAL_JOG', 'READY', 'MANUAL', 'setup'],
  ['MANUAL_JOG_TCH', 'READY', 'MANUAL', 'setup'],
  ['MANUAL_INC', 'READY', 'MANUAL', 'setup'],
  ['MANUAL_REF', 'READY', 'MANUAL', 'setup'],
  ['MANUAL_RAPID', 'READY', 'MANUAL', 'setup'],
  ['MANUAL_REMOTE', 'READY', 'MANUAL', 'setup'],
  ['MANUAL_EDIT', 'READY', 'EDIT', 'setup'],
  ['MANUAL_MDI', 'READY', 'MANUAL_DATA_INPUT', 'setup'],
  ['MANUAL_MDI_RUN', 'ACTIVE', 'MANUAL_DATA_INPUT', 'setup'],
  ['MANUAL_DRY_RUN', 'ACTIVE', 'AUTOMATIC', 'setup'],
  ['MANUAL_SINGLE_BLOCK', null, 'SEMI_AUTOMATIC', 'setup'],
  ['MANUAL_MSTR', 'ACTIVE', 'MANUAL', 'setup'],
  ['MANUAL_HOLD', 'FEED_HOLD', 'MANUAL', 'setup'],
  // Sub-states that are newer than the document take the row of their longest known beginning.
  ['WAIT_HOLD_NEW', 'FEED_HOLD', 'AUTOMATIC', 'stopped'],
  ['MANUAL_MDI_RUN_FAST', 'ACTIVE', 'MANUAL_DATA_INPUT', 'setup'],
  ['COFFEE', null, null, 'unknown'],
] as const;

/** Class of the cached reads, its fields, where they go, and what stands there. */
export const BIVROST_FIELDS: readonly (readonly [string, Record<string, unknown>, string, unknown])[] = [
  ['ProgramInfo', { mainPrgmName: 'O2107' }, 'program.main', 'O2107'],
  ['ProgramInfo', { runningPrgName: 'O0011' }, 'program.active', 'O0011'],
  ['ProgramInfo', { programSeqNum: '30' }, 'program.label', 'N30'],
  ['ProgramBlock', { currentBlock: 'N40 G01 X50' }, 'program.block', 'N40 G01 X50'],
  ['CurrentToolNumber', { toolNumber: '0012' }, 'tool.number', '0012'],
  ['CurrentToolNumber', { toolOffsetNum: '1E3' }, 'tool.offset', '1E3'],
  ['FeedAndSpindle', { actFeed: 901.5 }, 'feed.actual', 901.5],
  ['FeedAndSpindle', { cmdFeed: 1_000 }, 'feed.commanded', 1_000],
  ['FeedAndSpindle', { overFeed: 85 }, 'feed.override', 85],
  ['FeedAndSpindle', { overRapid: 25 }, 'feed.rapidOverride', 25],
  ['FeedAndSpindle', { actSpindle: 3_211 }, 'spindles.S1.speed', 3_211],
  ['FeedAndSpindle', { cmdSpindle: 3_200 }, 'spindles.S1.commanded', 3_200],
  ['FeedAndSpindle', { overSpindle: 95 }, 'spindles.S1.override', 95],
  ['Load', { spindleLoad: [1, 38.5] }, 'spindles.S2.load', 38.5],
  ['Load', { axialLoad: [7.5, null, 9] }, 'axes.Z.load', 9],
  ['Position', { mach: [-1, -2, -3] }, 'axes.Y.machine', -2],
  ['Position', { abs: [10, 20, 30] }, 'axes.Y.work', 20],
  ['Position', { abs: [11, 21, 31] }, 'axes.Y.position', 21],
  ['Count', { count: 77 }, 'parts.count', 77],
  ['Count', { cumulativeCount: 7_777 }, 'parts.total', 7_777],
  ['TimeData', pair('cumulativePowerOnTime'), 'timers.powered', 61.5],
  ['TimeData', pair('cumulativeOperatingTime'), 'timers.working', 61.5],
  ['TimeData', pair('cumulativeCuttingTime'), 'timers.loaded', 61.5],
  ['TimeData', pair('currentCycleTime'), 'timers.cycle', 61.5],
  ['TimeData', pair('lastCycleTime'), 'timers.lastCycle', 61.5],
  ['TimeData', pair('remainingCycleTime'), 'timers.remaining', 61.5],
  ['EnergyConsum', { coolantPump: 1_234 }, 'energy.coolantPump', 1_234],
  ['FeedAndSpindle', { actFeed: 'fast' }, 'feed.actual', null],
  ['Count', { count: { of: 'another kind' } }, 'parts.count', null],
  ['ProgramInfo', { mainPrgmName: ['O1'] }, 'program.main', null],
];

/** What stands at a path such as `spindles.S1.load`. */
export function at(state: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)?.[name], state);
}

/** A minute and a half second more, as the controller counts it. */
function pair(name: string): Record<string, number> {
  return { [`${name}Min`]: 1, [`${name}Ms`]: 1_500 };
}
