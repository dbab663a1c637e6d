import type { NodeAPI } from 'node-red';
import type { QuectelClient } from '../../lib/quectel/client';
import { QUECTEL_BASE_URLS } from '../../lib/quectel/environments';
import { registerAccount } from '../shared/account';
import type { AccountDef } from '../shared/account-kind';
import { entered } from '../shared/entered';
import { deviceChoices, productChoices, queueChoices } from './account-choices';

interface QuectelAccountDef extends AccountDef {
  scope?: string;
  brokerUrl?: string;
}

interface QuectelCredentials {
  accessKey: string;
  accessSecret: string;
}

export default function register(RED: NodeAPI): void {
  registerAccount<QuectelClient, QuectelAccountDef, QuectelCredentials>(RED, {
    type: 'quectel-account',
    platform: 'quectel',
    credentials: { accessKey: { type: 'text' }, accessSecret: { type: 'password' } },
    baseUrls: QUECTEL_BASE_URLS,
    simulatorPath: '',
    simulatorCredentials: { accessKey: 'simulator', accessSecret: 'simulator' },
    properties: { scope: { isText: true }, brokerUrl: { isAddress: true, isText: true } },
    extras: ({ scope, brokerUrl, environment }) => ({
      scope: entered(scope),
      brokerUrl: environment === 'custom' ? entered(brokerUrl) : undefined,
    }),
    create: async ({ baseUrl, connection, credentials, store, onClockOff }, extras) => {
      const { QuectelClient } = await import('../../lib/quectel/client.js');
      const { accessKey = '', accessSecret = '' } = credentials;
      const client = new QuectelClient({
        ...connection,
        ...(extras as { scope?: string; brokerUrl?: string }),
        baseUrl,
        accessKey,
        accessSecret,
        store,
        onClockOff,
      });
      return { value: client, dispose: () => client.close() };
    },
    probe: (client, signal) => client.session.loginNow({ signal }),
    choices: { products: productChoices, devices: deviceChoices, queues: queueChoices },
  });
}
