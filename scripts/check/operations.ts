import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { OperationRow, ParameterType } from '../../lib/catalogue';
import type { Safety } from '../../lib/http/retry';
import { languages } from '../build/node-sources';
import { projectRoot } from '../project';
import { readTexts } from './catalogue-texts';

const SAFETIES = Object.keys({ safe: true, change: true } satisfies Record<Safety, true>);
const TYPES = Object.keys({
  string: true,
  integer: true,
  number: true,
  boolean: true,
  object: true,
  any: true,
} satisfies Record<ParameterType, true>);
/** How texts tell the number of operations: "all 37 operations", "37 个接口". */
const NUMBER = /(\d+) (?:operations|个接口)/g;
/** The same in `docs/platforms`: "105 operations below `/api/config/` and `/api/core/`". */
const NUMBER_BELOW = /(\d+)\s+operations(?:\s+below\s+(`[^`]+`(?:(?:,|\s+and)\s+`[^`]+`)*))?/g;

/** What the rows of the catalogues of operations lack, and texts that tell another number of rows. */
export function operationProblems(root: string): string[] {
  return cataloguesIn(root).flatMap((platform) => {
    const file = `lib/${platform}/operations.json`;
    // As a file has them: what the check is for is that fields are missing.
    const rows = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Partial<OperationRow>[];
    const groups = groupsOf(root, platform);
    return [
      ...rows.flatMap((row, index) =>
        [...rowProblems(row), ...groups.flatMap((texts) => groupProblems(row, texts))].map(
          (problem) => `${file}, ${row.operation ?? `row ${index + 1}`}: ${problem}`,
        ),
      ),
      ...numberProblems(root, platform, rows.length),
      ...factProblems(root, platform, rows),
    ];
  });
}

/** The platforms that have a catalogue. */
export function cataloguesIn(root: string): string[] {
  const folder = path.join(root, 'lib');
  return readdirSync(folder)
    .filter((platform) => existsSync(path.join(folder, platform, 'operations.json')))
    .sort();
}

function rowProblems(row: Partial<OperationRow>): string[] {
  const { safety, path: address = '', params = [] } = row;
  const inPath = new Set(params.filter((each) => each.in === 'path').map(({ name }) => name));
  return [
    ...(row.operation ? [] : ['`operation` is missing (its name)']),
    ...choiceProblems('safety', safety, SAFETIES),
    ...params.flatMap(({ name, type }) => choiceProblems(`type\` of \`${name}`, type, TYPES)),
    ...[...address.matchAll(/\{([^}]*)\}/g)]
      .filter(([, name = '']) => !inPath.has(name))
      .map(([place, name]) => `\`path\` has ${place}, and no parameter in "path" is named ${name}`),
  ];
}

function choiceProblems(field: string, value: string | undefined, choices: readonly string[]): string[] {
  const list = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
  if (value === undefined) return [`\`${field}\` is missing (${list})`];
  return choices.includes(value) ? [] : [`\`${field}\` is "${value}" (it must be ${list})`];
}

interface GroupTexts {
  file: string;
  texts: ReadonlyMap<string, string>;
}

/** The texts of the request node, in both languages; none where the platform has no such node. */
function groupsOf(root: string, platform: string): GroupTexts[] {
  return languages
    .map((language) => `nodes/${platform}/locales/${language}/${platform}-request.json`)
    .filter((file) => existsSync(path.join(root, file)))
    .map((file) => ({ file, texts: readTexts(path.join(root, file)) }));
}

function groupProblems({ group }: Partial<OperationRow>, { file, texts }: GroupTexts): string[] {
  if (group === undefined) return ['`group` is missing'];
  return texts.has(`groups.${group}`) ? [] : [`the group has no name: groups.${group} is missing in ${file}`];
}

/** Each line of a README that names a node of the platform, and the help of its nodes. */
function numberProblems(root: string, platform: string, number: number): string[] {
  const ofPlatform = (line: string) => line.includes(`\`${platform}-`);
  const readmes = ['README.md', 'README.zh-CN.md'].map((file) => ({
    file,
    text: textOf(root, file).split('\n').filter(ofPlatform).join('\n'),
  }));
  const pages = languages
    .map((language) => `nodes/${platform}/locales/${language}/${platform}-request.html`)
    .map((file) => ({ file, text: textOf(root, file) }));
  return [...readmes, ...pages].flatMap(({ file, text }) =>
    [...text.matchAll(NUMBER)]
      .filter(([, told]) => Number(told) !== number)
      .map(([words]) => `${file}: says "${words}", lib/${platform}/operations.json has ${number}`),
  );
}

/** The page of the platform's facts tells how many operations there are, in all or below some paths. */
function factProblems(root: string, platform: string, rows: readonly Partial<OperationRow>[]): string[] {
  const page = `docs/platforms/${platform}.md`;
  return [...textOf(root, page).matchAll(NUMBER_BELOW)].flatMap(([, told, below = '']) => {
    const paths = [...below.matchAll(/`([^`]+)`/g)].map(([, start = '']) => start);
    const isBelow = (address: string) => paths.some((start) => address.startsWith(start));
    const number = rows.filter(({ path: address = '' }) => paths.length === 0 || isBelow(address)).length;
    const where = paths.length === 0 ? '' : ` below ${paths.join(', ')}`;
    return Number(told) === number
      ? []
      : [`${page}: says "${told} operations${where}", lib/${platform}/operations.json has ${number}`];
  });
}

function textOf(root: string, file: string): string {
  const target = path.join(root, file);
  return existsSync(target) ? readFileSync(target, 'utf8') : '';
}

if (require.main === module) {
  const problems = operationProblems(projectRoot);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
