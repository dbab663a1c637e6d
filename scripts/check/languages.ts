import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { nodeSources } from '../build/node-sources';
import { projectRoot, readManifest } from '../project';
import { hardCodedTexts } from './hard-coded';
import { helpProblems } from './help-rules';
import { keyProblems } from './key-rules';
import { hasChinese } from './words';

/** Whatever a user would meet that is missing, wrong or unused in one of the package's languages, a line each. */
export async function languageProblems(root: string): Promise<string[]> {
  const nodes = nodeSources(root, readManifest(root));
  const problems = [
    ...(await keyProblems(root, nodes)),
    ...hardCodedTexts(root, nodes),
    ...nodes.flatMap((node) => helpProblems(root, node)),
    ...operationProblems(root),
  ];
  return [...new Set(problems)];
}

interface OperationTitles {
  readonly operation: string;
  readonly titleEn?: string;
  readonly titleZh?: string;
}

/** Titles of the catalogues' operations, which the dialogs show. */
function operationProblems(root: string): string[] {
  const folder = path.join(root, 'lib');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'operations.json')
    .flatMap((file) => {
      const rows = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as OperationTitles[];
      return rows.flatMap(({ operation, titleEn = '', titleZh = '' }) => [
        ...(titleEn === '' || hasChinese(titleEn) ? [`lib/${file}: ${operation} has no English title`] : []),
        ...(hasChinese(titleZh) ? [] : [`lib/${file}: ${operation} has no Chinese title`]),
      ]);
    });
}

if (require.main === module) {
  languageProblems(projectRoot).then((problems) => {
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
  });
}
