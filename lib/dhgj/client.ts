import { PlatformClient } from '../account/platform-client';
import type { PlatformOptions } from '../account/platform-connection';
import { InputError } from '../errors';
import type { CallOptions, CallResult } from '../http';
import type { DhgjBodyKind, DhgjMethod } from './call-kinds';
import type { DhgjResponse } from './messages';
import { DhgjProtocol } from './protocol';
import { type DhgjCall, type DhgjQuery, prepareCall } from './request';
import { DhgjTokenProvider } from './token-provider';

export interface DhgjClientOptions extends PlatformOptions {
  clientId: string;
  clientSecret: string;
  scope?: string;
}

export interface DhgjRequestOptions extends CallOptions {
  /** Default `GET`. */
  method?: DhgjMethod;
  /** How the values are written into the body; default `none`: they are the query. */
  body?: DhgjBodyKind;
  /** The query of a call whose values are its body. */
  query?: DhgjQuery;
  /** True for a POST that changes nothing: it may be repeated. */
  onlyReads?: boolean;
}

/** Client of the DHGJ cloud (docs/platforms/dhgj.md). Close it when it is no longer used. */
export class DhgjClient extends PlatformClient {
  constructor(options: DhgjClientOptions) {
    const { clientId, clientSecret } = options;
    const scope = options.scope?.trim();
    if (clientId.trim() === '') throw new InputError('client_id', 'The client id is missing');
    if (clientSecret === '') throw new InputError('client_secret', 'The client secret is missing');
    super(options, {
      protocol: new DhgjProtocol(),
      identity: [clientId, scope ?? ''],
      login: clientId,
      secrets: [clientSecret],
      tokenProvider: (api) =>
        new DhgjTokenProvider(api, { clientId, clientSecret, ...(scope === undefined ? {} : { scope }) }),
    });
  }

  /**
   * Calls a business interface by its path below the base URL, which may hold a query. The values are the fields of the
   * query, or, where `body` says how they are written, what the body is made of: fields for a form, an object or a list
   * for JSON, or text of that kind. What changes something is never sent twice.
   */
  async request(
    path: string,
    values?: unknown,
    { method = 'GET', body = 'none', query, onlyReads, signal }: DhgjRequestOptions = {},
  ): Promise<CallResult<DhgjResponse>> {
    const inQuery = body === 'none' && values !== undefined;
    if (inQuery && query !== undefined) {
      throw new InputError('query', 'Values without a body go into the query, and "query" is given too');
    }
    const asked = inQuery ? (values as DhgjQuery) : query;
    const call: DhgjCall = {
      method,
      path,
      body,
      ...(asked === undefined ? {} : { query: asked }),
      ...(inQuery ? {} : { data: values }),
      ...(onlyReads === undefined ? {} : { onlyReads }),
    };
    return this.connection.call({ ...prepareCall(call), signal });
  }
}
