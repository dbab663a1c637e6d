import type { FailureKind } from '../../../lib/errors';
import type { FaultName } from './faults';

/** What becomes of a message, or of a stream: it is answered, it goes on, or it fails or stops as stated. */
export type Outcome = 'ok' | 'lost' | FailureKind;

/** What must happen while a fault passes by, and while it lasts; several where the place that is hit decides. */
export interface Expectation {
  passing: readonly Outcome[];
  lasting: readonly Outcome[];
}

export type Expectations = Readonly<Record<FaultName, Expectation>>;

const both = (...outcomes: Outcome[]): Expectation => ({ passing: outcomes, lasting: outcomes });
const passes = (...lasting: Outcome[]): Expectation => ({ passing: ['ok'], lasting });
/** The name is unknown from the start, so that there is no time without the fault. */
const neverThere = (outcome: Outcome): Expectation => ({ passing: [], lasting: [outcome] });

/** What may be repeated is, and gets through as soon as the network does. */
export const READS: Expectations = {
  refuse: passes('network'),
  reset: passes('network'),
  delay: both('ok'),
  throttle: both('ok'),
  'cut up': passes('network'),
  'cut down': passes('network'),
  freeze: passes('timeout'),
  // The server cannot read the request and says so, as each platform says 400.
  'corrupt up': both('input', 'platform'),
  'corrupt down': passes('network'),
  'duplicate up': both('ok'),
  'duplicate down': both('ok'),
  'unknown name': neverThere('network'),
};

/** What changes something is sent again only where it surely did not arrive. */
export const CHANGES: Expectations = {
  ...READS,
  // A connection that is reset before anything went out on it is one that was never made.
  reset: { passing: ['ok', 'network'], lasting: ['network'] },
  'cut up': both('network'),
  'cut down': both('network'),
  'corrupt down': both('network'),
};

/** The content is harmed, or the answer comes before it is through. */
export const FILE_TO_GATEWAY: Expectations = {
  ...CHANGES,
  'corrupt up': both('input', 'platform', 'network'),
  'duplicate up': both('ok', 'platform', 'network'),
};

/** What is sent once and stays in flight until the network is back, piece by piece if it must. */
export const FILE_TO_MACHINE: Expectations = {
  ...READS,
  'cut up': both('ok'),
  'corrupt up': passes('platform', 'network'),
  'duplicate up': passes('network', 'timeout'),
  'duplicate down': both('ok'),
};

/** A stream stops while it cannot be helped, and goes on when it can. */
export const STREAMS: Expectations = {
  refuse: passes('lost'),
  reset: passes('lost'),
  delay: both('ok'),
  throttle: both('ok'),
  'cut up': passes('lost'),
  'cut down': passes('lost'),
  freeze: passes('lost'),
  'corrupt up': passes('lost'),
  'corrupt down': passes('lost'),
  'duplicate up': passes('ok', 'lost'),
  'duplicate down': passes('ok', 'lost'),
  'unknown name': neverThere('lost'),
};
