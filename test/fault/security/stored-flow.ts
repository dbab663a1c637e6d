import type { FlowNode } from '../../support/admin-api';
import type { Canaries } from './canaries';
import { accountId, accountType } from './canary-flows';
import { type CanaryPlant, type Credentials, platforms } from './canary-plant';

export interface StoredPlaces {
  readonly plant: CanaryPlant;
  readonly credentials: Credentials;
  /** The password is the last part of what a URL's user info would be. */
  readonly proxy: { readonly url: string; readonly password: string };
  readonly store: { readonly url: string; readonly password: string };
}

/** Accounts of all platforms, and nodes of other packages with secrets of their own; each id differs from all types. */
export function storedFlow(
  canaries: Canaries,
  { plant, credentials, proxy, store }: StoredPlaces,
): FlowNode[] {
  const secret = (name: string): string => canaries.secret(name);
  const accounts = platforms.map((platform) => ({
    id: accountId('stored', platform),
    type: accountType(platform),
    environment: 'custom',
    baseUrl: plant.baseUrl(platform),
    timeout: 3_000,
    ...(platform === 'bivrost' ? { auth: 'jwt' } : {}),
    ...(platform === 'quectel' ? { brokerUrl: '' } : {}),
    credentials: credentials[platform],
  }));
  const [mgm, bivrost] = accounts as FlowNode[];
  const place = { z: 'my-tab', x: 100, y: 100, wires: [] };
  return [
    { id: 'my-tab', type: 'tab', label: 'tab' },
    ...accounts,
    { ...(mgm as FlowNode), id: 'disabled', d: true },
    { ...(bivrost as FlowNode), id: 'by-variable', baseUrl: `\${CANARY_PLACE}` },
    {
      ...{ id: 'my-broker', type: 'mqtt-broker', broker: '127.0.0.1', port: '1', autoConnect: false },
      credentials: { user: 'user', password: secret('broker'), ...underAllNames(secret('broker-too')) },
    },
    {
      ...{ id: 'http-proxy', type: 'http proxy', url: proxy.url, noproxy: [] },
      credentials: { username: 'proxy-user', password: proxy.password },
    },
    {
      ...{ id: 'trusting', type: 'tls-config', verifyservercert: false },
      credentials: { passphrase: secret('passphrase') },
    },
    {
      ...{ id: 'my-store', type: 'shared-store', url: store.url, prefix: 'canary', withoutStore: 'keep' },
      credentials: { password: store.password },
    },
    {
      ...{ ...place, id: 'my-request', type: 'http request', url: 'http://127.0.0.1:1' },
      credentials: { user: 'user', password: secret('request') },
    },
    { ...place, id: 'my-debug', type: 'debug' },
  ];
}

/** A secret under the names that accounts have for theirs. */
function underAllNames(secret: string): Record<string, string> {
  const names = ['appSecret', 'accessSecret', 'clientSecret', 'key', 'sentinelPassword'];
  return Object.fromEntries(names.map((name) => [name, secret]));
}
