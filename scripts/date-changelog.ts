import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot, readManifest } from './project';

const UNRELEASED = '## [Unreleased]';

/**
 * The changelog with its section *Unreleased* made the section of a version, and an empty one above it. Unchanged where
 * that version has its section already; throws where nothing is there to be released.
 */
export function dateChangelog(changelog: string, version: string, date: string): string {
  if (changelog.includes(`## [${version}]`)) return changelog;
  const [before, after, ...more] = changelog.split(`${UNRELEASED}\n`);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error('The changelog has not exactly one section "Unreleased"');
  }
  const [section = ''] = after.split('\n## ');
  if (section.trim() === '') throw new Error('The section "Unreleased" of the changelog is empty');
  return `${before}${UNRELEASED}\n\n## [${version}] - ${date}\n${after}`;
}

/** Run after `changeset version` has set the new version. */
function main(): void {
  const file = path.join(projectRoot, 'CHANGELOG.md');
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(file, dateChangelog(readFileSync(file, 'utf8'), readManifest(projectRoot).version, today));
}

if (require.main === module) main();
