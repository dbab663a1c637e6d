import type { NodeAPI } from 'node-red';
import type { MgmClient, MgmClientOptions } from '../../lib/mgm/client';
import { MGM_BASE_URLS } from '../../lib/mgm/environments';
import { CALLS_PER_MINUTE } from '../../lib/mgm/limits';
import type { TransportSetting } from '../../lib/stream/transport-choice';
import { registerAccount } from '../shared/account';
import type { AccountDef } from '../shared/account-kind';
import { enteredNumber } from '../shared/entered';
import { kilobytesOption } from '../shared/settings-file';

interface MgmAccountDef extends AccountDef {
  transport?: TransportSetting;
  callsPerMinute?: string | number;
}

interface MgmCredentials {
  appKey: string;
  appSecret: string;
}

export default function register(RED: NodeAPI): void {
  registerAccount<MgmClient, MgmAccountDef, MgmCredentials>(RED, {
    type: 'mgm-account',
    platform: 'mgm',
    credentials: { appKey: { type: 'text' }, appSecret: { type: 'password' } },
    baseUrls: MGM_BASE_URLS,
    simulatorPath: '/v1',
    simulatorCredentials: { appKey: 'simulator', appSecret: 'simulator' },
    properties: { transport: {}, callsPerMinute: { isText: true } },
    extras: ({ transport, callsPerMinute }) => ({
      transport: transport || 'auto',
      callsPerMinute: enteredNumber(CALLS_PER_MINUTE, callsPerMinute),
      largestState: kilobytesOption(RED, 'shopfloorLargestState'),
      largestStates: kilobytesOption(RED, 'shopfloorLargestStates'),
    }),
    create: async ({ baseUrl, connection, credentials, store, lingerMs }, extras) => {
      const { MgmClient } = await import('../../lib/mgm/client.js');
      const { appKey = '', appSecret = '' } = credentials;
      const client = new MgmClient({
        ...connection,
        ...(extras as Pick<
          MgmClientOptions,
          'transport' | 'callsPerMinute' | 'largestState' | 'largestStates'
        >),
        baseUrl,
        appKey,
        appSecret,
        store,
        lingerMs,
      });
      return { value: client, dispose: () => client.close() };
    },
    probe: async (client, signal) => {
      await client.getOrganization({ signal });
      return client.session.token({ signal });
    },
    choices: {
      machines: async (client, signal) => {
        const { data } = await client.getOrganization({ signal });
        return data.machines.map(({ machineId, name, path }) => ({ value: machineId, label: name, path }));
      },
    },
  });
}
