import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { projectRoot } from '../../scripts/project';
import { provideRuntime } from '../../scripts/runtimes';
import type { FlowNode } from '../support/admin-api';
import { openBrowser } from '../support/browser';
import { Editor, type Language } from '../support/editor';
import { examples } from '../support/examples';
import { NodeRed } from '../support/node-red';

/** READMEs load slowly with larger ones. */
const mostBytes = 300_000;
const screen = { width: 1480, height: 900 };

/** Takes the READMEs' pictures into `docs/`: of what really runs, on the simulators. */
async function take(): Promise<void> {
  const dashboard = path.join(projectRoot, 'node_modules', '@flowfuse', 'node-red-dashboard');
  const settings = { nodesDir: [dashboard], paletteCategories: ['shopfloor'] };
  const runtime = await provideRuntime('5.0');
  const nodeRed = await NodeRed.start({ runtime, linkProject: true, settings });
  const browser = await openBrowser();
  try {
    await nodeRed.deploy(example('whole-factory/board.json'));
    await takeBoard(browser, nodeRed, 'en-US', 'board');
    await takeBoard(browser, nodeRed, 'zh-CN', 'board.zh-CN');
    await takeEditor(browser, nodeRed, 'en-US', 'editor');
    await takeEditor(browser, nodeRed, 'zh-CN', 'editor.zh-CN');
    await takeDialog(browser, nodeRed, 'en-US', 'dialog');
    await takeDialog(browser, nodeRed, 'zh-CN', 'dialog.zh-CN');
  } finally {
    await browser.close();
    await nodeRed.stop();
  }
}

function example(name: string): readonly FlowNode[] {
  const found = examples().find((each) => each.name === name);
  if (!found) throw new Error(`there is no example ${name}`);
  return found.flow;
}

/** The board, with a machine that is chosen, an alarm, and a program that has arrived. */
async function takeBoard(
  browser: Browser,
  nodeRed: NodeRed,
  language: Language,
  name: string,
): Promise<void> {
  const context = await browser.newContext({ viewport: screen, locale: language });
  const page = await context.newPage();
  await page.goto(`${nodeRed.url}dashboard/board`);
  await page.locator('.alarms li').first().waitFor({ timeout: 90_000 });
  await page.locator('.is-running[data-machine^="mgm"]').nth(1).click();
  const chooser = page.waitForEvent('filechooser');
  await page.locator('.machine .action').click();
  const program = Buffer.from(`%\nO1234\n${'N10 G01 X1.5 Y2.5 F800\n'.repeat(20_000)}M30\n%\n`);
  await (await chooser).setFiles({ name: `${name}-O1234.nc`, mimeType: 'text/plain', buffer: program });
  await page.getByRole('alertdialog').locator('.action').click();
  await page.locator('.transfer.is-sent').waitFor({ timeout: 60_000 });
  await page.evaluate(() => scrollTo(0, 0));
  await save(page, name);
  await context.close();
}

/** The flow of an example with what its nodes say, and their messages beside it. */
async function takeEditor(
  browser: Browser,
  nodeRed: NodeRed,
  language: Language,
  name: string,
): Promise<void> {
  // What comes all the time would push the rest away; what came before the page is there would not be on it.
  const flow = example('mgm/factory.json').map((node) => {
    if (node.type === 'inject') return { ...node, once: false };
    return node['name'] === 'states' || node['name'] === 'statuses' ? { ...node, active: false } : node;
  });
  await nodeRed.deploy(flow);
  const editor = await Editor.open(browser, nodeRed, { language });
  await editor.page.setViewportSize(screen);
  const messages = await editor.debugMessages();
  for (const button of ['start', 'send NC program'])
    await editor.pressButton(flow.find((node) => node['name'] === button)?.id ?? '');
  const result = messages.filter({ hasText: 'mgm/transfer-result' }).first();
  await result.waitFor({ timeout: 90_000 });
  const handles = result.locator('.red-ui-debug-msg-object-handle');
  await handles.first().click();
  await handles.nth(1).click();
  await editor.page.mouse.move(screen.width / 2, screen.height - 200);
  await save(editor.page, name);
  await editor.close();
}

/** The dialog of a node that calls an operation of a gateway. */
async function takeDialog(
  browser: Browser,
  nodeRed: NodeRed,
  language: Language,
  name: string,
): Promise<void> {
  const flow = example('bivrost/requests.json');
  const { id = '' } = flow.find(({ operation }) => operation === 'analysis/oee') ?? {};
  await nodeRed.deploy(flow);
  const editor = await Editor.open(browser, nodeRed, { language });
  await editor.page.setViewportSize(screen);
  await editor.edit(id);
  await save(editor.page, name);
  await editor.close();
}

async function save(page: Page, name: string): Promise<void> {
  const file = path.join(projectRoot, 'docs', `${name}.png`);
  mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  const { size } = statSync(file);
  if (size > mostBytes)
    throw new Error(`docs/${name}.png has ${size} bytes; at most ${mostBytes} are wanted`);
  console.log(`docs/${name}.png  ${Math.round(size / 1000)} kB`);
}

take().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
