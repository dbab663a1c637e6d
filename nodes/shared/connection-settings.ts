import type { Node, NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import type { ConnectionSettings, ProxySettings } from '../../lib/http/settings';
import { TIMEOUT } from '../../lib/settings/number-limits';
import type { AccountDef } from './account-kind';
import { enteredNumber } from './entered';
import { environmentProxy } from './environment-proxy';
import { positiveOption } from './settings-file';
import { tlsSettings } from './tls-settings';

/** Properties of whoever calls a server. */
export type ConnectionDef = Pick<AccountDef, 'timeout' | 'tls' | 'proxy'>;

/**
 * Settings of the connection. The simulator, which has no base URL, is in this process, so TLS and proxy that are left
 * over from another environment do not count.
 */
export function connectionSettings(RED: NodeAPI, def: ConnectionDef, baseUrl: string): ConnectionSettings {
  const limits = { timeoutMs: enteredNumber(TIMEOUT, def.timeout), ...answerLimits(RED) };
  if (baseUrl === '') return limits;
  const tls = tlsSettings(RED, def.tls);
  const proxy = proxySettings(RED, def.proxy) ?? environmentProxy(RED, baseUrl);
  return { ...limits, ...(tls ? { tls } : {}), ...(proxy ? { proxy } : {}) };
}

/** Options of Node-RED's settings file that limit what an answer may bring. */
function answerLimits(
  RED: NodeAPI,
): Pick<ConnectionSettings, 'largestAnswer' | 'mostValues' | 'mostPages' | 'largestFile' | 'longestFetchMs'> {
  const megabytes = positiveOption(RED, 'shopfloorLargestAnswer');
  const mostValues = positiveOption(RED, 'shopfloorMostValues');
  const mostPages = positiveOption(RED, 'shopfloorMostPages');
  const fileMegabytes = positiveOption(RED, 'shopfloorLargestFile');
  const fetchMinutes = positiveOption(RED, 'shopfloorLongestFetch');
  return {
    ...(megabytes === undefined ? {} : { largestAnswer: megabytes * 1024 * 1024 }),
    ...(mostValues === undefined ? {} : { mostValues }),
    ...(mostPages === undefined ? {} : { mostPages }),
    ...(fileMegabytes === undefined ? {} : { largestFile: fileMegabytes * 1024 * 1024 }),
    ...(fetchMinutes === undefined ? {} : { longestFetchMs: fetchMinutes * 60_000 }),
  };
}

/** Core's `http proxy` node. */
interface HttpProxyNode extends Node<{ username?: string; password?: string }> {
  url: string;
  noproxy?: string[];
}

function proxySettings(RED: NodeAPI, id = ''): ProxySettings | undefined {
  if (id === '') return undefined;
  const node = RED.nodes.getNode(id) as HttpProxyNode | null | undefined;
  // Without the proxy the data would take another way than the chosen one.
  if (node?.type !== 'http proxy')
    throw new InputError('proxy', 'The proxy that is chosen is missing or disabled');
  const { username, password } = node.credentials ?? {};
  return {
    url: node.url,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(node.noproxy ? { noProxy: node.noproxy } : {}),
  };
}
