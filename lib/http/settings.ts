import { lazy } from '../async/lazy';
import { InputError } from '../errors';

/** Connection settings that every account has; plain data, so that two equal accounts can share a client. */

/** Loaded with the first address that is compared. */
const net = lazy(() => require('node:net') as typeof import('node:net'));

export const DEFAULT_LARGEST_ANSWER = 8 * 1024 * 1024;
/** How much larger than data a file may be that is read into memory. */
export const FILE_FACTOR = 4;

/** The part of a Node-RED `tls-config` (or any TLS set-up) that a client uses; PEM texts. */
export interface TlsSettings {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  passphrase?: string;
  servername?: string;
  rejectUnauthorized?: boolean;
}

export interface ProxySettings {
  /** `http://host:port` or `https://host:port`. */
  url: string;
  username?: string;
  password?: string;
  /**
   * Hosts, with or without port, that are reached directly; `.example.com` and `*.example.com` cover subdomains, `*`
   * all, `10.0.0.0/8` and `fd00::/8` the addresses of a network.
   */
  noProxy?: string[];
  /** Message brokers are reached directly. */
  isOnlyForHttp?: boolean;
}

export interface ConnectionSettings {
  /** Time for an answer, in ms. */
  timeoutMs: number;
  /** Largest answer that is read into memory, in bytes; default 8 MB, four times that for a file. */
  largestAnswer?: number;
  /** Largest file that is fetched, in bytes; default 1 GB. */
  largestFile?: number;
  /** Longest time for a file to be fetched, in ms, however steadily it comes; default an hour. */
  longestFetchMs?: number;
  /** Most values of one answer, objects and lists included; default 1,000,000. */
  mostValues?: number;
  /** Most pages of one list; default 10,000. */
  mostPages?: number;
  tls?: TlsSettings;
  proxy?: ProxySettings;
}

/**
 * The proxy's address with its credentials, or undefined when this host is reached directly. Throws `InputError`
 * for what is no address of a proxy.
 */
export function proxyFor(target: URL, proxy: ProxySettings | undefined): URL | undefined {
  if (!proxy || proxy.noProxy?.some((entry) => matchesHost(target, entry))) return undefined;
  // Not shown in the error: it may hold a password.
  const url = URL.canParse(proxy.url) ? new URL(proxy.url) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InputError('proxy', "The proxy's URL is not an http(s) address");
  }
  if (proxy.username !== undefined) url.username = encodeURIComponent(proxy.username);
  if (proxy.password !== undefined) url.password = encodeURIComponent(proxy.password);
  return url;
}

function matchesHost(target: URL, entry: string): boolean {
  const wanted = entry.trim().toLowerCase();
  if (wanted === '*') return true;
  const domain = wanted.replace(/^\*/, '');
  const host = target.hostname;
  const address = host.replace(/^\[|\]$/g, '');
  if (net().isIP(address) > 0 && isInNetwork(address, wanted)) return true;
  if (domain.startsWith('.')) return host.endsWith(domain) || host === domain.slice(1);
  const port = target.port || (/^(https|wss):$/.test(target.protocol) ? '443' : '80');
  return wanted === host || wanted === `${host}:${port}`;
}

/** True where the entry is a network such as `10.0.0.0/8`, or an address in whatever spelling, that holds this one. */
function isInNetwork(address: string, entry: string): boolean {
  const { BlockList, isIP } = net();
  const [, network = '', length] = /^\[?([\da-f.:]+)\]?(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const version = isIP(network);
  const bits = version === 4 ? 32 : 128;
  const prefix = Number(length ?? bits);
  if (version === 0 || version !== isIP(address) || prefix > bits) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const networks = new BlockList();
  networks.addSubnet(network, prefix, family);
  return networks.check(address, family);
}
