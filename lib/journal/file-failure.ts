import { ShopfloorError } from '../errors';
import { journalFailure } from './journal-failure';

/** What went wrong with a journal's file, in words; an error that is in words already stays as it is. */
export function fileFailure(thrown: unknown, file: string): ShopfloorError {
  if (thrown instanceof ShopfloorError) return thrown;
  const { code } = Object(thrown) as { code?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return journalFailure('full', `The disk of the journal ${file} is full`, thrown);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return journalFailure(
      'readonly',
      `The journal ${file} cannot be written: its folder or the file is read-only for this process`,
      thrown,
    );
  return journalFailure(
    'failed',
    `The journal ${file} cannot be used: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    thrown,
  );
}
