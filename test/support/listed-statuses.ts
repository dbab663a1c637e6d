import { LOOKS } from '../../nodes/shared/status';
import { type StatusRow, statusRowsOf } from '../../scripts/docs/status-rows';

export interface ShownStatus {
  fill?: string;
  shape?: string;
  text?: string;
}

/** What `docs/statuses.md` does not say that a node of this type can show. */
export function isUnlisted(type: string, status: ShownStatus): boolean {
  const rows = statusRowsOf(type);
  return rows.length > 0 && status.text !== undefined && !rows.some((row) => isShown(row, status));
}

/** Whether a status is that of the row. */
export function isShown({ text, pattern, looks }: StatusRow, status: ShownStatus = {}): boolean {
  const { fill, shape } = status;
  const isText = pattern ? pattern.test(status.text ?? '') : status.text === text;
  return isText && looks.some((look) => LOOKS[look].fill === fill && LOOKS[look].shape === shape);
}
