import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
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
 * @throws BuildError
 */
export async function buildNodes(root: string, output: string): Promise<BuildResult> {
  const written = new Set<string>();
  const place = (file: string): string => {
    written.add(file);
    const target = path.join(output, file);
    mkdirSync(path.dirname(target), { recursive: true });
    return target;
  };
  const shared = new Map(languages.map((language) => [language as string, sharedTexts(root, language)]));
  const fragments = new Fragments(root);
  const usedIcons = new Set<string>();
  const nodes = nodeSources(root, readManifest(root));

  for (const node of nodes) {
    const folder = path.join('nodes', node.platform);
    const page = await editorPage(root, node, fragments);
    writeFileSync(place(path.join(folder, `${node.type}.html`)), page.html);
    for (const { language, texts, help } of node.locales) {
      const locales = path.join(folder, 'locales', language);
      const merged = mergedTexts(texts, shared.get(language) ?? {});
      writeFileSync(place(path.join(locales, `${node.type}.json`)), `${JSON.stringify(merged, null, 2)}\n`);
      copyFileSync(help, place(path.join(locales, `${node.type}.html`)));
    }
    for (const icon of page.icons) {
      const source = path.join(root, 'icons', icon);
      if (!existsSync(source))
        throw new BuildError([`${node.type} shows icons/${icon}, which doesn't exist`]);
      usedIcons.add(icon);
      copyFileSync(source, place(path.join(folder, 'icons', icon)));
    }
  }
  fragments.refuseUnused();
  refuseUnusedIcons(root, usedIcons, nodes.length);
  return { types: nodes.map(({ type }) => type), removed: removeStaleFiles(root, output, written) };
}

function refuseUnusedIcons(root: string, used: ReadonlySet<string>, nodeCount: number): void {
  const folder = path.join(root, 'icons');
  if (nodeCount === 0 || !existsSync(folder)) return;
  const unused = readdirSync(folder).filter((icon) => !used.has(icon));
  if (unused.length > 0) throw new BuildError(unused.map((icon) => `no node shows icons/${icon}`));
}
