import type { StoredAlarm, StoredCycle, StoredInterval } from './journal-store';

/** Something that a journal tells once it is written. */
export type JournalEvent =
  | { readonly kind: 'interval'; readonly row: StoredInterval }
  | { readonly kind: 'alarm'; readonly row: StoredAlarm }
  | { readonly kind: 'cycle'; readonly row: StoredCycle };
