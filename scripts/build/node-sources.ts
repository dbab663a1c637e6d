import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../project';
import { BuildError } from './build-error';

export const languages = ['en-US', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

/** Files of one language; paths are absolute. */
export interface NodeLocale {
  readonly language: Language;
  readonly texts: string;
  readonly help: string;
}

/** Everything the build reads to make one node type; paths are absolute. */
export interface NodeSources {
  readonly type: string;
  readonly platform: string;
  readonly form: string;
  readonly editor: string;
  readonly locales: readonly NodeLocale[];
}

/**
 * The node types that package.json lists, each with its sources.
 * @throws BuildError naming every listed type that lacks a source and every source that no listed type owns
 */
export function nodeSources(root: string, manifest: Manifest): NodeSources[] {
  const problems: string[] = [];
  const nodes: NodeSources[] = [];
  for (const [type, file] of Object.entries(manifest['node-red'].nodes)) {
    const platform = /^dist\/nodes\/([^/]+)\/([^/]+)\.js$/.exec(file);
    if (platform?.[1] === undefined || platform[2] !== type) {
      problems.push(`package.json lists ${type} as ${file}; expected dist/nodes/<platform>/${type}.js`);
      continue;
    }
    nodes.push(sourcesOf(root, platform[1], type));
  }
  const owned = new Set<string>();
  for (const node of nodes) {
    const runtime = path.join(root, 'nodes', node.platform, `${node.type}.ts`);
    const locales = node.locales.flatMap(({ texts, help }) => [texts, help]);
    for (const source of [runtime, node.form, node.editor, ...locales]) {
      owned.add(source);
      if (!existsSync(source)) problems.push(`${node.type} has no ${path.relative(root, source)}`);
    }
  }
  for (const source of editorSources(root)) {
    if (!owned.has(source))
      problems.push(`${path.relative(root, source)} belongs to no node listed in package.json`);
  }
  if (problems.length > 0) throw new BuildError(problems);
  return nodes;
}

/** Every form, editor script and locale file of a node below `nodes/`, listed or not. */
function editorSources(root: string): string[] {
  const nodesFolder = path.join(root, 'nodes');
  const found: string[] = [];
  for (const platform of subfolders(nodesFolder)) {
    const folder = path.join(nodesFolder, platform);
    found.push(...filesMatching(folder, /\.(html|editor\.ts)$/));
    for (const language of subfolders(path.join(folder, 'locales'))) {
      found.push(...filesMatching(path.join(folder, 'locales', language), /\.(html|json)$/));
    }
  }
  return found;
}

function sourcesOf(root: string, platform: string, type: string): NodeSources {
  const folder = path.join(root, 'nodes', platform);
  return {
    type,
    platform,
    form: path.join(folder, `${type}.html`),
    editor: path.join(folder, `${type}.editor.ts`),
    locales: languages.map((language) => ({
      language,
      texts: path.join(folder, 'locales', language, `${type}.json`),
      help: path.join(folder, 'locales', language, `${type}.html`),
    })),
  };
}

function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function filesMatching(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => path.join(folder, entry.name));
}
