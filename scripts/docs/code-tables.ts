import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FailureRow } from '../../lib/catalogue/failure-table';

const BEGIN = '<!-- made from codes.json by `npm run docs:pages` -->';
const END = '<!-- end of what is made -->';
const HEAD = '| code | kind | meaning | 含义 |\n|---|---|---|---|';

/** The pages of platforms that have a table of codes, with the tables as `lib/<platform>/codes.json` has them. */
export function codeTables(root: string): Record<string, string> {
  return Object.fromEntries(
    platformsWithCodes(root).map((platform) => {
      const page = path.join('docs', 'platforms', `${platform}.md`);
      const rows = JSON.parse(readFileSync(codesFile(root, platform), 'utf8')) as FailureRow[];
      return [page, withTables(page, readFileSync(path.join(root, page), 'utf8'), rows)];
    }),
  );
}

export function platformsWithCodes(root: string): string[] {
  return readdirSync(path.join(root, 'lib'))
    .filter((platform) => existsSync(codesFile(root, platform)))
    .sort();
}

function codesFile(root: string, platform: string): string {
  return path.join(root, 'lib', platform, 'codes.json');
}

/** The page with each table replaced; a section that codes name must have a place for its table. */
function withTables(page: string, text: string, rows: readonly FailureRow[]): string {
  const left = new Set(rows.map(({ section }) => section));
  const sections = text.split(/^(?=## )/m).map((section) => {
    const heading = /^## (.+)/.exec(section)?.[1] ?? '';
    const [before, after] = [section.split(BEGIN), section.split(END)];
    if (before.length !== 2 || after.length !== 2 || !left.delete(heading)) return section;
    const table = tableOf(rows.filter((row) => row.section === heading));
    return `${before[0]}${BEGIN}\n\n${table}\n\n${END}${after[1]}`;
  });
  if (left.size > 0)
    throw new Error(
      `${page} has no place for the codes of ${[...left].map((each) => `"${each}"`).join(', ')}: write\n${BEGIN}\n${END}`,
    );
  return sections.join('');
}

function tableOf(rows: readonly FailureRow[]): string {
  return [HEAD, ...rows.map((row) => `| ${cellsOf(row).join(' | ')} |`)].join('\n');
}

function cellsOf({ code, kind, retryable, tokenProblem, en, zh }: FailureRow): string[] {
  const marks = [
    kind,
    ...(retryable ? ['may pass'] : []),
    ...(tokenProblem ? [`token ${tokenProblem}`] : []),
  ];
  return [typeof code === 'string' ? `\`${code}\`` : String(code), marks.join(', '), en, zh];
}
