import type { Span } from '../calendar/shift-calendar';
import { MACHINE_STATES, type MachineStateName } from '../machine/machine-words';
import { OWN_STATES, type OwnState, type OwnTimes } from '../machine/own-times';

/** Why figures of the platform differ from ours. */
export type ComparisonReason = 'all-time' | 'unknown-as-off' | 'alarm-is-emergency' | 'minutes';

export interface OwnComparison extends OwnTimes {
  /** Our seconds of the same time, in the same states; what nobody knows counts as off, as the platform has it. */
  readonly ours: Readonly<Record<OwnState, number>>;
  /** Ours less the platform's. */
  readonly difference: Readonly<Record<OwnState, number>>;
  readonly why: readonly ComparisonReason[];
}

const GROUPS: Readonly<Record<MachineStateName, OwnState>> = {
  running: 'running',
  idle: 'idle',
  stopped: 'idle',
  setup: 'setup',
  alarm: 'alarm',
  off: 'off',
  unknown: 'off',
};
/** A platform that writes one entry a minute is off by so much at each change. */
const MINUTE_S = 60;

/**
 * The platform's figures beside ours of all time of the span: a platform knows no calendar.
 * @param seconds what we know of the span, by state
 */
export function comparedWithOwn(
  span: Span,
  plannedSeconds: number,
  seconds: Readonly<Record<MachineStateName, number>>,
  own: OwnTimes,
): OwnComparison {
  const ours: Record<OwnState, number> = { running: 0, idle: 0, setup: 0, alarm: 0, off: 0 };
  const all = (span.to - span.from) / 1_000;
  let known = 0;
  for (const state of MACHINE_STATES) {
    ours[GROUPS[state]] += seconds[state];
    if (state !== 'unknown') known += seconds[state];
  }
  // What no interval tells of nobody knows either.
  ours.off += all - OWN_STATES.reduce((sum, state) => sum + ours[state], 0);
  const difference = Object.fromEntries(
    OWN_STATES.map((state) => [state, ours[state] - own.times[state]]),
  ) as Record<OwnState, number>;
  const why: ComparisonReason[] = [];
  if (plannedSeconds < all) why.push('all-time');
  if (all - known >= 1) why.push('unknown-as-off');
  if (difference.alarm >= 1) why.push('alarm-is-emergency');
  const largest = Math.max(...OWN_STATES.map((state) => Math.abs(difference[state])));
  if (largest >= 1 && largest <= MINUTE_S) why.push('minutes');
  return { ...own, ours, difference, why };
}
