import { PlatformConnection, type PlatformOptions } from '../account/platform-connection';
import { InputError } from '../errors';
import type { CallResult } from '../http';
import type { Session } from '../session';
import type { DhgjCall, DhgjResponse } from './messages';
import { DhgjProtocol } from './protocol';
import { prepareCall } from './request';
import { DhgjTokenProvider } from './token-provider';

export interface DhgjClientOptions extends PlatformOptions {
  clientId: string;
  clientSecret: string;
  scope?: string;
}

/** Client of the DHGJ cloud (docs/platforms/dhgj.md). Close it when it is no longer used. */
export class DhgjClient {
  /** The account's token life, for a status display. */
  readonly session: Session;
  private readonly connection: PlatformConnection;

  constructor(options: DhgjClientOptions) {
    const { clientId, clientSecret, scope = '' } = options;
    if (clientId.trim() === '') throw new InputError('client_id', 'The client id is missing');
    if (clientSecret === '') throw new InputError('client_secret', 'The client secret is missing');
    this.connection = new PlatformConnection(options, {
      protocol: new DhgjProtocol(),
      identity: [clientId, scope],
      secrets: [clientSecret],
      tokenProvider: (api) => new DhgjTokenProvider(api, { clientId, clientSecret, scope: scope.trim() }),
    });
    this.session = this.connection.session;
  }

  /** Calls a business interface; what changes something is never sent twice. Throws errors of the tree. */
  async request(call: DhgjCall, signal?: AbortSignal): Promise<CallResult<DhgjResponse>> {
    return this.connection.call({ ...prepareCall(call), signal });
  }

  /** Ends all calls at once. */
  close(): void {
    this.connection.close();
  }
}
