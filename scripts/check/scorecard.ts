import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Registration, registrationsIn } from './registrations';

/**
 * The rules by which the public Node-RED library rates a package (https://github.com/node-red/node-red-dev-cli), as
 * far as they need nothing but the package itself; where the library only counts, as its best grade wants it.
 */
export interface Scorecard {
  /** Types of nodes that come with Node-RED. */
  readonly coreTypes: readonly string[];
  /** The oldest Node.js that the newest Node-RED runs on, such as `22.9`. */
  readonly oldestNode: string;
}

interface PublishedManifest {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
  readonly repository?: { readonly url?: string };
  readonly bugs?: { readonly url?: string };
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly 'node-red'?: { readonly version?: string; readonly nodes?: Readonly<Record<string, string>> };
}

const MOST_DEPENDENCIES = 6;
const SHORTEST_README = 1_000;

/** The reasons why the packed package in that folder does not get the best grade, a line each. */
export function scorecardProblems(folder: string, scorecard: Scorecard): string[] {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PublishedManifest;
  const pages = Object.entries(manifest['node-red']?.nodes ?? {}).map(([type, script]) => {
    const page = path.join(folder, script.replace('.js', '.html'));
    const registrations = existsSync(page) ? registrationsIn(readFileSync(page, 'utf8')) : [];
    return { type, registrations };
  });
  return [
    ...manifestProblems(manifest, scorecard.oldestNode),
    ...readmeProblems(folder),
    ...pages.flatMap(({ type, registrations }) => pageProblems(type, registrations, scorecard.coreTypes)),
    ...exampleProblems(
      folder,
      pages.flatMap(({ registrations }) => registrations),
    ),
  ];
}

function manifestProblems(manifest: PublishedManifest, oldestNode: string): string[] {
  const { engines, dependencies = {}, 'node-red': nodeRed } = manifest;
  const rules: [boolean, string][] = [
    [/^@[a-z\d][\w-.]+\/[a-z\d][\w-.]*$/.test(manifest.name ?? ''), 'the name has no scope'],
    [/^\d+\.\d+\.\d+/.test(manifest.version ?? ''), 'there is no version'],
    [(manifest.description ?? '') !== '', 'there is no description'],
    [(manifest.license ?? '') !== '', 'there is no licence'],
    [/^(git\+)?https:\/\//.test(manifest.repository?.url ?? ''), 'there is no address of the repository'],
    [/^https:\/\//.test(manifest.bugs?.url ?? ''), 'there is no address for bugs'],
    [manifest.keywords?.includes('node-red') === true, 'the keyword node-red is missing'],
    [
      /^>=\d/.test(nodeRed?.version ?? ''),
      'the version of Node-RED is not declared with a lower bound alone',
    ],
    [isLowerBoundUpTo(oldestNode, engines?.node), `engines.node does not allow Node.js ${oldestNode}`],
    [Object.keys(dependencies).length <= MOST_DEPENDENCIES, `more than ${MOST_DEPENDENCIES} dependencies`],
    [Object.keys(nodeRed?.nodes ?? {}).length > 0, 'there are no nodes'],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}

function isLowerBoundUpTo(version: string, range = ''): boolean {
  const [, bound] = /^>=(\d+(?:\.\d+)*)$/.exec(range) ?? [];
  return bound !== undefined && bound.localeCompare(version, 'en', { numeric: true }) <= 0;
}

function readmeProblems(folder: string): string[] {
  const file = path.join(folder, 'README.md');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const isUseful = text.length >= SHORTEST_README && (text.match(/^## /gm) ?? []).length >= 3;
  return isUseful ? [] : ['README.md is missing or says next to nothing'];
}

function pageProblems(
  type: string,
  registrations: readonly Registration[],
  coreTypes: readonly string[],
): string[] {
  const [registration] = registrations.filter((found) => found.type === type);
  if (!registration)
    return [`${type}: no inline script registers it with a literal type and an inline object`];
  const { fields, properties } = registration;
  const isConfig = fields.get('category') === '"config"';
  const literals = ['category', ...(isConfig ? [] : ['color', 'icon', 'inputs', 'outputs'])];
  const objects = ['defaults', ...(fields.has('credentials') ? ['credentials'] : [])];
  return [
    ...literals
      .filter((name) => !/^("[^"]*"|\d+)$/.test(fields.get(name) ?? ''))
      .map((name) => `${type}: ${name} is no literal`),
    ...objects
      .filter((name) => fields.get(name) !== '{')
      .map((name) => `${type}: ${name} is no inline object`),
    ...properties
      .filter((name) => !/^\w+$/.test(name))
      .map((name) => `${type}: "${name}" is no property with a literal name`),
    ...(coreTypes.includes(type) ? [`${type}: Node-RED has a node of that name`] : []),
  ];
}

/** Every file must be a flow, and every node that users place must be in one. */
function exampleProblems(folder: string, registrations: readonly Registration[]): string[] {
  const examples = path.join(folder, 'examples');
  const files = existsSync(examples)
    ? readdirSync(examples, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    : [];
  const used = new Set<string>();
  const problems: string[] = [];
  for (const { parentPath, name } of files) {
    const flow = flowIn(path.join(parentPath, name));
    if (!flow) problems.push(`examples: ${name} is no flow`);
    for (const { type } of flow ?? []) used.add(type);
  }
  const missing = registrations.filter(
    ({ type, fields }) => fields.get('category') !== '"config"' && !used.has(type),
  );
  return [...problems, ...missing.map(({ type }) => `${type}: no example uses it`)];
}

function flowIn(file: string): { type: string }[] | undefined {
  try {
    const flow: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(flow) ? (flow as { type: string }[]) : undefined;
  } catch {
    return undefined;
  }
}
