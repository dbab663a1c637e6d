/** Parts of a machine whose energy the gateway tells (docs/platforms/bivrost.md, "Direct reads"). */
export const ENERGY_CONSUMERS = [
  'allServoAxes',
  'coolantPump',
  'ctsPump',
  'chipFlusherPump',
  'cyclonePump',
  'system24V',
  'ncControl',
  'lcdBacklight',
  'chipConveyor',
  'screwConveyor',
  'autoLubrication',
  'spindleCoolingFan',
  'servoControl',
] as const;
