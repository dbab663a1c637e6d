import md5 from 'crypto-js/md5.js';

/**
 * The signature of a login, lower-case hex (docs/platforms/oms.md, "Signature": 1): MD5 of application id, request id
 * and secret. Not by Node.js's own MD5, which computers in FIPS mode refuse.
 */
export function omsSignature(appId: string, rid: string, appSecret: string): string {
  return md5(appId + rid + appSecret).toString();
}
