import type { SimulatorOptions } from '../platform-simulator';

/** An application that may log in. */
export interface OmsApp {
  appId: string;
  appSecret: string;
}

/** Where the token sits in the answer of the token call; the document does not say. */
export type TokenPlace =
  | 'data.token'
  | 'data.access_token'
  | 'data.app_token'
  | 'token'
  | 'access_token'
  | 'data';

/** Where lists sit in answers; the document does not say. */
export type ListPlace = 'data' | 'data.list' | 'data.rows' | 'data.records' | 'data.items';

/** What can be changed while the simulator runs. */
export interface OmsSettings {
  apps: OmsApp[];
  /** Life of a token in seconds. */
  tokenLifeSeconds: number;
  /** A JWT with its end in it, one without, or a text that is no JWT. */
  tokenForm: 'jwt' | 'jwt-without-end' | 'opaque';
  tokenPlace: TokenPlace;
  /** A login ends the token that the same application had before. */
  oneTokenPerApp: boolean;
  /** A refused token is answered with HTTP 401, or with HTTP 200 and code 401 in the body. */
  refusalForm: 'http' | 'body';
  /** The code of success; without a code when undefined. */
  successCode: 0 | 200 | undefined;
  /** Name of the field with the platform's text. */
  messageName: 'msg' | 'message';
  listPlace: ListPlace;
  /** Where the number of all entries sits; it can't be given where a list is `data` itself. */
  totalName: 'total' | 'count' | undefined;
  /** Whole lists are answered whatever page is asked for. */
  ignoresPaging: boolean;
  /** How `produce/download` answers. */
  downloadForm: 'file' | 'json';
}

export interface OmsOptions extends SimulatorOptions, Partial<OmsSettings> {
  /** How many devices there are at the beginning; default 60. */
  devices?: number;
  /** How many entries the property log of each of them has; default 130. */
  logEntries?: number;
}

export function settingsOf(options: OmsOptions): OmsSettings {
  return {
    apps: options.apps ?? [{ appId: 'simulator', appSecret: 'simulator' }],
    tokenLifeSeconds: options.tokenLifeSeconds ?? 7200,
    tokenForm: options.tokenForm ?? 'jwt',
    tokenPlace: options.tokenPlace ?? 'data.token',
    oneTokenPerApp: options.oneTokenPerApp ?? false,
    refusalForm: options.refusalForm ?? 'http',
    successCode: 'successCode' in options ? options.successCode : 0,
    messageName: options.messageName ?? 'msg',
    listPlace: options.listPlace ?? 'data.list',
    totalName: 'totalName' in options ? options.totalName : 'total',
    ignoresPaging: options.ignoresPaging ?? false,
    downloadForm: options.downloadForm ?? 'file',
  };
}
