/** What is wrong with an address that was set. */
export type AddressFault = 'missing' | 'scheme' | 'userInfo' | 'query' | 'malformed';

export interface AddressKind {
  /** The first scheme is used where an address has none. */
  schemes: readonly [string, ...string[]];
  /** True where it must name something at the host. */
  needsPath?: boolean;
}

/** Where a platform is. */
export const WEB_ADDRESS: AddressKind = { schemes: ['http', 'https'] };

/**
 * An address as all parts of the program write it, so that equal ones look equal: without blanks around it, without a
 * slash at its end, without a port that its scheme has anyway. Or what is wrong with it.
 */
export function readAddress(
  text: string,
  { schemes, needsPath = false }: AddressKind,
): { address: string } | { fault: AddressFault } {
  const trimmed = text.trim();
  if (trimmed === '') return { fault: 'missing' };
  const [, scheme = ''] = /^([a-z][a-z\d+.-]*):\/\//i.exec(trimmed) ?? [];
  if (!schemes.includes(scheme.toLowerCase())) return { fault: 'scheme' };
  if (/[\s\\]|[^\P{Cc}]/u.test(trimmed)) return { fault: 'malformed' };
  if (/[?#]/.test(trimmed)) return { fault: 'query' };
  const url = parsed(trimmed);
  if (!url || url.hostname === '') return { fault: 'malformed' };
  if (url.username !== '' || url.password !== '') return { fault: 'userInfo' };
  const path = withoutEndSlashes(url.pathname);
  if (needsPath && path === '') return { fault: 'malformed' };
  return { address: `${url.protocol}//${url.host}${path}` };
}

/** The text with the default scheme in front; undefined where that is no address. */
export function withScheme(text: string, kind: AddressKind): string | undefined {
  if (text.includes('://')) return undefined;
  const read = readAddress(`${kind.schemes[0]}://${text.trim()}`, kind);
  return 'address' in read ? read.address : undefined;
}

export function withoutEndSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
