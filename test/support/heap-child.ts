import { writeHeapSnapshot } from 'node:v8';
import { LocalStore } from '../../lib/account-store';
import { BivrostClient } from '../../lib/bivrost';
import { DhgjClient } from '../../lib/dhgj';
import { MgmClient } from '../../lib/mgm';
import { OmsClient } from '../../lib/oms';
import { QuectelClient } from '../../lib/quectel';

/** An account of each platform, to be used and closed. */
export interface HeapTask {
  mgm: { baseUrl: string; appKey: string; appSecret: string };
  bivrost: { baseUrl: string; username: string; password: string };
  oms: { baseUrl: string; appId: string; appSecret: string };
  quectel: { baseUrl: string; accessKey: string; accessSecret: string };
  dhgj: { baseUrl: string; clientId: string; clientSecret: string };
  /** Where to write what is in memory while the accounts are open, and after they were closed. */
  open: string;
  closed: string;
}

// As accounts in Node-RED do: one store for all of the process.
const store = new LocalStore();

async function useAll({ mgm, bivrost, oms, quectel, dhgj, open }: HeapTask): Promise<void> {
  const clients = [
    new MgmClient({ ...mgm, store }),
    new BivrostClient({ ...bivrost, store }),
    new OmsClient({ ...oms, store }),
    new QuectelClient({ ...quectel, store }),
    new DhgjClient({ ...dhgj, store }),
  ];
  for (const { session } of clients) await session.token();
  writeHeapSnapshot(open);
  for (const client of clients) client.close();
}

async function main(task: HeapTask): Promise<void> {
  const { closed } = task;
  await useAll(task);
  for (const name of ['mgm', 'bivrost', 'oms', 'quectel', 'dhgj'] as const)
    Reflect.deleteProperty(task, name);
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc?.();
  }
  writeHeapSnapshot(closed);
}

process.once('message', (task: HeapTask) => {
  void main(task).then(() => process.disconnect());
});
