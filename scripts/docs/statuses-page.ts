import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LOOKS } from '../../nodes/shared/status';
import { STATUS_GROUPS, type StatusGroup, type StatusRow } from './status-rows';

const HEAD = `# Statuses

Every status that a node can show beside itself, and what is true while it is shown. The tests that are named bring the
nodes into each of their statuses and out of it again. Words go out as keys of the node's catalogue, so that each user reads
them in the language of the editor; texts with numbers are in the language of the runtime. This page is made by
\`npm run docs:pages\`, and \`npm run check\` proves that no status is missing.
`;

/** The page `docs/statuses.md`. Throws for a key that a catalogue does not have. */
export function statusesPage(root: string): string {
  const sections = STATUS_GROUPS.map((group) => section(root, group));
  return `${[HEAD, ...sections].join('\n')}`;
}

/** The nodes that have words of their own, by the first word of the key. */
const OWN_WORDS: Readonly<Record<string, readonly [folder: string, node: string]>> = {
  queue: ['quectel', 'quectel-message-in'],
  written: ['journal', 'machine-journal'],
  served: ['mtconnect', 'mtconnect-agent'],
};

/** Where the texts of a status are: the catalogue of all nodes, or that of the node which has words of its own. */
function catalogues(root: string, key: string, language: string): string {
  const own = OWN_WORDS[key.slice(0, key.indexOf('.'))];
  if (own === undefined) return path.join(root, 'nodes', 'shared', 'locales', `${language}.json`);
  const [folder, node] = own;
  return path.join(root, 'nodes', folder, 'locales', language, `${node}.json`);
}

function section(root: string, { title, nodes, rows, tests }: StatusGroup): string {
  const listed = nodes.length > 1 ? `${quoted(nodes)}\n\n` : '';
  const tested = `Tested in ${quoted(tests.map((file) => `test/${file}`))}.`;
  const lines = rows.map((row) => `| ${cells(root, row).join(' | ')} |`);
  const head = '| status | 中文 | look | what is true |\n|---|---|---|---|';
  return `## ${title}\n\n${listed}${tested}\n\n${head}\n${lines.join('\n')}\n`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function cells(root: string, { text, looks, truth, nodes }: StatusRow): string[] {
  const colours = looks.map((look) => `${LOOKS[look].fill} ${LOOKS[look].shape}`).join(', ');
  const only = nodes ? `${truth} At ${quoted(nodes)} only.` : truth;
  const texts = text.startsWith('`')
    ? [text, text]
    : ['en-US', 'zh-CN'].map((each) => word(root, text, each));
  return [...texts, colours, only];
}

function word(root: string, key: string, language: string): string {
  let found: unknown = JSON.parse(readFileSync(catalogues(root, key, language), 'utf8'));
  for (const name of key.split('.')) found = (found as Record<string, unknown> | undefined)?.[name];
  if (typeof found !== 'string') throw new Error(`No catalogue has the status ${key} in ${language}`);
  return found.replace(/__(\w+?)__/g, '*$1*');
}
