import type { Node, NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import { isPlainObject } from '../../lib/json/json-values';
import type { DeployedNodes } from './deployed-nodes';
import { proxyVariables } from './environment-proxy';
import { VariableMask } from './variable-mask';
import { variableName } from './variable-name';

/** How a property of a config node counts when the node is tried before it is deployed. */
export interface DialogProperty {
  /** It decides where secrets go, or who can read them on the way. */
  isAddress?: true;
  /** Its field is one for text, where a user may name an environment variable. */
  isText?: true;
}

/** A config node's dialog. */
export interface DialogKind {
  properties: Readonly<Record<string, DialogProperty>>;
  credentials: Readonly<Record<string, { type: 'text' | 'password' }>>;
  /** The credentials that go out with these properties. */
  credentialsInUse(properties: Values): readonly string[];
}

export interface DialogValues {
  properties: Values;
  credentials: Values;
  /** True where nothing differs from the node that runs. */
  isDeployed: boolean;
  /** True where it holds a variable that is not deployed, whose value the user would learn. */
  namesVariables: boolean;
  /** Hides what environment variables stand for. */
  mask: VariableMask;
}

type Values = Readonly<Record<string, unknown>>;

/** What the editor shows in a password field whose secret is stored; the secret itself never gets there. */
const STORED_PASSWORD = '__PWRD__';
const LONGEST_TEXT = 4_096;
/** Properties that name another config node. */
const REFERENCES = ['store', 'proxy', 'tls'];

/**
 * The values of a dialog, `{id, properties, credentials}`. A secret that the dialog does not know is taken from the
 * node that runs, if that is of this kind and has the very same address; otherwise `InputError` asks for it. What is
 * as it is deployed has the value that it was deployed with, also where a variable stands for it.
 */
export function readDialog(
  RED: NodeAPI,
  kind: DialogKind,
  nodes: DeployedNodes,
  body: unknown,
): DialogValues {
  if (!isPlainObject(body) || !isPlainObject(body['properties'])) {
    throw new InputError('properties', 'The properties are missing');
  }
  const { id } = body;
  const { credentials: secrets = {} } = body;
  if (!isPlainObject(secrets)) throw new InputError('credentials', 'The credentials must be an object');
  const entered = body['properties'];
  const typed = mapped(kind.properties, (name, { isAddress, isText }) =>
    plainValue(entered, name, isAddress === true || isText === true),
  );
  const given = mapped(kind.credentials, (name) => plainValue(secrets, name, true));
  const deployed = nodes.find(id);
  const mask = new VariableMask();
  let namesVariables = false;
  const resolve = (value: unknown): unknown => {
    const replaced = resolved(RED, deployed?.node, value);
    // Also where there is no such variable: the answer must not tell which there are.
    namesVariables ||= variableName(value) !== undefined;
    return mask.hide(replaced, value);
  };

  const isSame = (name: string): boolean =>
    deployed !== undefined && textOf(typed[name]) === textOf(deployed.written[name]);
  const properties = mapped(kind.properties, (name, { isText }) => {
    if (deployed && isSame(name)) return mask.hide(deployed.properties[name], deployed.written[name]);
    return isText ? resolve(typed[name]) : typed[name];
  });

  hideReferenced(RED, mask, properties);
  hideProcessProxy(RED, mask);

  const written: Values = deployed?.writtenCredentials ?? {};
  const isKept = (name: string, { type }: { type: string }): boolean => {
    if (given[name] === undefined) return id !== undefined;
    return type === 'text' ? given[name] === written[name] : given[name] === STORED_PASSWORD;
  };
  const isAddressSame = holdsForAll(kind.properties, (name, { isAddress }) => !isAddress || isSame(name));
  const inUse = kind.credentialsInUse(properties);
  const credentials = mapped(kind.credentials, (name, credential) => {
    if (!isKept(name, credential)) return resolve(given[name]);
    if (deployed && isAddressSame) return mask.hide(deployed.credentials[name], written[name]);
    if (credential.type === 'text') return resolve(given[name]);
    if (!inUse.includes(name)) return undefined;
    throw new InputError(
      name,
      `A stored "${name}" is used only with the address that it was deployed with: type it again, or deploy first`,
    );
  });
  const isDeployed =
    deployed !== undefined && holdsForAll(kind.properties, isSame) && holdsForAll(kind.credentials, isKept);
  return { properties, credentials, isDeployed, namesVariables, mask };
}

/** Hides the variables of other config nodes that have a part in the question, and of the TLS that those point to. */
function hideReferenced(RED: NodeAPI, mask: VariableMask, properties: Values): void {
  const found = hideNodes(RED, mask, new Set(REFERENCES.map((name) => properties[name])));
  hideNodes(RED, mask, new Set(found.map((node) => node['tls'])));
}

/** Returns the nodes. */
function hideNodes(RED: NodeAPI, mask: VariableMask, ids: ReadonlySet<unknown>): Values[] {
  const found: Values[] = [];
  RED.nodes.eachNode((each) => {
    if (ids.has(each.id)) found.push(each as object as Values);
  });
  for (const each of found) {
    const id = String(each['id']);
    const node = RED.nodes.getNode(id) as Node<Record<string, unknown>> | null | undefined;
    for (const value of textsIn(each)) mask.hide(resolved(RED, node ?? undefined, value), value);
    const typed = (RED.nodes.getCredentials(id) ?? {}) as Values;
    for (const [name, value] of Object.entries(typed)) mask.hide(node?.credentials?.[name], value);
  }
  return found;
}

/** Node-RED replaces variables in lists and objects too. */
function textsIn(node: Values): string[] {
  const texts: string[] = [];
  const open: unknown[] = [node];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const each of Object.values(value)) open.push(each);
  }
  return texts;
}

function hideProcessProxy(RED: NodeAPI, mask: VariableMask): void {
  for (const [name, value] of proxyVariables(RED)) mask.hide(value, `\${${name}}`);
}

/** What a field can hold: text, a number as text, or yes or no where it is no field for text. */
function plainValue(values: Values, name: string, isText: boolean): unknown {
  const value = Object.hasOwn(values, name) ? (values[name] ?? undefined) : undefined;
  if (value === undefined || (typeof value === 'boolean' && !isText)) return value;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new InputError(name, `"${name}" must be text`);
  if (value.length <= LONGEST_TEXT) return value;
  throw new InputError(name, `"${name}" is longer than ${LONGEST_TEXT} characters`);
}

/** As a dialog shows it: a property that is not there is a field that is blank. */
function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

/** A variable is replaced when a node is deployed, where there is such a variable; a test before that does the same. */
function resolved(RED: NodeAPI, node: Node | undefined, value: unknown): unknown {
  const name = variableName(value);
  if (name === undefined) return value;
  const setting: unknown = RED.util.getSetting(node ?? ({} as Node), name);
  return typeof setting === 'string' || typeof setting === 'number' ? String(setting) : value;
}

function mapped<Each>(
  each: Readonly<Record<string, Each>>,
  map: (name: string, value: Each) => unknown,
): Values {
  return Object.fromEntries(Object.entries(each).map(([name, value]) => [name, map(name, value)]));
}

function holdsForAll<Each>(
  each: Readonly<Record<string, Each>>,
  holds: (name: string, value: Each) => boolean,
): boolean {
  return Object.entries(each).every(([name, value]) => holds(name, value));
}
