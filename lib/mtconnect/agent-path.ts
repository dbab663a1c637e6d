const LONGEST_PATH = 200;
const PATH = /^\/(?:[\w.~-]+(?:\/[\w.~-]+)*)?$/;

/** Whether an agent can be addressed by this path: names of letters, digits and `_.~-` behind slashes, or `/` alone. */
export function isAgentPath(path: string): boolean {
  return path.length <= LONGEST_PATH && PATH.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path);
}

/**
 * What a request asks of the agent at this path; undefined where it is not addressed to it.
 * @param url target of the request, such as `/mtconnect/current?path=//Axes`
 * @example targetBelow('/mtconnect', '/mtconnect/current') // '/current'
 */
export function targetBelow(path: string, url: string): string | undefined {
  if (path === '/') return url;
  if (!url.startsWith(path)) return undefined;
  const target = url.slice(path.length);
  return target === '' || target.startsWith('/') || target.startsWith('?') ? target : undefined;
}
