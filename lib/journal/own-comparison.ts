import { common, type Span } from '../calendar/shift-calendar';
import type { MachineStateName } from '../machine/machine-words';
import { OWN_STATES, type OwnState, type OwnTimes } from '../machine/own-times';
import type { DoneInterval } from './losses';

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

/** The platform's figures beside ours of all time of the span: a platform knows no calendar. */
export function comparedWithOwn(
  span: Span,
  plannedSeconds: number,
  intervals: readonly DoneInterval[],
  own: OwnTimes,
): OwnComparison {
  const ours: Record<OwnState, number> = { running: 0, idle: 0, setup: 0, alarm: 0, off: 0 };
  const all = (span.to - span.from) / 1_000;
  let unknown = all;
  for (const interval of intervals) {
    const shared = common(interval, span);
    if (shared === undefined) continue;
    const { state } = interval.activity;
    const seconds = (shared.to - shared.from) / 1_000;
    ours[GROUPS[state]] += seconds;
    if (state !== 'unknown') unknown -= seconds;
  }
  // What no interval tells of nobody knows either.
  ours.off += all - OWN_STATES.reduce((sum, state) => sum + ours[state], 0);
  const difference = Object.fromEntries(
    OWN_STATES.map((state) => [state, ours[state] - own.times[state]]),
  ) as Record<OwnState, number>;
  const why: ComparisonReason[] = [];
  if (plannedSeconds < all) why.push('all-time');
  if (unknown >= 1) why.push('unknown-as-off');
  if (difference.alarm >= 1) why.push('alarm-is-emergency');
  const largest = Math.max(...OWN_STATES.map((state) => Math.abs(difference[state])));
  if (largest >= 1 && largest <= MINUTE_S) why.push('minutes');
  return { ...own, ours, difference, why };
}
