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
  readonly params?: readonly {
    readonly name?: string;
    readonly description?: string;
    readonly descriptionZh?: string;
  }[];
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
        wordsOf(row)
          .map(wordsProblem)
          .filter((problem) => problem !== undefined)
          .map((problem) => `lib/${file}, ${row.operation}: ${problem}`),
      );
    });
}

interface Words {
  readonly field: string;
  readonly text: string;
  readonly isChinese: boolean;
}

function wordsProblem({ field, text, isChinese }: Words): string | undefined {
  if (text === '') return `${field} is missing`;
  if (hasChinese(text) === isChinese) return undefined;
  return `${field} is not ${isChinese ? 'Chinese' : 'English'}: ${text}`;
}

/** Everything that is said of an operation, in English and Chinese. */
function wordsOf({ titleEn, titleZh, params = [], notes = [], notesZh = [] }: OperationWords): Words[] {
  const described = params.filter(({ description, descriptionZh }) => description ?? descriptionZh);
  return [
    ...inBoth('titleEn', titleEn, 'titleZh', titleZh),
    ...described.flatMap(({ name = 'a parameter', description, descriptionZh }) =>
      inBoth(`description of ${name}`, description, `descriptionZh of ${name}`, descriptionZh),
    ),
    ...Array.from({ length: Math.max(notes.length, notesZh.length) }, (_, index) =>
      inBoth(`notes[${index}]`, notes[index], `notesZh[${index}]`, notesZh[index]),
    ).flat(),
  ];
}

function inBoth(english: string, text = '', chinese: string, textZh = ''): Words[] {
  return [
    { field: english, text, isChinese: false },
    { field: chinese, text: textZh, isChinese: true },
  ];
}

if (require.main === module) {
  languageProblems(projectRoot).then((problems) => {
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
  });
}
