import type { NodeAPI } from 'node-red';
import type { BivrostClient, GatewayAuth } from '../../lib/bivrost/client';
import { registerAccount } from '../shared/account';
import type { AccountDef } from '../shared/account-kind';
import { kilobytesOption } from '../shared/settings-file';

interface BivrostGatewayDef extends AccountDef {
  auth?: GatewayAuth;
}

interface BivrostCredentials {
  username: string;
  password: string;
  key: string;
}

export default function register(RED: NodeAPI): void {
  registerAccount<BivrostClient, BivrostGatewayDef, BivrostCredentials>(RED, {
    type: 'bivrost-gateway',
    platform: 'bivrost',
    credentials: { username: { type: 'text' }, password: { type: 'password' }, key: { type: 'password' } },
    // Each gateway has an address of its own in its plant.
    baseUrls: {},
    simulatorPath: '',
    simulatorCredentials: { username: 'simulator', password: 'simulator', key: 'sk-simulator' },
    properties: { auth: { isAddress: true } },
    credentialsInUse: ({ auth }) =>
      auth === 'none' ? [] : auth === 'key' ? ['key'] : ['username', 'password'],
    extras: ({ auth, environment }) => {
      // The simulated gateway has its security control on, as gateways do when they are new.
      const isRefused = environment === 'simulator' && auth === 'none';
      const largestField = kilobytesOption(RED, 'shopfloorLargestField');
      const largestStates = kilobytesOption(RED, 'shopfloorLargestStates');
      return { auth: isRefused ? 'jwt' : auth || 'jwt', largestField, largestStates };
    },
    create: async ({ baseUrl, connection, credentials, store }, extras) => {
      const { BivrostClient } = await import('../../lib/bivrost/client.js');
      const { username = '', password = '', key = '' } = credentials;
      const client = new BivrostClient({
        ...connection,
        ...(extras as { auth: GatewayAuth; largestField?: number; largestStates?: number }),
        baseUrl,
        username,
        password,
        key,
        store,
      });
      return {
        value: client,
        dispose: async () => {
          await client.files.settled();
          client.close();
        },
      };
    },
    probe: (client, signal) => client.probe({ signal }),
    ownTimes: async (client, machineId, span) => {
      const { gatewayTimes } = await import('../../lib/bivrost/own-times.js');
      return gatewayTimes(client, machineId, span);
    },
    choices: {
      machines: async (client, signal) => {
        const machines = await client.machines({ signal });
        return machines.map(({ machineId, name, system }) => ({
          value: machineId,
          label: `${name} (${system})`,
        }));
      },
    },
  });
}
