import { PlatformError } from '../../errors';
import { AxiosTransport } from '../../http/axios-transport';
import { readJson } from '../../http/json';
import type { ConnectionSettings } from '../../http/settings';
import { isPlainObject } from '../../json/json-values';
import { refusal } from '../refusal';
import type { StreamAddress } from '../transport';

/** What is used of a server's `info` (SockJS protocol 0.3.3, "Info"). */
export interface SockJsInfo {
  websocket: boolean;
}

/** A real one has about a hundred bytes. */
const LARGEST_INFO = 16 * 1024;

/**
 * Asks a SockJS server for its `info`. Throws an error of the tree for what is none, and for one that sends its
 * clients elsewhere: what they send would go to a host that nobody has chosen.
 */
export async function askInfo(
  { url, query }: StreamAddress,
  settings: ConnectionSettings,
  signal: AbortSignal,
): Promise<SockJsInfo> {
  const http = new AxiosTransport({ ...settings, baseUrl: url, largestAnswer: LARGEST_INFO });
  try {
    const response = await http.send({ method: 'GET', path: '/info', query }, signal);
    if (response.status !== 200) throw refusal(response);
    return readInfo(readJson(response, 'sockjs'));
  } finally {
    http.close();
  }
}

function readInfo(info: unknown): SockJsInfo {
  if (!isPlainObject(info)) throw badInfo('is no object');
  const { websocket = true, base_url: baseUrl } = info;
  if (typeof websocket !== 'boolean') throw badInfo('has a "websocket" that is neither true nor false');
  if (baseUrl !== undefined && baseUrl !== null && baseUrl !== '') {
    throw badInfo('names another host or path ("base_url"), where nothing is sent');
  }
  return { websocket };
}

function badInfo(what: string): PlatformError {
  return new PlatformError(`The "info" of the SockJS server ${what}`, {
    code: 'sockjs:bad-info',
    kind: 'platform',
    retryable: false,
  });
}
