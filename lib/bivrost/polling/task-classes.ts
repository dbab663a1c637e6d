/**
 * Reads that machines can be followed with, because they need no parameter but the machine, each with the data class of the
 * cached reads that holds the same (docs/platforms/bivrost.md, "Cached reads").
 */
export const TASK_CLASSES: Readonly<Record<string, string>> = {
  'cnc/readCNCStatus': 'CNCStatus',
  'cnc/readCNCStatusDetails': 'CNCStatus',
  'cnc/readAlarm': 'AlarmLog',
  'cnc/readCount': 'Count',
  'cnc/readProgramInfo': 'ProgramInfo',
  'cnc/readProgramBlock': 'ProgramBlock',
  'cnc/readCurrentToolNumber': 'CurrentToolNumber',
  'cnc/readFeedAndSpindle': 'FeedAndSpindle',
  'cnc/readLoad': 'Load',
  'cnc/readPosition': 'Position',
  'cnc/readTimeData': 'TimeData',
  'cnc/readEnergyConsum': 'EnergyConsum',
  'cnc/readFeed': 'Feed',
  'cnc/readLaserPower': 'LaserPower',
};

export const FOLLOWABLE_READS: readonly string[] = Object.keys(TASK_CLASSES);

/** What one machine model is made of; a controller that lacks the details of its status has the status itself. */
export const MODEL_READS: readonly string[] = [
  'cnc/readCNCStatus',
  'cnc/readCNCStatusDetails',
  'cnc/readAlarm',
  'cnc/readCount',
  'cnc/readProgramInfo',
  'cnc/readProgramBlock',
  'cnc/readCurrentToolNumber',
  'cnc/readFeedAndSpindle',
  'cnc/readLoad',
  'cnc/readPosition',
  'cnc/readTimeData',
  'cnc/readEnergyConsum',
];

export const DEFAULT_READS: readonly string[] = [
  'cnc/readCNCStatus',
  'cnc/readAlarm',
  'cnc/readCount',
  'cnc/readProgramInfo',
];
