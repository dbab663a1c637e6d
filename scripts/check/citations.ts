import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SourceText } from './source-text';

/** A page of the repository, with the headings that are quoted behind it. */
const CITATION = /(?<![\w./-])([\w./-]+\.md)\b((?:,? (?:and )?"[^"]+")*)/g;
/** Another file of the repository, by its whole path. */
const FILE = /(?<![\w@./-])((?:lib|nodes|scripts|test|examples)\/[\w./-]+\.\w+)/g;
/** Words for what a reader of the repository does not have. */
const ELSEWHERE =
  /\bcontracts?\b|\bsource document\b|\((?:design|issue|document|notes)[,:)]|\bdocuments?,? \d/i;

/**
 * Files and headings that a source cites and that do not exist, and words for documents that are not in the
 * repository.
 */
export function citationProblems(root: string, { comments, testNames }: SourceText): string[] {
  return [...comments, ...testNames].flatMap((text) => [
    ...[...text.matchAll(CITATION)].flatMap(([, page = '', quoted = '']) =>
      missing(
        root,
        page,
        [...quoted.matchAll(/"([^"]+)"/g)].map(([, heading = '']) => heading),
      ),
    ),
    ...[...text.matchAll(FILE)].flatMap(([, file = '']) => missing(root, file, [])),
    ...(ELSEWHERE.exec(text) ?? []).map((word) => `cites "${word}", which is not in the repository`),
  ]);
}

function missing(root: string, page: string, headings: readonly string[]): string[] {
  const file = path.join(root, page);
  if (!existsSync(file)) return [`cites ${page}, which does not exist`];
  const there = new Set(headingsOf(readFileSync(file, 'utf8')));
  return headings
    .filter((heading) => !there.has(plain(heading)))
    .map((heading) => `cites "${heading}", a heading that ${page} does not have`);
}

function headingsOf(page: string): string[] {
  const text = page.replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => plain(heading));
}

/** Without marks of Markdown, and with one kind of apostrophe. */
function plain(heading: string): string {
  return heading.replace(/[`\\]/g, '').replaceAll('’', "'").trim();
}
