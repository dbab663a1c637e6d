import { lazy } from '../async/lazy';

const loaded = lazy(() => require('crypto-js/md5.js') as typeof import('crypto-js/md5.js'));

/**
 * The signature of a login, lower-case hex (docs/platforms/oms.md, "Signature": 1): MD5 of application id, request id
 * and secret. Not by Node.js's own MD5, which computers in FIPS mode refuse.
 */
export function omsSignature(appId: string, rid: string, appSecret: string): string {
  return loaded()(appId + rid + appSecret).toString();
}
