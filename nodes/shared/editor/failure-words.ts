import type { Failure } from './admin-calls';
import type { Translate } from './editor-api';

/** Codes that say more than their kind, with the key of what to do about them. */
const KNOWN_CODES: readonly [RegExp, string][] = [
  [/^network:(ENOTFOUND|EAI_AGAIN)$/, 'name'],
  [/^network:ECONNREFUSED$/, 'refused'],
  [/^network:.*(CERT|SIGNATURE|TLS)/, 'certificate'],
  [/^network:PROXY_/, 'proxy'],
  [/^input:(appSecret|accessSecret|clientSecret|password|sentinelPassword|key)$/, 'secret'],
  [/^input:environment$/, 'environment'],
  [/^shopfloor:busy$/, 'busy'],
  [/^shopfloor:tests-per-minute$/, 'tooMany'],
  [/^input:baseUrl$/, 'baseUrl'],
  [/^input:(tls|proxy)$/, 'notDeployed'],
  [/^input:store$/, 'storeNotDeployed'],
  [/^input:ioredis$/, 'noRedisClient'],
  [/^input:url$/, 'storeUrl'],
  [/^network:STORE$/, 'store'],
];

/** What is wrong and what to do, in the editor's language. */
export function failureWords({ kind, code }: Failure, translate: Translate): string {
  const [, problem] = /^network:STORE_([A-Z]+)$/.exec(code) ?? [];
  if (problem !== undefined) return translate(`failure.storeProblem.${problem.toLowerCase()}`);
  const [, known] = KNOWN_CODES.find(([pattern]) => pattern.test(code)) ?? [];
  const key = `failure.${known ?? (kind === 'editor' ? code : kind)}`;
  const words = translate(key);
  return words === key ? translate('failure.platform') : words;
}
