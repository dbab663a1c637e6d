import type { NodeAPI } from 'node-red';
import type { MgmClient } from '../../lib/mgm/client';
import { DEFAULT_CALLS_PER_MINUTE, MGM_BASE_URLS } from '../../lib/mgm/environments';
import { MemoryTokenStore } from '../../lib/session/token-store';
import type { TransportSetting } from '../../lib/stream/transport-choice';
import { type AccountDef, registerAccount } from '../shared/account';

interface MgmAccountDef extends AccountDef {
  transport?: TransportSetting;
  callsPerMinute?: string | number;
}

interface MgmCredentials {
  appKey: string;
  appSecret: string;
}

/** Accounts that differ in a time limit only still share their token: each login ends the one before. */
const tokens = new MemoryTokenStore();

export default function register(RED: NodeAPI): void {
  registerAccount<MgmClient, MgmAccountDef, MgmCredentials>(RED, {
    type: 'mgm-account',
    platform: 'mgm',
    credentials: { appKey: { type: 'text' }, appSecret: { type: 'password' } },
    baseUrls: MGM_BASE_URLS,
    simulatorPath: '/v1',
    simulatorCredentials: { appKey: 'simulator', appSecret: 'simulator' },
    extras: ({ transport, callsPerMinute }) => ({
      transport: transport || 'auto',
      callsPerMinute: Number(callsPerMinute) || DEFAULT_CALLS_PER_MINUTE,
    }),
    create: async ({ baseUrl, connection, credentials, lingerMs }, extras) => {
      const { MgmClient } = await import('../../lib/mgm/client.js');
      const { appKey = '', appSecret = '' } = credentials;
      const client = new MgmClient({
        ...connection,
        ...(extras as { transport: TransportSetting; callsPerMinute: number }),
        baseUrl,
        appKey,
        appSecret,
        store: tokens,
        lingerMs,
      });
      return { value: client, dispose: () => client.close() };
    },
  });
}
