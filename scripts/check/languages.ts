import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { nodeSources } from '../build/node-sources';
import { projectRoot, readManifest } from '../project';
import { hardCodedTexts } from './hard-coded';
import { helpProblems } from './help-rules';
import { keyProblems } from './key-rules';
import { readmeProblems } from './readme-rules';
import { hasChinese } from './words';

/** Texts that are missing, wrong or unused in one of the package's languages, a line each. */
export async function languageProblems(root: string): Promise<string[]> {
  const nodes = nodeSources(root, readManifest(root));
  const problems = [
    ...(await keyProblems(root, nodes)),
    ...hardCodedTexts(root, nodes),
    ...nodes.flatMap((node) => helpProblems(root, node)),
    ...operationProblems(root),
    ...readmeProblems(
      root,
      nodes.map(({ type }) => type),
    ),
  ];
  return [...new Set(problems)];
}

interface OperationWords {
  readonly operation: string;
  readonly titleEn?: string;
  readonly titleZh?: string;
  readonly params?: readonly { readonly description?: string; readonly descriptionZh?: string }[];
  readonly notes?: readonly string[];
  readonly notesZh?: readonly string[];
}

/** What the catalogues say of their operations, which the dialogs show. */
function operationProblems(root: string): string[] {
  const folder = path.join(root, 'lib');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'operations.json')
    .flatMap((file) => {
      const rows = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as OperationWords[];
      return rows.flatMap((row) =>
        pairsOf(row)
          .filter(([english, chinese]) => english === '' || hasChinese(english) || !hasChinese(chinese))
          .map(([english, chinese]) => `lib/${file}: ${row.operation} has "${english}" and "${chinese}"`),
      );
    });
}

/** Everything that is said of an operation, in English and Chinese. */
function pairsOf(row: OperationWords): [string, string][] {
  const { titleEn = '', titleZh = '', params = [], notes = [], notesZh = [] } = row;
  const described = params.filter(({ description, descriptionZh }) => description ?? descriptionZh);
  return [
    [titleEn, titleZh],
    ...described.map(({ description = '', descriptionZh = '' }): [string, string] => [
      description,
      descriptionZh,
    ]),
    ...Array.from({ length: Math.max(notes.length, notesZh.length) }, (_, index): [string, string] => [
      notes[index] ?? '',
      notesZh[index] ?? '',
    ]),
  ];
}

if (require.main === module) {
  languageProblems(projectRoot).then((problems) => {
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
  });
}
