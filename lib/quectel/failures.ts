import { failureText } from '../catalogue/failure-table';
import { PlatformError, type PlatformErrorDetails } from '../errors';
import { failureByStatus } from '../http';
import { unexpectedAnswerOf } from '../http/unexpected-answer';
import { quectelFailures } from './codes';

/**
 * The error for a code that the platform answered for a call or for one device. The English meaning comes first
 * and the platform's own text is kept behind it.
 */
export function quectelError(
  code: number,
  text: string,
  more: Partial<Omit<PlatformErrorDetails, 'code'>> = {},
): PlatformError {
  const known = quectelFailures.get(code);
  const meaning = known?.en ?? 'The Quectel platform reported a failure whose code is not documented';
  return new PlatformError(failureText(meaning, `quectel:${code}`, text), {
    ...(known ?? byNumber(code)),
    ...more,
    code: `quectel:${code}`,
  });
}

/** HTTP status and business codes share one table (docs/platforms/quectel.md, "Envelope"). */
function byNumber(code: number): Pick<PlatformErrorDetails, 'kind' | 'retryable' | 'tokenProblem'> {
  return code < 600 ? failureByStatus(code) : { kind: 'platform', retryable: false };
}

/** An answer that contradicts the documents; `what` says where. */
export const unexpectedAnswer = unexpectedAnswerOf(
  'quectel',
  ', which the documents of the Quectel platform do not provide for',
);
