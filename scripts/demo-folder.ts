import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { linkProject } from './link-project';
import { projectRoot } from './project';

/** The flows that the demo starts with. */
const demoFlows = ['mgm/factory.json', 'whole-factory/board.json', 'whole-factory/shifts.json'];

/** Where the second and the third of them show their pages, below the demo's address. */
export const boardPath = 'dashboard/board';
export const shiftsPath = 'dashboard/shifts';

/** The nodes of all flows; config nodes that several have in common once. */
function demoNodes(): unknown[] {
  const nodes = demoFlows.flatMap(exampleFlow) as { readonly id: string }[];
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

/** Prepares a user directory for the demo; what the user has changed there since is kept. */
export function prepareDemoFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  linkProject(folder);
  const flows = path.join(folder, 'flows.json');
  if (!existsSync(flows)) writeFileSync(flows, JSON.stringify(demoNodes(), null, 2));
  const settings = path.join(folder, 'settings.js');
  if (!existsSync(settings)) {
    const dashboard = 'module.exports.dashboard = { ioMiddleware: ownPagesOnly };\n';
    const rest = `module.exports = ${JSON.stringify(demoSettings(), null, 2)};\n`;
    writeFileSync(settings, `${rest}\n${dashboard}\n${ownPagesOnly()}`);
  }
}

/** The function of README's section on dashboards, which users copy into their settings file. */
function ownPagesOnly(): string {
  const readme = readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
  const code = /```js\n(function ownPagesOnly.*?)```/s.exec(readme)?.[1];
  if (code === undefined) throw new Error('README.md has no function ownPagesOnly');
  return code;
}

function exampleFlow(name: string): unknown[] {
  return JSON.parse(readFileSync(path.join(projectRoot, 'examples', name), 'utf8')) as unknown[];
}

function demoSettings(): object {
  return {
    // The editor asks for no password, so no other machine may reach it.
    uiHost: '127.0.0.1',
    flowFile: 'flows.json',
    credentialSecret: randomBytes(24).toString('hex'),
    telemetry: { enabled: false, updateNotification: false },
    // The board's widgets, which the project has installed for its tests.
    nodesDir: [path.dirname(require.resolve('@flowfuse/node-red-dashboard/package.json'))],
    paletteCategories: ['shopfloor'],
    editorTheme: { tours: false },
  };
}
