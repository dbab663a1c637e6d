import { PlatformError } from '../errors';

/** Makes the error of an answer that contradicts the platform's document; `what` says where. */
export type UnexpectedAnswer = (what: string, httpStatus?: number) => PlatformError;

/** @param says how the answers of the platform should be, as the end of a sentence that begins with what was found */
export function unexpectedAnswerOf(platform: string, says: string): UnexpectedAnswer {
  return (what, httpStatus) =>
    new PlatformError(`${what}${says}`, {
      code: `${platform}:unexpected-answer`,
      kind: 'platform',
      retryable: false,
      httpStatus,
    });
}
