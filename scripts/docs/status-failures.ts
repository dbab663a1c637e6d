import type { FailureKind, StoreProblem } from '../../lib/errors';

/** What each kind of failure is at a platform. A call that was given up shows nothing: its node is closed. */
export const AT_A_PLATFORM = {
  auth: 'the platform does not accept account or token',
  permission: 'the platform does not allow it, or the node itself',
  'rate-limit': 'the platform wants fewer calls',
  'not-found': 'what it is about does not exist',
  conflict: 'what it is about is in a state that forbids it',
  input: 'a parameter or setting is missing or wrong',
  offline: 'machine or device is out of reach of the platform',
  timeout: 'no answer came in time',
  network: 'the platform was not reached, or the shared store',
  platform: 'the platform failed, or answered what no document provides for',
} as const satisfies Partial<Record<FailureKind, string>>;

/** What each kind of failure is at the store of a journal. */
export const AT_A_JOURNAL = {
  auth: 'the database refuses user or password',
  permission: 'the journal may not be read or written',
  'not-found': 'there is no such database',
  conflict: 'another program has the journal open',
  input:
    'a parameter or setting is missing or wrong, or what the store leads to is no journal that this version reads',
  network: 'the database is not reached, or its certificate is not accepted',
  platform: 'the journal is damaged, its disk is full, or the store failed in another way',
} as const satisfies Partial<Record<FailureKind, string>>;

export const STORE_PROBLEMS: Readonly<Record<Exclude<StoreProblem, 'unreachable'>, string>> = {
  login: 'Redis refuses user or password',
  permission: 'the user may not run a command that is needed',
  channels: 'the user may not use the channels',
  readonly: 'the server is a read-only replica',
  full: 'the server has no memory left',
  database: 'the server has no such database',
  cluster: 'the server is a node of a cluster and is not addressed as one',
  certificate: 'the certificate of the server is not accepted',
  master: 'the sentinels name no master',
  protocol: 'what answers is not Redis',
};
