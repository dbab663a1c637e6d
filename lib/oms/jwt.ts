import { parseJson } from '../json/exact-json';
import { isPlainObject } from '../json/json-values';

/**
 * How long a token just obtained will live, in ms; undefined when it does not say. Only what a JWT says about
 * itself is read (RFC 7519, section 4.1): whether it is genuine is for the platform to judge.
 */
export function lifeOf(token: string, now: number): number | undefined {
  const claims = claimsOf(token);
  const ends = claims['exp'];
  if (!isTime(ends)) return undefined;
  const left = ends * 1000 - now;
  if (left > 0) return left;
  // A token that ended before it began was made by another clock, so only the length of its life is used.
  const begins = claims['iat'];
  return isTime(begins) && ends > begins ? (ends - begins) * 1000 : undefined;
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

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
