import { createHash } from 'node:crypto';
import type { Node, NodeAPI } from 'node-red';
import { LocalStore } from '../../lib/account/account-store';
import { LocalAssignment } from '../../lib/assignment/machine-assignment';
import { type Lease, LeasePool, type Shared } from '../../lib/async/lease-pool';
import { withOwnFailure } from '../../lib/async/own-failure';
import { AbortedError, InputError } from '../../lib/errors';
import { checkedBaseUrl } from '../../lib/settings/checked-address';
import { acquireSimulator } from '../../lib/simulator/pool';
import type { StoreSettings } from '../../lib/store/settings';
import { serveAccount } from './account-admin';
import type { AccountDef, AccountKind, AccountNode, AccountSettings } from './account-kind';
import { connectionSettings } from './connection-settings';
import { DeployedNodes } from './deployed-nodes';
import { FailureLog } from './failure-log';
import { assignByStore } from './machine-assignment';
import { migrated } from './migrations';
import type { FiguresOfAccount } from './own-figures';
import { leaseStore, storeSettings } from './store';

const SIMULATOR = 'simulator';
/** A redeploy closes and reopens everything within a second or two. */
const LINGER_MS = 4_000;
const MINUTE_MS = 60_000;

const localStore = new LocalStore();

/** A node as its constructor sees it. */
type Mutable<Made> = { -readonly [Name in keyof Made]: Made[Name] };

/** Registers an account's config node; nothing is connected before a node asks for the client. */
export function registerAccount<Client, Def extends AccountDef, Credentials extends object>(
  RED: NodeAPI,
  kind: AccountKind<Client, Def, Credentials>,
): void {
  const pool = new LeasePool<Client>(LINGER_MS);
  const deployed = new DeployedNodes(RED, kind.type, kind.migrations);

  function AccountConstructor(this: Mutable<AccountNode<Client>> & Node<Credentials>, saved: Def): void {
    const def = migrated(saved, kind.migrations ?? []);
    RED.nodes.createNode(this, def);
    deployed.add(this, def);
    this.isSimulated = def.environment === SIMULATOR;
    let lease: Lease<Client> | undefined;
    let closed = false;
    const failures = new FailureLog(RED, this);
    const tellClock = (aheadMs: number) => {
      const key = aheadMs > 0 ? 'account.clockAhead' : 'account.clockBehind';
      failures.warn(key, { minutes: String(Math.round(Math.abs(aheadMs) / MINUTE_MS)) });
    };
    this.client = async () => {
      // A node that is still at work while its flow is replaced would keep the client for ever.
      if (closed) throw new AbortedError('The account was closed');
      lease ??= acquire(RED, pool, kind, def, this.credentials, tellClock);
      const asked = lease;
      try {
        return await withOwnFailure(asked.value);
      } catch (thrown) {
        if (lease === asked) lease = undefined;
        throw thrown;
      }
    };
    this.assign = (nodeId, events) => {
      const settings = storeSettings(RED, def.store);
      if (!settings) return new LocalAssignment(events);
      // Simulators are alike in all processes, so that even their machines can be divided.
      const place = def.environment === SIMULATOR ? SIMULATOR : baseUrlOf(def, kind.baseUrls);
      const group = [kind.type, place, ...publicNames(kind, this.credentials), nodeId].join(' ');
      return assignByStore(settings, group, events);
    };
    const { ownTimes } = kind;
    if (ownTimes) {
      const figures: FiguresOfAccount = {
        ownTimes: async (machineId, span) => ownTimes(await this.client(), machineId, span),
      };
      Object.assign(this, figures);
    }
    this.on('close', (removed: boolean, done: () => void) => {
      closed = true;
      lease?.release({ atOnce: removed });
      lease = undefined;
      done();
    });
  }

  RED.nodes.registerType<AccountNode<Client> & Node<Credentials>, Def, unknown, Credentials>(
    kind.type,
    AccountConstructor,
    { credentials: kind.credentials },
  );

  serveAccount(RED, kind, {
    deployed,
    lease: (def, credentials) => acquire(RED, pool, kind, def as Def, credentials as Credentials),
    baseUrl: (def) =>
      (def as Def).environment === SIMULATOR ? undefined : baseUrlOf(def as Def, kind.baseUrls),
  });
}

