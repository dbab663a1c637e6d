import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { projectRoot, readManifest } from './project';

/** Makes a Node-RED that uses the folder load the package from the project itself, as built. */
export function linkProject(userDir: string): void {
  const link = path.join(userDir, 'node_modules', readManifest(projectRoot).name);
  mkdirSync(path.dirname(link), { recursive: true });
  rmSync(link, { recursive: true, force: true });
  symlinkSync(projectRoot, link, 'junction');
}
