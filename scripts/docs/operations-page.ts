import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { OperationRow, ParameterRow } from '../../lib/catalogue';
import type { Language } from '../build/node-sources';
import { readTexts } from '../check/catalogue-texts';
import { cataloguesIn } from '../check/operations';

/** What the pages say besides what the catalogues hold. */
const WORDS = {
  'en-US': {
    title: (platform: string) => `Operations: ${platform}`,
    intro: (number: number) =>
      `All ${number} operations of the catalogue, as \`client.request(operation, values)\` and the request node call them.`,
    section: (section: string) => `section ${section} of the platform's document`,
    source: 'source',
    safe: 'reads only',
    change: 'changes something',
    wipes: 'wipes stored data',
    'cuts-off': 'makes the platform unreachable for some time or until somebody goes there',
    head: '| parameter | place | type | needed | meaning |',
    yes: 'yes',
    list: (type: string) => `list of ${type}`,
    bodies: { list: 'The body is a list.', bytes: 'The body is a file.' },
    bytes: 'The answer is a file.',
    paged: (page: string, size: string) => `The list comes in pages: \`${page}\`, \`${size}\`.`,
    fields: 'Fields of the answer',
    entries: 'Fields of each entry of the answer',
    codes: 'Codes',
    separator: ', ',
  },
  'zh-CN': {
    title: (platform: string) => `接口：${platform}`,
    intro: (number: number) =>
      `目录中的全部 ${number} 个接口，可用 \`client.request(operation, values)\` 或请求节点调用。`,
    section: (section: string) => `平台文档 ${section}`,
    source: '来源',
    safe: '只读',
    change: '会产生更改',
    wipes: '会清除已保存的数据',
    'cuts-off': '会使平台在一段时间内无法访问，或需要到现场恢复',
    head: '| 参数 | 位置 | 类型 | 必填 | 含义 |',
    yes: '是',
    list: (type: string) => `${type} 列表`,
    bodies: { list: '请求体是一个列表。', bytes: '请求体是一个文件。' },
    bytes: '应答是一个文件。',
    paged: (page: string, size: string) => `列表分页返回：\`${page}\`、\`${size}\`。`,
    fields: '应答字段',
    entries: '应答中每一项的字段',
    codes: '代码',
    separator: '、',
  },
} as const;

type Words = (typeof WORDS)[Language];

/** The pages of all operations for the site, by file name: one for each platform with a catalogue and each language. */
export function operationsPages(root: string): Record<string, string> {
  const pages = cataloguesIn(root).flatMap((platform) => {
    const file = path.join(root, 'lib', platform, 'operations.json');
    const rows = JSON.parse(readFileSync(file, 'utf8')) as OperationRow[];
    return [
      [`operations-${platform}.md`, page(root, platform, rows, 'en-US')],
      [`operations-${platform}.zh-CN.md`, page(root, platform, rows, 'zh-CN')],
    ];
  });
  return Object.fromEntries(pages) as Record<string, string>;
}

function page(root: string, platform: string, rows: readonly OperationRow[], language: Language): string {
  const words = WORDS[language];
  const texts = groupTexts(root, platform, language);
  const groups = [...new Set(rows.map(({ group }) => group))];
  const sections = groups.map((group) => {
    const operations = rows.filter((row) => row.group === group).map((row) => operation(row, language));
    return `## ${plain(texts.get(`groups.${group}`) ?? group)}\n\n${operations.join('\n')}`;
  });
  const title = words.title(platform);
  return [`---\ntitle: "${title}"\n---\n\n# ${title}\n\n${words.intro(rows.length)}\n`, ...sections].join(
    '\n',
  );
}

/** What the request node calls the groups; a platform without such a node has groups without names. */
function groupTexts(root: string, platform: string, language: Language): ReadonlyMap<string, string> {
  const file = path.join(root, 'nodes', platform, 'locales', language, `${platform}-request.json`);
  return existsSync(file) ? readTexts(file) : new Map();
}

function operation(row: OperationRow, language: Language): string {
  const words = WORDS[language];
  const isEnglish = language === 'en-US';
  const notes = (isEnglish ? row.notes : row.notesZh) ?? [];
  const remarks = [
    ...(row.body === 'list' || row.body === 'bytes' ? [words.bodies[row.body]] : []),
    ...(row.paging ? [words.paged(row.paging.page, row.paging.size)] : []),
    ...(row.answer === 'bytes' ? [words.bytes] : []),
    ...notes.map(plain),
  ];
  return [
    `### ${row.operation}\n`,
    `${plain(isEnglish ? row.titleEn : row.titleZh)}\n`,
    `\`${row.method} ${row.path}\`: ${facts(row, words).join(words.separator)}\n`,
    ...(row.params.length > 0 ? [parameters(row.params, language)] : []),
    ...(remarks.length > 0 ? [`${remarks.map((remark) => `- ${remark}`).join('\n')}\n`] : []),
    ...answer(row, words),
  ].join('\n');
}

function facts({ safety, danger, section, source }: OperationRow, words: Words): string[] {
  return [
    words[safety],
    ...(danger ? [words[danger]] : []),
    ...(section ? [words.section(section)] : []),
    ...(source ? [`[${words.source}](${source})`] : []),
  ];
}

function parameters(params: readonly ParameterRow[], language: Language): string {
  const words = WORDS[language];
  const rows = params.map(({ name, in: place, type, list, required, description, descriptionZh }) => {
    const meaning = (language === 'en-US' ? description : descriptionZh) ?? '';
    const cells = [
      `\`${name}\``,
      place,
      list ? words.list(type) : type,
      required ? words.yes : '',
      plain(meaning),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [words.head, '|---|---|---|---|---|', ...rows, ''].join('\n');
}

function answer({ answerFields = [], answerList, errors = {} }: OperationRow, words: Words): string[] {
  const fields = answerFields.map(({ name, type }) => `\`${name}\` (${plain(type)})`).join(words.separator);
  const codes = Object.entries(errors).map(([code, meaning]) => `${code} (${plain(meaning)})`);
  return [
    ...(fields === '' ? [] : [`${answerList ? words.entries : words.fields}: ${fields}\n`]),
    ...(codes.length === 0 ? [] : [`${words.codes}: ${codes.join(words.separator)}\n`]),
  ];
}

/** Text of the catalogue, of which nothing is read as Markdown or HTML. */
function plain(text: string): string {
  return text.replace(/[\\|<>*_`[\]$]/g, '\\$&');
}
