import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { StoreState } from '../../lib/assignment/machine-assignment';
import { unlessAborted } from '../../lib/async/timing';
import { InputError } from '../../lib/errors';
import { type StoreSettings, storeHost } from '../../lib/store/settings';
import { serveQuestion } from '../shared/admin-questions';
import { DeployedNodes } from '../shared/deployed-nodes';
import { type DialogKind, readDialog } from '../shared/dialog-values';
import { FailureLog } from '../shared/failure-log';
import { isStopping, listenForStop } from '../shared/stopping';
import { leaseStore, leaveStore, onStoreState, type StoreNode } from '../shared/store';
import { tlsSettings } from '../shared/tls-settings';
import { variableName } from '../shared/variable-name';
import { migrations, splitPassword } from './shared-store.migrations';

interface SharedStoreDef extends NodeDef {
  url?: string;
  prefix?: string;
  tls?: string;
  withoutStore?: string;
  version?: unknown;
}

interface SharedStoreCredentials {
  password?: string;
  sentinelPassword?: string;
}

const DEFAULT_PREFIX = 'shopfloor';
const CREDENTIALS = { password: { type: 'password' }, sentinelPassword: { type: 'password' } } as const;
const DIALOG: DialogKind = {
  properties: {
    url: { isAddress: true, isText: true },
    prefix: { isAddress: true, isText: true },
    tls: { isAddress: true },
    withoutStore: {},
  },
  credentials: CREDENTIALS,
  credentialsInUse: ({ url }) =>
    url ? ['password', ...(SENTINEL.test(String(url)) ? ['sentinelPassword'] : [])] : [],
};
const SENTINEL = /^\s*rediss?\+sentinel:/;

export default function register(RED: NodeAPI): void {
  const deployed = new DeployedNodes(RED, 'shared-store');

  function SharedStoreConstructor(this: StoreNode & Node<SharedStoreCredentials>, def: SharedStoreDef): void {
    RED.nodes.createNode(this, def);
    deployed.add(this, def);
    listenForStop();
    this.settings = () => {
      refusePasswordInUrl(RED, def);
      return settingsOf(RED, def, this.credentials);
    };
    const failures = new FailureLog(RED, this);
    const tell = (state: StoreState): void => {
      if (state === 'up') failures.recovered('log.up');
      else failures.warn(`log.${state}`);
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
  >('shared-store', SharedStoreConstructor, { credentials: CREDENTIALS });

  serveQuestion(RED, '/shopfloor/shared-store/test', ({ body }) => {
    const { properties, credentials, isDeployed, mask } = readDialog(RED, DIALOG, deployed, body);
    return {
      isForAll: isDeployed,
      clean: (text) => mask.clean(text),
      answer: async (signal) => {
        const settings = settingsOf(RED, properties, credentials);
        if (!settings) return {};
        await probe(settings, signal);
        return { host: mask.clean(storeHost(settings)) };
      },
    };
  });
}

function settingsOf(
  RED: NodeAPI,
  { url = '', prefix = '', tls, withoutStore }: Omit<SharedStoreDef, keyof NodeDef>,
  { password, sentinelPassword }: SharedStoreCredentials = {},
): StoreSettings | undefined {
  const address = textOf('url', url);
  // An environment variable that is not set is left as it was written.
  if (address === '' || variableName(address) !== undefined) return undefined;
  const secured = tlsSettings(RED, tls);
  return {
    url: address,
    prefix: textOf('prefix', prefix) || DEFAULT_PREFIX,
    withoutStore: withoutStore === 'leave' ? 'leave' : 'keep',
    ...(password ? { password } : {}),
    ...(sentinelPassword ? { sentinelPassword } : {}),
    ...(secured ? { tls: secured } : {}),
  };
}

/** A flow that was not made by the editor may hold anything. */
function textOf(property: string, value: unknown): string {
  const given = value ?? '';
  if (typeof given === 'string') return given.trim();
  throw new InputError(property, `"${property}" of the shared store must be text`);
}

/** An export of the flow would show it. Older versions took it; what the environment brings is not exported. */
function refusePasswordInUrl(RED: NodeAPI, { id, version }: SharedStoreDef): void {
  if (Number(version ?? 0) < migrations.length) return;
  RED.nodes.eachNode((node) => {
    if (node.id !== id || !splitPassword(String((node as SharedStoreDef).url ?? ''))) return;
    throw new InputError('url', 'The store’s address holds a password: move it to the field "Password"');
  });
}

async function probe(settings: StoreSettings, signal: AbortSignal): Promise<void> {
  const { value, release } = leaseStore(settings);
  try {
    const store = await unlessAborted(value, signal);
    await unlessAborted(store.probe(), signal);
  } finally {
    // Nobody else uses what is only asked about, and what is in use stays open.
    release({ atOnce: true });
  }
}
