/**
 * Identifies a machine over all accounts: `<platform>:<account>:<machineId>`. A part that holds a colon is
 * percent-encoded, so that two machines never share a key.
 *
 * @example machineKey('bivrost', 'Halle 2', '1012') // 'bivrost:Halle 2:1012'
 */
export function machineKey(platform: string, account: string, machineId: string): string {
  return [platform, account, machineId].map(encodePart).join(':');
}

/** A part that looks encoded already is encoded as well; otherwise two parts could have the same form. */
function encodePart(part: string): string {
  return /:|%3a|%25/i.test(part) ? part.replaceAll('%', '%25').replaceAll(':', '%3A') : part;
}
