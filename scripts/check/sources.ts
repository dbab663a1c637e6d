import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../project';
import { citationProblems } from './citations';
import { retiredWordProblems } from './retired-words';
import { readSource } from './source-text';

const FOLDERS = ['lib', 'nodes', 'scripts', 'test'];

/** What comments, names of tests and identifiers say that a reader of the repository could not follow, a line each. */
export function sourceProblems(root: string): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const text = readSource(readFileSync(path.join(root, folder, file), 'utf8'));
        const problems = [...citationProblems(root, text), ...retiredWordProblems(text.identifiers)];
        return problems.map((problem) => `${path.join(folder, file)} ${problem}`);
      }),
  );
}

if (require.main === module) {
  const problems = sourceProblems(projectRoot);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
