import type { NodeAPI } from 'node-red';
import type { OmsClient } from '../../lib/oms/client';
import { type AccountDef, registerAccount } from '../shared/account';

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
    extras: () => ({}),
    create: async ({ baseUrl, connection, credentials, store, onClockOff }) => {
      const { OmsClient } = await import('../../lib/oms/client.js');
      const { appId = '', appSecret = '' } = credentials;
      const client = new OmsClient({ ...connection, baseUrl, appId, appSecret, store, onClockOff });
      return { value: client, dispose: () => client.close() };
    },
    probe: async (client) => {
      await client.choices('product/list');
      return client.session.token();
    },
    choices: {
      devices: (client) => client.choices('device/list'),
      products: (client) => client.choices('product/list'),
      users: (client) => client.choices('user/list'),
      groups: (client) => client.choices('group/list'),
      batches: (client) => client.choices('produce/list'),
    },
  });
}
