import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '../project';
import { BuildError } from './build-error';
import { editorPage } from './editor-page';
import { Fragments } from './fragments';
import { mergedTexts, sharedTexts } from './locales';
import { languages, nodeSources } from './node-sources';
import { removeStaleFiles } from './stale-files';

/** What a build did; `removed` are stale files, relative to the output folder. */
export interface BuildResult {
  readonly types: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Puts beside every compiled node what Node-RED's editor needs of it: page, locales and icon.
 * Runs after the compiler, on whose output it removes what has no source any more.
 * @param root folder of package.json, `nodes/` and `icons/`
 * @param output the compiler's output folder
 * @param others more files to write, by their place in the output folder
 * @throws BuildError
 */
export async function buildNodes(
  root: string,
  output: string,
  others: Readonly<Record<string, string>> = {},
): Promise<BuildResult> {
  const written = new Set<string>();
  const place = (file: string): string => {
    written.add(file);
    const target = path.join(output, file);
    mkdirSync(path.dirname(target), { recursive: true });
    return target;
  };
  for (const [file, text] of Object.entries(others)) writeFileSync(place(file), text);
  const shared = new Map(languages.map((language) => [language, sharedTexts(root, language)]));
  const forms = Fragments.ofForms(root);
  const helps = { 'en-US': Fragments.ofHelp(root, 'en-US'), 'zh-CN': Fragments.ofHelp(root, 'zh-CN') };
  const usedIcons = new Set<string>();
  const nodes = nodeSources(root, readManifest(root));

  for (const node of nodes) {
    const folder = path.join('nodes', node.platform);
    const editor = await editorPage(root, node, forms);
    writeFileSync(place(path.join(folder, `${node.type}.html`)), editor.html);
    for (const locale of node.locales) {
      const { language, texts } = locale;
      const locales = path.join(folder, 'locales', language);
      const merged = mergedTexts(texts, shared.get(language) ?? {});
      writeFileSync(place(path.join(locales, `${node.type}.json`)), `${JSON.stringify(merged, null, 2)}\n`);
      const help = helps[language].fillIn(readFileSync(locale.help, 'utf8'), node.type);
      writeFileSync(place(path.join(locales, `${node.type}.html`)), help);
    }
    for (const icon of editor.icons) {
      const source = path.join(root, 'icons', icon);
      if (!existsSync(source))
        throw new BuildError([`${node.type} shows icons/${icon}, which doesn't exist`]);
      usedIcons.add(icon);
      copyFileSync(source, place(path.join(folder, 'icons', icon)));
    }
  }
  for (const fragments of [forms, ...Object.values(helps)]) fragments.refuseUnused();
  refuseUnusedIcons(root, usedIcons, nodes.length);
  return { types: nodes.map(({ type }) => type), removed: removeStaleFiles(root, output, written) };
}

function refuseUnusedIcons(root: string, used: ReadonlySet<string>, nodeCount: number): void {
  const folder = path.join(root, 'icons');
  if (nodeCount === 0 || !existsSync(folder)) return;
  const unused = readdirSync(folder).filter((icon) => !used.has(icon));
  if (unused.length > 0) throw new BuildError(unused.map((icon) => `no node shows icons/${icon}`));
}
