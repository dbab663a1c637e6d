import { writeHeapSnapshot } from 'node:v8';
import { LocalStore } from '../../../lib/account/account-store';
import { BivrostClient, type BivrostClientOptions } from '../../../lib/bivrost';
import { DhgjClient, type DhgjClientOptions } from '../../../lib/dhgj';
import { MgmClient, type MgmClientOptions } from '../../../lib/mgm';
import { OmsClient, type OmsClientOptions } from '../../../lib/oms';
import { QuectelClient, type QuectelClientOptions } from '../../../lib/quectel';

/** Accounts to be used and closed, and where to write what is in memory before and after that. */
export interface MemoryTask {
  accounts: Record<string, Record<string, string>>;
  open: string;
  closed: string;
}

const ROUNDS = 5;
const PAUSE_MS = 50;
/** One for all accounts of the process, as in Node-RED. */
const store = new LocalStore();

async function useAndClose({ accounts, open }: MemoryTask): Promise<void> {
  const { mgm, bivrost, oms, quectel, dhgj } = accounts;
  const clients = [
    new MgmClient({ ...(mgm as unknown as MgmClientOptions), store }),
    new BivrostClient({ ...(bivrost as unknown as BivrostClientOptions), store }),
    new OmsClient({ ...(oms as unknown as OmsClientOptions), store }),
    new QuectelClient({ ...(quectel as unknown as QuectelClientOptions), store }),
    new DhgjClient({ ...(dhgj as unknown as DhgjClientOptions), store }),
  ];
  for (const { session } of clients) await session.token();
  writeHeapSnapshot(open);
  for (const client of clients) client.close();
}

async function run(task: MemoryTask): Promise<void> {
  const { closed } = task;
  await useAndClose(task);
  task.accounts = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    globalThis.gc?.();
  }
  writeHeapSnapshot(closed);
  process.disconnect();
}

process.once('message', (task: MemoryTask) => void run(task));
