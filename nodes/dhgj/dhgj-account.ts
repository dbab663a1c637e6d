import type { NodeAPI } from 'node-red';
import type { DhgjClient } from '../../lib/dhgj/client';
import { DHGJ_BASE_URLS } from '../../lib/dhgj/environments';
import { registerAccount } from '../shared/account';
import type { AccountDef } from '../shared/account-kind';
import { entered } from '../shared/entered';

interface DhgjAccountDef extends AccountDef {
  scope?: string;
}

interface DhgjCredentials {
  clientId: string;
  clientSecret: string;
}

export default function register(RED: NodeAPI): void {
  registerAccount<DhgjClient, DhgjAccountDef, DhgjCredentials>(RED, {
    type: 'dhgj-account',
    platform: 'dhgj',
    credentials: { clientId: { type: 'text' }, clientSecret: { type: 'password' } },
    baseUrls: DHGJ_BASE_URLS,
    simulatorPath: '',
    simulatorCredentials: { clientId: 'simulator', clientSecret: 'simulator' },
    properties: { scope: { isText: true } },
    extras: ({ scope }) => ({ scope: entered(scope) }),
    create: async ({ baseUrl, connection, credentials, store }, extras) => {
      const { DhgjClient } = await import('../../lib/dhgj/client.js');
      const { clientId = '', clientSecret = '' } = credentials;
      const client = new DhgjClient({
        ...connection,
        ...(extras as { scope?: string }),
        baseUrl,
        clientId,
        clientSecret,
        store,
      });
      return { value: client, dispose: () => client.close() };
    },
    // No interface but the login is known for every customer.
    probe: (client, signal) => client.session.loginNow({ signal }),
  });
}
