/** What a strict TypeScript program that uses the package as an ES module may write. */
import { InputError, SharedStore } from '@shopfloor/node-red-platforms';
import type { DhgjClient } from '@shopfloor/node-red-platforms/dhgj';
// @ts-expect-error: what is not exported cannot be reached.
import { ApiClient } from '@shopfloor/node-red-platforms/dist/lib/http';
import { MGM_BASE_URLS, MgmClient, type MgmOrganization } from '@shopfloor/node-red-platforms/mgm';
import schema from '@shopfloor/node-red-platforms/schemas/mgm/organization.json' with { type: 'json' };
import type { StoreSettings } from '@shopfloor/node-red-platforms/store';

export async function organization(appKey: string, appSecret: string): Promise<MgmOrganization> {
  await using client = new MgmClient({ baseUrl: MGM_BASE_URLS.production, appKey, appSecret });
  const { data } = await client.getOrganization({ signal: AbortSignal.timeout(5_000) });
  return data;
}

export async function orders(client: DhgjClient): Promise<unknown> {
  await client.request('/api/workorders', { product: 'x' }, { method: 'POST', body: 'json' });
  const { data, call } = await client.request('/api/machines', { page: 1 });
  return call.status === 200 ? data : undefined;
}

export async function changes(client: MgmClient, signal: AbortSignal): Promise<void> {
  for await (const event of client.follow({ machineId: 'm', signal })) {
    if (event.type === 'change') console.log(event.machineId, event.changes);
    else if (event.type === 'dropped') console.log(event.count);
  }
  await using machine = client.follow(
    { machineId: 'm' },
    { onStatus: ({ statusName }) => console.log(statusName) },
  );
  machine.close({ atOnce: true });
}

export const address: string = schema.$id;
export const made: [typeof InputError, typeof SharedStore, unknown] = [InputError, SharedStore, ApiClient];
export type Settings = StoreSettings;
