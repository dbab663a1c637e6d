import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { AdminUser } from './child-settings';
import type { NodeRed } from './node-red';
import { recordProblems, screenshotFile } from './pages';
import { centre, drag, type Point, settled } from './pointer';

export type Language = 'en-US' | 'zh-CN';
/** Node-RED 4.1 is always light. */
export type Theme = 'light' | 'dark';

export interface EditorOptions {
  readonly language?: Language;
  readonly theme?: Theme;
  /** Zoom of the page, such as 1.25. */
  readonly zoom?: number;
  /** Whom to log in as; needed when Node-RED was started with users. */
  readonly user?: AdminUser;
  /** Gets the page before it loads anything. */
  readonly onPage?: (page: Page) => void;
}

/** A busy computer takes its time for the editor. */
const loadMs = 45_000;

const sharedContexts = new WeakMap<Browser, Map<string, Promise<BrowserContext>>>();

interface ContextOptions {
  readonly zoom: number;
  readonly language: Language;
  readonly isShared: boolean;
}

/** Pages of one kind share a context, and so the editor's 3 MB of script; a context that logs in is its own. */
function contextOf(browser: Browser, options: ContextOptions): Promise<BrowserContext> {
  if (!options.isShared) return newContext(browser, options);
  const contexts = sharedContexts.get(browser) ?? new Map<string, Promise<BrowserContext>>();
  sharedContexts.set(browser, contexts);
  const kind = JSON.stringify(options);
  const context = contexts.get(kind) ?? newContext(browser, options);
  contexts.set(kind, context);
  return context;
}

async function newContext(browser: Browser, { zoom, language }: ContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: Math.round(1440 / zoom), height: Math.round(900 / zoom) },
    deviceScaleFactor: zoom,
    locale: language,
  });
  context.setDefaultTimeout(15_000);
  context.setDefaultNavigationTimeout(loadMs);
  return context;
}

