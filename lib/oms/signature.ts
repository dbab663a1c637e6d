import { createHash } from 'node:crypto';

/**
 * The signature of a login, lower-case hex (docs/platforms/oms.md, "Signature": 1): MD5 of application id, request id
 * and secret.
 */
export function omsSignature(appId: string, rid: string, appSecret: string): string {
  return createHash('md5')
    .update(appId + rid + appSecret)
    .digest('hex');
}
