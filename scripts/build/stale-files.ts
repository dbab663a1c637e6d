import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Removes files from the output folder that have no source any more: neither a file that this build
 * wrote nor what the compiler makes of a source that still exists.
 * @param written files of this build, relative to `output`
 * @returns the removed files, relative to `output`
 */
export function removeStaleFiles(root: string, output: string, written: ReadonlySet<string>): string[] {
  const removed: string[] = [];
  for (const file of filesBelow(output, '')) {
    if (written.has(file) || isCompiled(root, file)) continue;
    rmSync(path.join(output, file));
    removed.push(file);
  }
  removeEmptyFolders(output);
  return removed;
}

function isCompiled(root: string, file: string): boolean {
  const source = file.replace(/\.(js|js\.map|d\.ts)$/, '.ts');
  if (source === file) return file.endsWith('.json') && isImportedJson(root, file);
  const isEditorCode = source.endsWith('.editor.ts') || /^nodes[/\\][^/\\]+[/\\]editor[/\\]/.test(source);
  return !isEditorCode && existsSync(path.join(root, source));
}

/** The compiler copies JSON that code imports; locale files are written by this build or not at all. */
function isImportedJson(root: string, file: string): boolean {
  return !file.split(path.sep).includes('locales') && existsSync(path.join(root, file));
}

function filesBelow(folder: string, prefix: string): string[] {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(prefix, entry.name);
    return entry.isDirectory() ? filesBelow(folder, name) : [name];
  });
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const child = path.join(folder, entry.name);
    removeEmptyFolders(child);
    if (readdirSync(child).length === 0) rmdirSync(child);
  }
}
