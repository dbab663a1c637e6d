import { createHash } from 'node:crypto';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { AbortedError, InputError } from '../../lib/errors';
import type { ConnectionSettings, ProxySettings, TlsSettings } from '../../lib/http/settings';
import { type Lease, LeasePool, type Shared } from '../../lib/lease-pool';
import { MemoryTokenStore, type TokenStore } from '../../lib/session/token-store';
import { acquireSimulator, type SimulatedPlatform } from '../../lib/simulator/pool';
import { serveAccount } from './account-admin';

/** Properties that every account has (contract, "Accounts"). */
export interface AccountDef extends NodeDef {
  environment: string;
  baseUrl?: string;
  timeout?: string | number;
  tls?: string;
  proxy?: string;
}

/** A config node that hands out its platform's client. */
export interface AccountNode<Client> extends Node {
  /** The client, made at first use and shared by all accounts with equal settings. */
  client(): Promise<Client>;
}

export interface AccountKind<Client, Def extends AccountDef, Credentials extends object> {
  type: string;
  platform: SimulatedPlatform;
  credentials: { [Name in keyof Credentials]: { type: 'text' | 'password' } };
  /** Base URLs of the named environments; `custom` and `simulator` are understood everywhere. */
  baseUrls: Record<string, string>;
  /** What the simulator's address lacks to be a base URL. */
  simulatorPath: string;
  /** Credentials that the simulator accepts. */
  simulatorCredentials: Credentials;
  /** Settings of this platform alone, as plain data. */
  extras(def: Def): Record<string, unknown>;
  create(settings: AccountSettings<Credentials>, extras: Record<string, unknown>): Promise<Shared<Client>>;
  /** Proves that the account works, for *Test connection*; says until when the token lives. */
  probe(client: Client): Promise<{ expiresAt?: number }>;
  /** What the editor's pickers offer, by name. */
  choices?: Record<string, (client: Client) => Promise<Choice[]>>;
}

export interface AccountSettings<Credentials> {
  baseUrl: string;
  connection: ConnectionSettings;
  credentials: Credentials;
  /** Accounts that differ in a time limit only still share their token: each login may end the one before. */
  store: TokenStore;
  lingerMs: number;
}

/** One thing that a user may pick in the editor. */
export interface Choice {
  value: string;
  label: string;
  /** Names from the top of a tree down to where the choice is. */
  path?: string[];
}

const SIMULATOR = 'simulator';
const DEFAULT_TIMEOUT_MS = 15_000;
const LONGEST_TIMEOUT_MS = 3_600_000;
/** A redeploy closes and reopens everything within a second or two. */
const LINGER_MS = 4_000;

const store = new MemoryTokenStore();

/** Registers an account's config node; nothing is connected before a node asks for the client. */
export function registerAccount<Client, Def extends AccountDef, Credentials extends object>(
  RED: NodeAPI,
  kind: AccountKind<Client, Def, Credentials>,
): void {
  const pool = new LeasePool<Client>(LINGER_MS);

  function AccountConstructor(this: AccountNode<Client> & Node<Credentials>, def: Def): void {
    RED.nodes.createNode(this, def);
    let lease: Lease<Client> | undefined;
    let closed = false;
    this.client = async () => {
      // A node that is still at work while its flow is replaced would keep the client for ever.
      if (closed) throw new AbortedError('The account was closed');
      lease ??= acquire(RED, pool, kind, def, this.credentials);
      const asked = lease;
      try {
        return await asked.value;
      } catch (thrown) {
        if (lease === asked) lease = undefined;
        throw thrown;
      }
    };
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
): Lease<Client> {
  const isSimulated = def.environment === SIMULATOR;
  const credentials = isSimulated ? kind.simulatorCredentials : ((stored ?? {}) as Credentials);
  const connection = connectionSettings(RED, def, isSimulated);
  const extras = kind.extras(def);
  const baseUrl = isSimulated ? '' : baseUrlOf(def, kind.baseUrls);
  return pool.acquire(fingerprint({ baseUrl, connection, credentials, extras }), async () => {
    const settings = { baseUrl, connection, credentials, store, lingerMs: LINGER_MS };
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

function baseUrlOf(def: AccountDef, baseUrls: Record<string, string>): string {
  const known = Object.hasOwn(baseUrls, def.environment) ? baseUrls[def.environment] : undefined;
  if (known !== undefined) return known;
  if (def.environment !== 'custom') {
    throw new InputError('environment', `The environment "${def.environment}" is not known`);
  }
  const baseUrl = (def.baseUrl ?? '').trim();
  if (baseUrl === '') throw new InputError('baseUrl', 'The base URL is missing');
  return baseUrl;
}

/** Settings equal to the last bit share a client; secrets enter only as part of a hash. */
function fingerprint(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}

/** The simulator is in this process: what is left over from another environment must not lead around it. */
function connectionSettings(RED: NodeAPI, def: AccountDef, isSimulated: boolean): ConnectionSettings {
  const timeoutMs = Number(def.timeout || DEFAULT_TIMEOUT_MS);
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
    throw new InputError(
      'timeout',
      `The timeout "${def.timeout}" is not a number of ms above 0 and up to an hour`,
    );
  }
  if (isSimulated) return { timeoutMs };
  const tls = tlsSettings(RED, def.tls);
  const proxy = proxySettings(RED, def.proxy);
  return { timeoutMs, ...(tls ? { tls } : {}), ...(proxy ? { proxy } : {}) };
}

/** Core's `tls-config` node. */
interface TlsConfigNode extends Node {
  /** False when a file of it could not be read. */
  valid?: boolean;
  addTLSOptions(options: TlsSettings): TlsSettings;
}

function tlsSettings(RED: NodeAPI, id = ''): TlsSettings | undefined {
  if (id === '') return undefined;
  const node = RED.nodes.getNode(id) as TlsConfigNode | null | undefined;
  if (!node || node.valid === false) {
    throw new InputError('tls', 'The TLS configuration that is chosen is missing, disabled or incomplete');
  }
  return node.addTLSOptions({});
}

/** Core's `http proxy` node. */
interface HttpProxyNode extends Node<{ username?: string; password?: string }> {
  url: string;
  noproxy?: string[];
}

function proxySettings(RED: NodeAPI, id = ''): ProxySettings | undefined {
  if (id === '') return undefined;
  const node = RED.nodes.getNode(id) as HttpProxyNode | null | undefined;
  // Going without it would take the data another way than the one that was chosen.
  if (!node) throw new InputError('proxy', 'The proxy that is chosen is missing or disabled');
  const { username, password } = node.credentials ?? {};
  return {
    url: node.url,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(node.noproxy ? { noProxy: node.noproxy } : {}),
  };
}
