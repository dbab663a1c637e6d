import type { NodeAPI } from 'node-red';
import type { OmsClient } from '../../lib/oms/client';
import { registerAccount } from '../shared/account';
import type { AccountDef } from '../shared/account-kind';

interface OmsCredentials {
  appId: string;
  appSecret: string;
}

export default function register(RED: NodeAPI): void {
  registerAccount<OmsClient, AccountDef, OmsCredentials>(RED, {
    type: 'oms-server',
    platform: 'oms',
    credentials: { appId: { type: 'text' }, appSecret: { type: 'password' } },
    baseUrls: {},
    simulatorPath: '',
    simulatorCredentials: { appId: 'simulator', appSecret: 'simulator' },
    properties: {},
    extras: () => ({}),
    create: async ({ baseUrl, connection, credentials, store, onClockOff }) => {
      const { OmsClient } = await import('../../lib/oms/client.js');
      const { appId = '', appSecret = '' } = credentials;
      const client = new OmsClient({ ...connection, baseUrl, appId, appSecret, store, onClockOff });
      return { value: client, dispose: () => client.close() };
    },
    probe: async (client, signal) => {
      await client.choices('product/list', { signal });
      return client.session.token({ signal });
    },
    choices: {
      devices: (client, signal) => client.choices('device/list', { signal }),
      products: (client, signal) => client.choices('product/list', { signal }),
      users: (client, signal) => client.choices('user/list', { signal }),
      groups: (client, signal) => client.choices('group/list', { signal }),
      batches: (client, signal) => client.choices('produce/list', { signal }),
    },
  });
}
