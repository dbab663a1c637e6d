import type { NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import type { ProxySettings } from '../../lib/http/settings';

/** What `proxyOptions` in Node-RED's settings file says of the variables. */
interface ProxyOptions {
  env?: Record<string, string | undefined>;
  excludeNpm?: boolean;
  favourUpperCase?: boolean;
  lowerCaseOnly?: boolean;
}

/**
 * The proxy that Node-RED's own `http request` takes for this address: out of `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`
 * and what npm makes of its settings, with the exceptions of `NO_PROXY`. Throws `InputError` for what is no http proxy.
 */
export function environmentProxy({ settings }: NodeAPI, baseUrl: string): ProxySettings | undefined {
  const { proxyOptions = {} } = settings as { proxyOptions?: ProxyOptions };
  const { protocol } = new URL(baseUrl);
  const scheme = protocol.slice(0, -1);
  const [name, value] = firstSet(proxyOptions, [
    `npm_config_${scheme}_proxy`,
    `${scheme}_proxy`,
    'npm_config_proxy',
    'all_proxy',
  ]);
  if (value === '') return undefined;
  // People leave it out; it is the scheme of the proxy, whatever that of the platform.
  const url = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    // Not shown in the error: it may hold a password.
    throw new InputError('proxy', `The environment variable ${name} is not the http(s) address of a proxy`);
  }
  const [, exceptions] = firstSet(proxyOptions, ['npm_config_no_proxy', 'no_proxy']);
  const noProxy = exceptions.split(/[,\s]+/).filter((entry) => entry !== '');
  return { url, isOnlyForHttp: true, ...(noProxy.length > 0 ? { noProxy } : {}) };
}

/** Name and value of the first variable that holds something; empty where none does. */
function firstSet(options: ProxyOptions, names: readonly string[]): [name: string, value: string] {
  const { env = process.env, excludeNpm, favourUpperCase, lowerCaseOnly } = options;
  for (const name of names) {
    if (excludeNpm && name.startsWith('npm_config_')) continue;
    const both = favourUpperCase ? [name.toUpperCase(), name] : [name, name.toUpperCase()];
    for (const spelling of lowerCaseOnly ? [name] : both) {
      const value = env[spelling]?.trim();
      if (value) return [spelling, value];
    }
  }
  return ['', ''];
}

/** The variables that name a proxy, in whatever spelling they are set, with what they hold. */
export function proxyVariables({ settings }: NodeAPI): [name: string, value: string][] {
  const { env = process.env } = (settings as { proxyOptions?: ProxyOptions }).proxyOptions ?? {};
  return Object.entries(env).flatMap(([name, value]): [string, string][] =>
    /(?:^|_)(?:https?|all|npm_config)_proxy$/i.test(name) && value ? [[name, value]] : [],
  );
}
