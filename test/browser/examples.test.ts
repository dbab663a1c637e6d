import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { projectRoot, readManifest } from '../../scripts/project';
import { provideRuntime } from '../../scripts/runtimes';
import type { FlowNode } from '../support/admin-api';
import { openBrowser } from '../support/browser';
import type { Comms } from '../support/comms';
import { Editor } from '../support/editor';
import { editorGenerations } from '../support/editor-generations';
import { type Example, examples } from '../support/examples';
import { NodeRed } from '../support/node-red';

/** Examples that ask their own Node-RED say that its port is to be changed where it has another. */
const USUAL_ADDRESS = 'http://127.0.0.1:1880/';
const packageName = readManifest(projectRoot).name;
/** Those that need no other package than ours. */
const ownExamples = examples().filter(({ packages }) => packages.length === 0);

for (const generation of editorGenerations) {
  describe(`the examples in the editor of Node-RED ${generation}`, function () {
    this.timeout(90_000);
    let nodeRed: NodeRed;
    let browser: Browser;
    let comms: Comms;
    let editor: Editor;

    before(async function () {
      this.timeout(180_000);
      nodeRed = await NodeRed.start({ runtime: await provideRuntime(generation), linkProject: true });
      browser = await openBrowser();
      editor = await Editor.open(browser, nodeRed);
    });

    after(async () => {
      await browser?.close();
      await nodeRed?.stop();
    });

    beforeEach(async () => {
      await editor.startAfresh();
      comms = await nodeRed.comms();
    });

    afterEach(async () => {
      await comms?.close();
    });

    for (const example of ownExamples) {
      it(`${example.name}: import, deploy, see a message; no warning, no red status`, async () => {
        await editor.importExample(packageName, ...menuLabels(example));
        const { id, label } = tabOf(example);
        await editor.openTab(label);
        await editor.replaceInVariables(id, USUAL_ADDRESS, nodeRed.url);
        await editor.deploy();
        // Some wait for an alarm, which comes when it comes.
        await editor.debugMessages(id).then((messages) => messages.first().waitFor({ timeout: 40_000 }));
        const red = example.flow
          .filter(({ id }) => comms.statusOf(id)?.fill === 'red')
          .map(({ type }) => type);
        expect(red).to.deep.equal([]);
        expect(
          await editor
            .notifications()
            .filter({ has: editor.page.locator('button') })
            .allTextContents(),
        ).to.be.empty;
        expect(editor.problems).to.deep.equal([]);
        await editor.screenshot(`example-${example.name.replaceAll(/\W/g, '-')}`);
      });
    }
  });
}

function menuLabels({ name }: Example): string[] {
  return name.replace(/\.json$/, '').split(/[\\/]/);
}

function tabOf({ flow, name }: Example): { id: string; label: string } {
  const { id, label }: Partial<FlowNode> = flow.find(({ type }) => type === 'tab') ?? {};
  if (id === undefined || typeof label !== 'string') throw new Error(`${name} has no tab`);
  return { id, label };
}
