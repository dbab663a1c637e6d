import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unlistedCatalogues } from './docs/operation-types';
import { generatedPages } from './docs/pages';
import { projectRoot } from './project';

/** Writes the generated pages; with `--check` it only names those that are not current. */
function main([mode]: string[]): void {
  for (const problem of unlistedCatalogues(projectRoot)) {
    console.error(problem);
    process.exitCode = 1;
  }
  for (const [file, text] of Object.entries(generatedPages(projectRoot))) {
    const target = path.join(projectRoot, file);
    if (mode !== '--check') writeFileSync(target, text);
    else if (readText(target) !== text) {
      console.error(`${file} is not current: npm run docs:pages writes it anew`);
      process.exitCode = 1;
    }
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

main(process.argv.slice(2));
