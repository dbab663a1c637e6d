import { lazy } from '../async/lazy';
import type { FailureKind, TokenProblem } from '../errors';

/** One failure that a platform can answer. */
export interface FailureRow {
  /** The platform's number, an HTTP status, or the name of a failure that has no number. */
  code: number | string;
  kind: FailureKind;
  /** True when the same call may succeed later without anybody changing anything. */
  retryable: boolean;
  /** Set when the platform refuses the token rather than the call. */
  tokenProblem?: TokenProblem;
  /** The heading in `docs/platforms` below which the failure is told. */
  section: string;
  /** The meaning in English. */
  en: string;
  /** The meaning in Chinese; where a failure has no number, the platform's text by which it is known. */
  zh: string;
}

/** The failures that a platform's documents name, as data (`codes.json`). They are loaded when one is looked up. */
export class FailureTable {
  private readonly loaded: () => readonly FailureRow[];
  private readonly byCode = lazy(() => new Map(this.rows.map((row) => [row.code, row])));

  constructor(load: () => readonly FailureRow[]) {
    this.loaded = lazy(load);
  }

  /** All of them, in the order of the file. */
  get rows(): readonly FailureRow[] {
    return this.loaded();
  }

  /** What a code means; undefined for one that the documents do not have. */
  get(code: number | string): FailureRow | undefined {
    return this.byCode().get(code);
  }
}

/** The text of a platform's failure: what it means, its code, and what the platform itself says of it. */
export function failureText(meaning: string, code: string, told: string): string {
  return `${meaning} (${code}${told === '' ? '' : `: ${told}`})`;
}
