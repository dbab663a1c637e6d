import type { Request, Response } from 'express';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { StoreState } from '../../lib/assignment/machine-assignment';
import { type StoreSettings, storeHost } from '../../lib/store/settings';
import { answer, readDialog } from '../shared/account-admin';
import { isStopping, watchForStop } from '../shared/stopping';
import { leaseStore, leaveStore, onStoreState, type StoreNode } from '../shared/store';
import { tlsSettings } from '../shared/tls-settings';

interface SharedStoreDef extends NodeDef {
  url?: string;
  prefix?: string;
  tls?: string;
  withoutStore?: string;
}

interface SharedStoreCredentials {
  password?: string;
  sentinelPassword?: string;
}

const DEFAULT_PREFIX = 'shopfloor';
const SECRETS = ['password', 'sentinelPassword'];
/** An environment variable that is not set is left as it was written. */
const UNSET = /^\$\{.*\}$/;

export default function register(RED: NodeAPI): void {
  function SharedStoreConstructor(this: StoreNode & Node<SharedStoreCredentials>, def: SharedStoreDef): void {
    RED.nodes.createNode(this, def);
    watchForStop();
    this.settings = () => settingsOf(RED, def, this.credentials);
    const tell = (state: StoreState): void => {
      if (state === 'up') this.log(RED._('log.up'));
      else this.warn(RED._(`log.${state}`));
    };
    let settings: StoreSettings | undefined;
    try {
      settings = this.settings();
    } catch {
      // Each node that needs the store says what is wrong with it.
    }
    const unlisten = settings && onStoreState(settings, tell);
    this.on('close', (done: () => void) => {
      unlisten?.();
      // The nodes, which have been closed before, have left their machines: the others may take them now.
      if (settings && isStopping()) leaveStore(settings).finally(done);
      else done();
    });
  }

  RED.nodes.registerType<
    StoreNode & Node<SharedStoreCredentials>,
    SharedStoreDef,
    unknown,
    SharedStoreCredentials
  >('shared-store', SharedStoreConstructor, {
    credentials: { password: { type: 'password' }, sentinelPassword: { type: 'password' } },
  });

  RED.httpAdmin.post(
    '/shopfloor/shared-store/test',
    RED.auth.needsPermission('shopfloor.write'),
    (request: Request, response: Response) =>
      answer(response, async () => {
        const { def, credentials } = readDialog(RED, SECRETS, request.body);
        const settings = settingsOf(RED, def as SharedStoreDef, credentials);
        if (!settings) return {};
        await probe(settings);
        return { host: storeHost(settings) };
      }),
  );
}

function settingsOf(
  RED: NodeAPI,
  { url = '', prefix = '', tls, withoutStore }: SharedStoreDef,
  { password, sentinelPassword }: SharedStoreCredentials = {},
): StoreSettings | undefined {
  const address = url.trim();
  if (address === '' || UNSET.test(address)) return undefined;
  const secured = tlsSettings(RED, tls);
  return {
    url: address,
    prefix: prefix.trim() || DEFAULT_PREFIX,
    withoutStore: withoutStore === 'leave' ? 'leave' : 'keep',
    ...(password ? { password } : {}),
    ...(sentinelPassword ? { sentinelPassword } : {}),
    ...(secured ? { tls: secured } : {}),
  };
}

async function probe(settings: StoreSettings): Promise<void> {
  const lease = leaseStore(settings);
  try {
    await (await lease.value).probe();
  } finally {
    lease.release();
  }
}