/** The account that a node points to; throws `InputError` when there is none. */
export function accountOf<Client>(RED: NodeAPI, id: string): AccountNode<Client> {
  const node = id === '' ? undefined : (RED.nodes.getNode(id) as AccountNode<Client> | null | undefined);
  if (!node || typeof node.client !== 'function') throw new InputError('account', 'No account is chosen');
  return node;
}

function acquire<Client, Def extends AccountDef, Credentials extends object>(
  RED: NodeAPI,
  pool: LeasePool<Client>,
  kind: AccountKind<Client, Def, Credentials>,
  def: Def,
  stored: Credentials | undefined,
  onClockOff: (aheadMs: number) => void = () => undefined,
): Lease<Client> {
  const isSimulated = def.environment === SIMULATOR;
  const credentials = isSimulated ? kind.simulatorCredentials : ((stored ?? {}) as Credentials);
  const extras = kind.extras(def);
  const baseUrl = isSimulated ? '' : baseUrlOf(def, kind.baseUrls);
  const connection = connectionSettings(RED, def, baseUrl);
  // The simulator's tokens mean nothing to another process.
  const shared = isSimulated ? undefined : storeSettings(RED, def.store);
  return pool.acquire(fingerprint({ baseUrl, connection, credentials, extras, shared }), async () => {
    const settings = { baseUrl, connection, credentials, onClockOff, store: localStore, lingerMs: LINGER_MS };
    if (shared) return createWithStore(kind, shared, settings, extras);
    if (!isSimulated) return kind.create(settings, extras);
    const simulator = await acquireSimulator(kind.platform);
    const simulated = { ...settings, baseUrl: simulator.origin + kind.simulatorPath };
    try {
      const { value, dispose } = await kind.create(simulated, extras);
      return {
        value,
        dispose: async () => {
          await dispose();
          await simulator.release();
        },
      };
    } catch (thrown) {
      await simulator.release();
      throw thrown;
    }
  });
}

async function createWithStore<Client, Def extends AccountDef, Credentials extends object>(
  kind: AccountKind<Client, Def, Credentials>,
  shared: StoreSettings,
  settings: AccountSettings<Credentials>,
  extras: Record<string, unknown>,
): Promise<Shared<Client>> {
  const store = leaseStore(shared);
  try {
    const { value, dispose } = await kind.create({ ...settings, store: await store.value }, extras);
    return {
      value,
      dispose: async () => {
        await dispose();
        store.release();
      },
    };
  } catch (thrown) {
    store.release();
    throw thrown;
  }
}

/** Credentials that are no secrets. They distinguish accounts of one platform. */
function publicNames<Client, Def extends AccountDef, Credentials extends object>(
  { credentials: kinds }: AccountKind<Client, Def, Credentials>,
  credentials: Credentials | undefined,
): string[] {
  const names = (Object.keys(kinds) as (keyof Credentials)[]).filter((name) => kinds[name].type === 'text');
  return names.map((name) => String(credentials?.[name] ?? ''));
}

function baseUrlOf(def: AccountDef, baseUrls: Record<string, string>): string {
  const known = Object.hasOwn(baseUrls, def.environment) ? baseUrls[def.environment] : undefined;
  if (known !== undefined) return known;
  if (def.environment !== 'custom') {
    const what = def.environment
      ? `The environment "${def.environment}" is not known`
      : 'No environment is chosen';
    throw new InputError('environment', what);
  }
  return checkedBaseUrl(def.baseUrl ?? '');
}

/** Equal settings share a client. Only a hash of the secrets goes into the key. */
function fingerprint(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}
