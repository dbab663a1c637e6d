import type { Migration } from '../shared/migrations';

const SCHEME = /^\s*rediss?(?:\+\w+)?:\/\//;

/** The address without the password that is in it, and that password; undefined where there is none. */
export function splitPassword(url: string): { url: string; password: string } | undefined {
  const [scheme] = SCHEME.exec(url) ?? [];
  if (scheme === undefined) return undefined;
  const [place = ''] = url.slice(scheme.length).split('/', 1);
  const login = place.slice(0, Math.max(0, place.lastIndexOf('@')));
  const [user = '', ...written] = login.split(':');
  const password = written.join(':');
  if (password === '') return undefined;
  const rest = url.slice(scheme.length + login.length + 1);
  return { url: `${scheme}${user === '' ? '' : `${user}@`}${rest}`, password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Version 1: the address holds no password, which an export of the flow would show. One that an older version has saved
 * goes on, for only the editor can move it to the credentials; the dialog does.
 */
const passwordInCredentials: Migration = (properties) => ({ ...properties });

export const migrations: readonly Migration[] = [passwordInCredentials];
