import type { Request, Response } from 'express';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { StoreMode } from '../../lib/store/process-lease';
import { type StoreSettings, storeHost } from '../../lib/store/settings';
import { answer, readDialog } from '../shared/account-admin';
import { isStopping, watchForStop } from '../shared/stopping';
import { leaseStore, leaveStore, onStoreMode, type StoreNode } from '../shared/store';
import { tlsSettings } from '../shared/tls-settings';

interface SharedStoreDef extends NodeDef {
  url?: string;
  prefix?: string;
  tls?: string;
}

interface SharedStoreCredentials {
  password?: string;
}

const DEFAULT_PREFIX = 'shopfloor';
const SECRETS = ['password'];
/** An environment variable that is not set is left as it was written. */
const UNSET = /^\$\{.*\}$/;

export default function register(RED: NodeAPI): void {
  function SharedStoreConstructor(this: StoreNode & Node<SharedStoreCredentials>, def: SharedStoreDef): void {
    RED.nodes.createNode(this, def);
    watchForStop();
    this.settings = () => settingsOf(RED, def, this.credentials);
    const tell = (mode: StoreMode): void => {
      if (mode === 'up') this.log(RED._('log.up'));
      else this.warn(RED._(`log.${mode}`));
    };
    let settings: StoreSettings | undefined;
    try {
      settings = this.settings();
    } catch {
      // Each node that needs the store says what is wrong with it.
    }
    const unlisten = settings && onStoreMode(settings, tell);
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
  >('shared-store', SharedStoreConstructor, { credentials: { password: { type: 'password' } } });

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
  { url = '', prefix = '', tls }: SharedStoreDef,
  { password }: SharedStoreCredentials = {},
): StoreSettings | undefined {
  const address = url.trim();
  if (address === '' || UNSET.test(address)) return undefined;
  const secured = tlsSettings(RED, tls);
  return {
    url: address,
    prefix: prefix.trim() || DEFAULT_PREFIX,
    ...(password ? { password } : {}),
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
