import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import type { StoreState } from '../../lib/assignment/machine-assignment';
import { type Lease, LeasePool } from '../../lib/async/lease-pool';
import { InputError } from '../../lib/errors';
import type { StoreSettings } from '../../lib/store/settings';
import type { SharedStore } from '../../lib/store/shared-store';

/** The config node `shared-store`. */
export interface StoreNode extends Node {
  /** Undefined when it has no address: then there is nothing to share. */
  settings(): StoreSettings | undefined;
}

/** A redeploy closes and reopens everything within a second or two. */
const LINGER_MS = 4_000;

const pool = new LeasePool<SharedStore>(LINGER_MS);
const open = new Map<string, SharedStore>();
const states = new EventEmitter<Record<string, [StoreState]>>();
states.setMaxListeners(0);

/** The settings of the store that an account points to; throws `InputError` when it is missing. */
export function storeSettings(RED: NodeAPI, id = ''): StoreSettings | undefined {
  if (id === '') return undefined;
  const node = RED.nodes.getNode(id) as StoreNode | null | undefined;
  // Without the store this process would end the others' token and follow their machines.
  if (node?.type !== 'shared-store') {
    throw new InputError('store', 'The shared store that is chosen is missing or disabled');
  }
  return node.settings();
}

/** One store for all that have the same settings in this process. */
export function leaseStore(settings: StoreSettings): Lease<SharedStore> {
  const key = keyOf(settings);
  return pool.acquire(key, async () => {
    const { SharedStore } = await import('../../lib/store/shared-store.js');
    const store = new SharedStore(settings, { lingerMs: LINGER_MS });
    open.set(key, store);
    store.on('state', (state) => states.emit(key, state));
    return {
      value: store,
      dispose: () => {
        open.delete(key);
        return store.close();
      },
    };
  });
}

/** Tells when the way to a store changes, until the returned function is called. */
export function onStoreState(settings: StoreSettings, listener: (state: StoreState) => void): () => void {
  const key = keyOf(settings);
  states.on(key, listener);
  return () => states.off(key, listener);
}

/** Gives back at once whatever this process has from a store. */
export async function leaveStore(settings: StoreSettings): Promise<void> {
  await open.get(keyOf(settings))?.close();
}

function keyOf(settings: StoreSettings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}
