import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { STATUS_GROUPS, type StatusGroup } from '../docs/status-rows';
import { projectRoot } from '../project';

/** What shows a status: the class, or what makes a node of one kind that has one. */
const SHOWS = /\bnew NodeStatus\(|\brunTasks\(|\bregister(Call|Request)Node(<[^(]*)?\(/;
/** A key that is given for a text of its own, also where it is looked up at once. */
const OWN_KEY = /\bshowText\([^;]*?'([a-z]+\.[A-Za-z.-]+)'/g;

const toList = (what: string) =>
  `list ${what} in a group of scripts/docs/status-rows.ts, then npm run docs:pages`;

/** What `docs/statuses.md` lacks or has too much, a line each. */
export function statusProblems(root: string, groups: readonly StatusGroup[]): string[] {
  const rows = groups.flatMap((group) => group.rows);
  const listed = new Set(rows.map(({ text }) => text));
  const known = new Set(groups.flatMap(({ nodes }) => nodes));
  const { keys, nodes } = shownIn(root);
  const tests = groups.flatMap((group) => group.tests);
  return [
    ...[...keys]
      .filter((key) => !listed.has(key))
      .map((key) => `the status ${key} is not listed: ${toList(key)}`),
    ...nodes
      .filter((node) => !known.has(node))
      .map((node) => `the statuses of ${node} are not listed: ${toList(node)}`),
    ...[...known].filter((node) => !nodes.includes(node)).map((node) => `${node} shows no status`),
    ...rows
      .filter(({ truth }) => !/^[A-Z].*\.$/.test(truth))
      .map(({ text }) => `what is true while ${text} is shown is no whole sentence`),
    ...tests
      .filter((file) => !existsSync(path.join(root, 'test', file)))
      .map((file) => `test/${file} does not exist`),
  ];
}

/** The keys that nodes can show, and the nodes that show any. */
function shownIn(root: string): { keys: Set<string>; nodes: string[] } {
  const folder = path.join(root, 'nodes');
  const catalogue = readFileSync(path.join(folder, 'shared', 'locales', 'en-US.json'), 'utf8');
  const { status } = JSON.parse(catalogue) as { status: object };
  const keys = new Set(leaves(status, 'status'));
  const nodes: string[] = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.editor.ts')) continue;
    const source = readFileSync(path.join(folder, file), 'utf8');
    for (const [, key = ''] of source.matchAll(OWN_KEY)) keys.add(key);
    if (!file.startsWith('shared') && SHOWS.test(source)) nodes.push(path.basename(file, '.ts'));
  }
  return { keys, nodes };
}

function leaves(value: unknown, key: string): string[] {
  if (typeof value !== 'object' || value === null) return [key];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${key}.${name}`));
}

if (require.main === module) {
  const problems = statusProblems(projectRoot, STATUS_GROUPS);
  for (const problem of problems) console.error(`docs/statuses.md: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
