import type { Migration } from '../shared/migrations';

const WITH_PASSWORD = /^(\s*rediss?(?:\+\w+)?:\/\/)([^/:@]*):([^/]*)@(.*)$/;

/** The address without the password that is in it, and that password; undefined where there is none. */
export function splitPassword(url: string): { url: string; password: string } | undefined {
  const [whole, scheme = '', user = '', written = '', rest = ''] = WITH_PASSWORD.exec(url) ?? [];
  if (whole === undefined || written === '') return undefined;
  return { url: `${scheme}${user === '' ? '' : `${user}@`}${rest}`, password: decoded(written) };
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
