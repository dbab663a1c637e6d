import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { operationsPages } from './docs/operations-page';
import { projectRoot } from './project';
import { provideTool } from './runtimes';

/** TypeDoc needs a TypeScript with the interface for programs, which the project's own no longer has. */
const TOOL = { typedoc: '~0.28.20', typescript: '~6.0.3' };
const ENTRIES = [
  'index',
  'mgm/index',
  'bivrost/index',
  'oms/index',
  'quectel/index',
  'dhgj/index',
  'store/index',
];
const PAGES = ['nodes.md', 'nodes.zh-CN.md', 'messages.md'];
const MADE = path.join(projectRoot, '.cache', 'docs-pages');
const TARGET = path.join(projectRoot, '.cache', 'docs');

/**
 * `npm run docs`: the reference of the SDK, with the nodes' help, the messages, and the operations of each platform as
 * pages.
 */
async function main(): Promise<void> {
  const folder = await provideTool('typedoc', TOOL);
  const command = [
    path.join(folder, 'node_modules', 'typedoc', 'bin', 'typedoc'),
    ...ENTRIES.map((entry) => path.join(projectRoot, 'lib', `${entry}.ts`)),
    ...pages().flatMap((page) => ['--projectDocuments', page]),
    ...['--tsconfig', path.join(projectRoot, 'tsconfig.json'), '--basePath', path.join(projectRoot, 'lib')],
    ...['--out', TARGET, '--readme', path.join(projectRoot, 'README.md')],
    ...[
      '--name',
      '@shopfloor/node-red-platforms',
      '--excludePrivate',
      '--excludeProtected',
      '--excludeInternal',
      '--disableGit',
    ],
    ...[
      '--sourceLinkTemplate',
      'https://github.com/shopfloor/node-red-platforms/blob/main/lib/{path}#L{line}',
    ],
    ...['--validation.notExported', '--treatValidationWarningsAsErrors', '--skipErrorChecking'],
  ];
  const { status } = spawnSync(process.execPath, command, { cwd: projectRoot, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  else console.log(`the site is in ${path.relative(projectRoot, TARGET)}: open index.html`);
}

/** The pages of `docs`, and those that are made for the site alone. */
function pages(): string[] {
  rmSync(MADE, { recursive: true, force: true });
  mkdirSync(MADE, { recursive: true });
  const made = Object.entries(operationsPages(projectRoot)).map(([name, text]) => {
    const file = path.join(MADE, name);
    writeFileSync(file, text);
    return file;
  });
  return [...PAGES.map((page) => path.join(projectRoot, 'docs', page)), ...made];
}

void main();
