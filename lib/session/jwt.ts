import { parseJson } from '../json/exact-json';
import { isPlainObject, numberOf } from '../json/json-values';

/**
 * How long a token just obtained will live, in ms; undefined when it does not say. Only what a JWT says about itself is
 * read (RFC 7519, section 4.1): whether it is genuine is for the platform to judge.
 * @param platformTime the platform's time in ms since 1970, where it is known; without it the life is told by the
 * token's own times alone
 */
export function jwtLifeMs(token: string, platformTime?: number): number | undefined {
  const claims = claimsOf(token);
  const ends = secondsOf(claims['exp']);
  if (ends === undefined) return undefined;
  const left = platformTime === undefined ? 0 : ends * 1000 - platformTime;
  if (left > 0) return left;
  // A token that ended before it was issued shows that the clocks differ: only its length can be believed.
  const begins = secondsOf(claims['iat'] ?? claims['nbf']);
  return begins !== undefined && ends > begins ? (ends - begins) * 1000 : undefined;
}

function claimsOf(token: string): Record<string, unknown> {
  const parts = token.split('.');
  if (parts.length !== 3) return {};
  try {
    const claims = parseJson(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
    return isPlainObject(claims) ? claims : {};
  } catch {
    return {};
  }
}

function secondsOf(value: unknown): number | undefined {
  const seconds = numberOf(value);
  return seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
