import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hasChinese } from './words';

const [english, chinese] = ['README.md', 'README.zh-CN.md'] as const;
/** What both READMEs must have as often as the other, by the pattern of a line. */
const PARTS = {
  sections: /^## /gm,
  'rows of tables': /^\|/gm,
  pictures: /^!\[/gm,
  'examples of code': /^```\w/gm,
  'numbered steps': /^\d+\. /gm,
};

/** Pages that are made from the code. */
const MADE = /^docs\/(messages|nodes|statuses)\b/;

/** Parts that only one README has, nodes that they leave out, and links to files that do not exist. */
export function readmeProblems(root: string, types: readonly string[]): string[] {
  const [inEnglish, inChinese] = [english, chinese].map((file) =>
    readFileSync(path.join(root, file), 'utf8'),
  );
  const texts: Record<string, string> = { [english]: inEnglish ?? '', [chinese]: inChinese ?? '' };
  return [
    ...Object.entries(PARTS).flatMap(([part, pattern]) => {
      const [here, there] = [english, chinese].map((file) => texts[file]?.match(pattern)?.length ?? 0);
      return here === there ? [] : [`${english} has ${here} ${part}, ${chinese} has ${there}`];
    }),
    ...Object.entries(texts).flatMap(([file, text]) => [
      ...types
        .filter((type) => !text.includes(`\`${type}\``))
        .map((type) => `${file}: ${type} is missing in the table of section Nodes (an account: Platforms)`),
      ...linksIn(text)
        .filter((link) => !existsSync(path.join(root, link)))
        .map(
          (link) => `${file}: there is no ${link}${MADE.test(link) ? ' (npm run docs:pages writes it)' : ''}`,
        ),
    ]),
    ...proseIn(inChinese ?? '')
      .filter((paragraph) => !hasChinese(paragraph))
      .map((paragraph) => `${chinese}: not translated: ${paragraph.trim()}`),
  ];
}

/** Paths in the repository, without the part of the page. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\((?!\w+:|#)([^)#]+)/g)].map(([, link = '']) => link);
}

/** Paragraphs that begin with a word. */
function proseIn(text: string): string[] {
  return text
    .replace(/```[\s\S]*?```/g, '')
    .split(/\n{2,}/)
    .filter((block) => /^\s*[\p{L}*]/u.test(block));
}
