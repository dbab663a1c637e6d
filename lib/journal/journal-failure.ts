import { type FailureKind, ShopfloorError } from '../errors';

/** Why a journal cannot be kept. */
export type JournalProblem =
  | 'in-use'
  | 'damaged'
  | 'foreign'
  | 'newer'
  | 'full'
  | 'readonly'
  | 'closed'
  | 'login'
  | 'database'
  | 'permission'
  | 'certificate'
  | 'unreachable'
  | 'failed';

const KINDS: Readonly<Record<JournalProblem, { kind: FailureKind; retryable: boolean }>> = {
  'in-use': { kind: 'conflict', retryable: true },
  damaged: { kind: 'platform', retryable: true },
  foreign: { kind: 'input', retryable: false },
  newer: { kind: 'input', retryable: false },
  full: { kind: 'platform', retryable: true },
  readonly: { kind: 'permission', retryable: true },
  closed: { kind: 'aborted', retryable: false },
  login: { kind: 'auth', retryable: true },
  database: { kind: 'not-found', retryable: true },
  permission: { kind: 'permission', retryable: true },
  certificate: { kind: 'network', retryable: true },
  unreachable: { kind: 'network', retryable: true },
  failed: { kind: 'platform', retryable: true },
};

/**
 * The error with which a call of a store ends: nothing of it has happened. Its code is `journal:` and the problem.
 * @example throw journalFailure('full', 'The disk of the journal is full')
 */
export function journalFailure(problem: JournalProblem, message: string, cause?: unknown): ShopfloorError {
  return new ShopfloorError(message, { code: `journal:${problem}`, ...KINDS[problem], cause });
}
