import type { Node, NodeDef } from 'node-red';
import type { PlatformStore } from '../../lib/account/account-store';
import type { AssignmentEvents, MachineAssignment } from '../../lib/assignment/machine-assignment';
import type { Shared } from '../../lib/async/lease-pool';
import type { ConnectionSettings } from '../../lib/http/settings';
import type { OwnTimes } from '../../lib/machine/own-times';
import type { SimulatedPlatform } from '../../lib/simulator/pool';
import type { DialogProperty } from './dialog-values';
import type { Migration } from './migrations';

/** Properties that every account has (docs/behaviour.md, "Accounts"). */
export interface AccountDef extends NodeDef {
  environment: string;
  baseUrl?: string;
  timeout?: string | number;
  tls?: string;
  proxy?: string;
  store?: string;
}

/** A config node that hands out its platform's client. */
export interface AccountNode<Client> extends Node {
  /** What it is connected to is the package's own simulator, and no factory. */
  readonly isSimulated: boolean;
  /** The client, made at first use and shared by all accounts with equal settings. */
  client(): Promise<Client>;
  /** Assigns the machines of a node to the processes that share this account's store; all are ours without one. */
  assign(nodeId: string, events: AssignmentEvents): MachineAssignment;
}

export interface AccountKind<Client, Def extends AccountDef, Credentials extends object> {
  type: string;
  platform: SimulatedPlatform;
  credentials: { [Name in keyof Credentials]: { type: 'text' | 'password' } };
  /** Base URLs of the named environments; `custom` and `simulator` are understood everywhere. */
  baseUrls: Record<string, string>;
  /** The path that makes a base URL of the simulator's origin. */
  simulatorPath: string;
  /** Credentials that the simulator accepts. */
  simulatorCredentials: Credentials;
  /** Properties of its dialog beyond those of all accounts. */
  properties: { readonly [Name in Exclude<keyof Def, keyof AccountDef>]-?: DialogProperty };
  /** The credentials that go out with these properties; all when left out. */
  credentialsInUse?(def: Def): readonly string[];
  /** Settings of this platform alone, as plain data. */
  extras(def: Def): Record<string, unknown>;
  create(settings: AccountSettings<Credentials>, extras: Record<string, unknown>): Promise<Shared<Client>>;
  /** Proves that the account works, for *Test connection*; says until when the token lives. */
  probe(client: Client, signal: AbortSignal): Promise<{ expiresAt?: number }>;
  /** What the editor's pickers offer, by name. */
  choices?: Record<string, (client: Client, signal: AbortSignal) => Promise<Choice[]>>;
  /** How a machine spent a time, ms since the epoch, by the platform's own word; left out where it has none. */
  ownTimes?: (client: Client, machineId: string, span: { from: number; to: number }) => Promise<OwnTimes>;
  /** Migrations of what older versions of the package have saved. */
  migrations?: readonly Migration[];
}

export interface AccountSettings<Credentials> {
  baseUrl: string;
  connection: ConnectionSettings;
  credentials: Credentials;
  /** For platforms whose calls are signed with the time. */
  onClockOff: (aheadMs: number) => void;
  /** Accounts that differ in a time limit only still share their token: each login may end the one before. */
  store: PlatformStore;
  lingerMs: number;
}

/** One thing that a user may pick in the editor. */
export interface Choice {
  value: string;
  label: string;
  /** Names from the top of a tree down to where the choice is. */
  path?: string[];
}
