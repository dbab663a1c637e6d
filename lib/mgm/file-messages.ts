import { lazy } from '../async/lazy';
import type { FailureRow } from '../catalogue/failure-table';
import { mgmFailures } from './codes';

/** Failures of files that the platform names by text alone. */
const byText = lazy(
  () =>
    new Map(
      mgmFailures.rows.filter(({ code }) => typeof code === 'string').map((message) => [message.zh, message]),
    ),
);

/** The failure with exactly this text of the platform; undefined for any other text. */
export function mgmFileMessage(text: string): FailureRow | undefined {
  return byText().get(text.trim());
}