/** Node-RED's editor in a browser, used the way a person does: by what is on the screen. */
export class Editor {
  /** Errors on the page, and requests to any other address than Node-RED's own. */
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly nodeRed: NodeRed,
    private readonly screenshotPrefix: string,
  ) {}

  static async open(browser: Browser, nodeRed: NodeRed, options: EditorOptions = {}): Promise<Editor> {
    const { language = 'en-US', theme = 'light', zoom = 1, user, onPage } = options;
    const context = await contextOf(browser, { zoom, language, isShared: user === undefined });
    const page = await context.newPage();
    onPage?.(page);
    await page.addInitScript(
      ([chosenLanguage, chosenTheme]) => {
        // Each page begins without what another has left behind, and keeps its own when it is loaded again.
        if (sessionStorage.getItem('begun') === null) localStorage.clear();
        sessionStorage.setItem('begun', 'yes');
        localStorage.setItem('editor-language', chosenLanguage);
        localStorage.setItem('view-dark-theme', chosenTheme);
      },
      [language, theme] as const,
    );
    const editor = new Editor(page, nodeRed, `${nodeRed.runtime.generation}-${language}-${theme}`);
    if (user === undefined) {
      recordProblems(page, nodeRed.url, editor.problems);
      await page.goto(nodeRed.url);
    } else {
      // Before the login the editor asks in vain and is told so by an error.
      await page.goto(nodeRed.url);
      await editor.#logIn(user);
      recordProblems(page, nodeRed.url, editor.problems);
    }
    await editor.#loaded();
    return editor;
  }

  /**
   * Takes all flows out of the editor, and what the sidebar has shown of them, so that it is as if it had just been
   * opened; the flows run until the next deploy. It takes a fraction of the time that the page takes to load.
   */
  async startAfresh(): Promise<void> {
    await this.page.evaluate('RED.nodes.clear(); RED.workspaces.add(); RED.history.clear();');
    await this.debugMessages();
    await this.page.locator('#red-ui-sidebar-debug-clear').click();
  }

  async #loaded(): Promise<void> {
    await this.page.locator('.red-ui-palette-node').first().waitFor({ timeout: loadMs });
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden', timeout: loadMs });
  }

  close(): Promise<void> {
    return this.page.close();
  }

  /** Saves what the screen shows, or a part of it, below `.cache/screenshots`, without passing notes; returns the file. */
  async screenshot(name: string, part: Page | Locator = this.page): Promise<string> {
    const file = screenshotFile(`${this.screenshotPrefix}-${name}`);
    await this.closeNotes();
    await part.screenshot({ path: file });
    return file;
  }

  /** A node type in the palette, scrolled into view. */
  async findInPalette(type: string): Promise<Locator> {
    const node = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await node.scrollIntoViewIfNeeded();
    return node;
  }

  /** Drags a node from the palette to a place on the workspace, in pixels of it; returns the new node's id. */
  async dragToWorkspace(type: string, x: number, y: number): Promise<string> {
    const known = await this.nodeIds();
    await drag(this.page, await centre(await this.findInPalette(type)), await this.#onWorkspace(x, y));
    const added = await this.page.waitForFunction(
      (before) =>
        [...document.querySelectorAll('#red-ui-workspace-chart .red-ui-flow-node-group')].find(
          ({ id }) => !before.includes(id),
        )?.id,
      known,
    );
    return (await added.jsonValue()) as string;
  }

  /** Ids of the nodes on the visible tab. */
  nodeIds(): Promise<string[]> {
    return this.page
      .locator('#red-ui-workspace-chart .red-ui-flow-node-group')
      .evaluateAll((nodes) => nodes.map(({ id }) => id));
  }

  /** The picture of a node on the workspace. */
  node(id: string): Locator {
    return this.page.locator(`[id="${id}"].red-ui-flow-node-group`);
  }

  /** The text beneath a node. */
  statusOf(id: string): Locator {
    return this.node(id).locator('.red-ui-flow-node-status-label');
  }

  /** Draws a wire. `output` counts from 0. */
  async connect(from: string, to: string, output = 0): Promise<void> {
    const start = this.node(from).locator('.red-ui-flow-port-output .red-ui-flow-port').nth(output);
    const end = this.node(to).locator('.red-ui-flow-port-input .red-ui-flow-port');
    await drag(this.page, await centre(start), await centre(end));
  }

  /** Presses the button of an inject or debug node. */
  async pressButton(id: string): Promise<void> {
    await this.node(id).locator('.red-ui-flow-node-button-button').click();
  }

  /** Opens a node's dialog; returns it. */
  async edit(id: string): Promise<Locator> {
    await this.node(id).locator('rect.red-ui-flow-node').dblclick();
    return this.topDialog();
  }

  /** Clicks something in a dialog that slides in another one over it; returns that one. */
  async openOver(control: Locator): Promise<Locator> {
    const below = await this.page.locator('.red-ui-tray').elementHandle();
    await control.click();
    await this.page.waitForFunction((dialog) => dialog?.isConnected === false, below);
    return this.topDialog();
  }

  /** The dialog on top; Node-RED takes the ones below out of the page. */
  async topDialog(): Promise<Locator> {
    const dialog = this.page.locator('.red-ui-tray');
    await dialog.locator('.red-ui-tray-toolbar button.primary').waitFor();
    await settled(dialog);
    return dialog;
  }

  /** Closes the dialog on top by its red button (Done, Add, Update). */
  async confirmDialog(): Promise<void> {
    await this.#leaveDialog('button.primary');
  }

  async cancelDialog(): Promise<void> {
    await this.#leaveDialog('[id$="dialog-cancel"]');
  }

  /** Deploys and waits until the flows run. */
  async deploy(): Promise<void> {
    const button = this.page.locator('#red-ui-header-button-deploy');
    await Promise.all([this.nodeRed.nextStart(), button.click()]);
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  }

  /**
   * Imports an example through the menu and waits for its nodes. A flow with a tab of its own waits there
   * (see `openTab`), another is dropped on the visible tab.
   * @param labels what to unfold and choose in the list: package, folders, name of the example
   */
  async importExample(...labels: readonly string[]): Promise<void> {
    const before = await this.page.evaluate<number>(nodeCount);
    await this.chooseFromMenu('import');
    const dialog = this.page.locator('.red-ui-editor-dialog:visible');
    await dialog.locator('[href="#red-ui-clipboard-dialog-import-tab-examples"]').click();
    const list = dialog.locator('#red-ui-clipboard-dialog-import-tab-examples');
    for (const label of labels) {
      const row = list
        .locator('.red-ui-treeList-label')
        .filter({ has: this.page.getByText(label, { exact: true }) });
      // A press on a list that slides open may go astray: the row then is neither open nor chosen.
      do {
        await settled(row);
        await row.click();
      } while (await row.evaluate((element) => !element.matches('.selected, .expanded > *')));
    }
    await dialog.locator('#red-ui-clipboard-dialog-ok').click();
    await dialog.waitFor({ state: 'hidden' });
    await this.page.waitForFunction(`${nodeCount} > ${before}`);
    if (await this.page.evaluate<boolean>('RED.view.state() === RED.state.IMPORT_DRAGGING')) {
      const { x, y } = await this.#onWorkspace(300, 200);
      await this.page.mouse.click(x, y);
    }
  }

  /** Shows a tab of the workspace. */
  async openTab(label: string): Promise<void> {
    await this.closeNotes();
    const tab = this.page.locator('#red-ui-workspace-tabs .red-ui-tab').filter({ hasText: label });
    await tab.click();
    await tab.and(this.page.locator('.active')).waitFor();
  }

  /** Replaces a text in the variables of a tab, as its properties let a user do. */
  async replaceInVariables(tabId: string, text: string, by: string): Promise<void> {
    const [id, from, to] = [tabId, text, by].map((each) => JSON.stringify(each));
    const replaced = `variable.value = String(variable.value).replace(${from}, ${to})`;
    await this.page.evaluate(`for (const variable of RED.nodes.workspace(${id}).env ?? []) ${replaced};`);
  }

  /** Opens the debug sidebar if it isn't open, and returns its messages, oldest first; of one tab alone if it is named. */
  async debugMessages(tabId?: string): Promise<Locator> {
    const list = this.page.locator('.red-ui-debug-content-list');
    if (!(await list.isVisible())) {
      await this.chooseFromMenu('view-menu', 'view-menu-debug');
      await list.waitFor();
    }
    return list.locator(`.red-ui-debug-msg${tabId === undefined ? '' : `.red-ui-debug-msg-flow-${tabId}`}`);
  }

  /** Chooses from the main menu, by the ids of its items without `menu-item-`. */
  async chooseFromMenu(...items: readonly string[]): Promise<void> {
    await this.page.locator('#red-ui-header-button-sidemenu').click();
    for (const item of items.slice(0, -1)) await this.page.locator(`#menu-item-${item}`).hover();
    await this.page.locator(`#menu-item-${items.at(-1)}`).click();
  }

  /** Messages at the top of the screen: passing notes, and warnings about the flows that ask for an answer. */
  notifications(): Locator {
    return this.page.locator('.red-ui-notification:visible');
  }

  /** Clicks away the notes that would pass by themselves, all at once: each may vanish at any moment. */
  async closeNotes(): Promise<void> {
    const notes = this.page.locator('.red-ui-notification:visible:not(:has(button))');
    await notes.evaluateAll((all) => {
      for (const note of all as HTMLElement[]) note.click();
    });
    while ((await notes.count()) > 0) await this.page.waitForTimeout(50);
  }

  async #logIn({ username, password }: AdminUser): Promise<void> {
    await this.page.locator('#node-dialog-login-username').fill(username);
    await this.page.locator('#node-dialog-login-password').fill(password);
    await this.page.locator('#node-dialog-login-submit').click();
  }

  async #leaveDialog(button: string): Promise<void> {
    const dialog = await this.topDialog();
    const closing = await dialog.elementHandle();
    await dialog.locator(`.red-ui-tray-toolbar ${button}`).click();
    await this.page.waitForFunction((tray) => tray?.isConnected === false, closing);
    // The dialog below, if any, slides in again.
    await this.page.waitForFunction(
      '!document.querySelector(".red-ui-tray") || $(".red-ui-tray").css("right") === "0px"',
    );
  }

  async #onWorkspace(x: number, y: number): Promise<Point> {
    const box = await this.page.locator('#red-ui-workspace-chart').boundingBox();
    if (box === null) throw new Error('the workspace is not visible');
    return { x: box.x + x, y: box.y + y };
  }
}

const nodeCount = 'RED.nodes.createCompleteNodeSet().length';
