import { readFileSync } from 'node:fs';
import { formOf, helpOf } from '../build/node-pages';
import type { Language, NodeSources } from '../build/node-sources';
import { readTexts, type Texts } from './catalogue-texts';
import { plainScript } from './literals';
import { readsAsChinese, readsAsEnglish } from './words';

const HEADINGS: Record<
  Language,
  Record<'Inputs' | 'Properties' | 'Outputs' | 'Details' | 'References', string>
> = {
  'en-US': {
    Inputs: 'Inputs',
    Properties: 'Properties',
    Outputs: 'Outputs',
    Details: 'Details',
    References: 'References',
  },
  'zh-CN': { Inputs: '输入', Properties: '属性', Outputs: '输出', Details: '详细', References: '参考' },
};

/** Labels of properties whose fields the shared scripts build. */
const BUILT_FIELDS: Readonly<Record<string, string>> = {
  operation: 'operation.label',
  values: 'operation.parameters',
  params: 'operation.moreParams',
  paging: 'operation.paging',
  allowChanges: 'operation.allowChanges',
};

/** Properties that no user sets. */
const HIDDEN = new Set(['version', 'outputs', 'chosenNames']);

/**
 * What is wrong with a node's help: a heading that is missing, a property that it does not explain under the label
 * that the dialog gives it, text in another language, or a page that tells other things than its translation.
 */
export function helpProblems(root: string, node: NodeSources): string[] {
  const editor = plainScript(readFileSync(node.editor, 'utf8'));
  const form = formOf(root, node);
  const pages = node.locales.map((locale) => {
    const { language } = locale;
    const page = helpOf(root, locale, node.type);
    const shared = readTexts(`${root}/nodes/shared/locales/${language}.json`);
    const texts = new Map([...shared, ...readTexts(locale.texts)]);
    const [, properties = ''] = page.split(`<h3>${HEADINGS[language].Properties}</h3>`);
    const problems = [
      ...headingProblems(page, neededHeadings(editor, HEADINGS[language])),
      ...propertiesOf(editor).flatMap((property) => propertyProblem(properties, property, form, texts)),
      ...foreignTexts(page, language).map((text) => `not translated: ${text}`),
    ];
    return { language, page, problems };
  });
  const [english, chinese] = pages.map(({ page }) => page);
  return [
    ...pages.flatMap(({ language, problems }) =>
      problems.map((problem) => `help of ${node.type} in ${language}: ${problem}`),
    ),
    ...differences(english ?? '', chinese ?? '').map((problem) => `help of ${node.type}: ${problem}`),
  ];
}

function neededHeadings(editor: string, words: (typeof HEADINGS)[Language]): string[] {
  const has = (ports: string) => new RegExp(`\\b${ports}: [1-9]`).test(editor);
  return [
    ...(has('inputs') ? [words.Inputs] : []),
    words.Properties,
    ...(has('outputs') ? [words.Outputs] : []),
    words.Details,
    words.References,
  ];
}

function headingProblems(page: string, needed: readonly string[]): string[] {
  const found = [...page.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, heading]) => heading ?? '');
  if (found.join() !== needed.join()) return [`has the headings ${found.join()} instead of ${needed.join()}`];
  const references = page.slice(page.lastIndexOf('<h3>'));
  return /<li>\s*\S/.test(references) ? [] : ['names no document under the last heading'];
}

/** Names in `defaults` and `credentials` that users set; the kind of a typed value belongs to the value. */
function propertiesOf(editor: string): string[] {
  const names = ['defaults', 'credentials'].flatMap((group) => {
    const [, body = ''] = new RegExp(`^  ${group}: \\{\\n([\\s\\S]*?)^  \\}`, 'm').exec(editor) ?? [];
    return [...body.matchAll(/^ {4}(\w+)(?=:|,|$)/gm)].map(([, name]) => name ?? '');
  });
  const isKind = (name: string) => name.endsWith('Type') && names.includes(name.slice(0, -'Type'.length));
  return names.filter((name) => !HIDDEN.has(name) && !isKind(name));
}

/**
 * A property is explained under the label of its field, up to its first colon or comma; one without a field of its
 * own under its name.
 */
function propertyProblem(section: string, property: string, form: string, texts: Texts): string[] {
  const [label = ''] = (labelOf(property, form, texts) ?? property).split(/[:：,，]/);
  const terms = [
    ...(section.split('<h3>')[0] ?? '').matchAll(/<dt\b[^>]*>([\s\S]*?)(?:<span|<\/dt>)/g),
  ].flatMap(([, term = '']) => plainText(term).split(/\s*[,、]\s*/));
  return terms.includes(label) ? [] : [`does not explain ${property} under "${label}"`];
}

function labelOf(property: string, form: string, texts: Texts): string | undefined {
  const labels = [
    ...form.matchAll(/<label\b[^>]*for="node-(?:config-)?input-(\w+)"[^>]*>([\s\S]*?)<\/label>/g),
  ];
  const inner = labels.filter(([, name]) => name === property).map(([, , html]) => html ?? '');
  const [key = BUILT_FIELDS[property]] = inner.flatMap(
    (html) => /data-i18n="([\w.]+)"/.exec(html)?.[1] ?? [],
  );
  return key === undefined ? undefined : texts.get(key);
}

function foreignTexts(page: string, language: Language): string[] {
  const isRight = language === 'zh-CN' ? readsAsChinese : readsAsEnglish;
  const prose = page.replace(/<(code|pre)\b[\s\S]*?<\/\1>/g, ' ').replace(/<dt\b[\s\S]*?<\/dt>/g, '');
  return [...prose.matchAll(/<(p|dd|li|h3|td|th)\b[^>]*>([\s\S]*?)(?=<\/\1>|<ul>|<li>|<p>)/g)]
    .map(([, , html]) => plainText(html ?? ''))
    .filter((text) => !isRight(text));
}

/** Both pages have the same parts and show the same code. */
function differences(english: string, chinese: string): string[] {
  const parts = ['dt', 'dd', 'tr', 'pre'].flatMap((tag) => {
    const [inEnglish, inChinese] = [english, chinese].map((page) => page.split(`<${tag}`).length - 1);
    return inEnglish === inChinese ? [] : [`${inEnglish} <${tag}> in English, ${inChinese} in Chinese`];
  });
  const [inEnglish, inChinese] = [codesIn(english), codesIn(chinese)];
  return [
    ...parts,
    ...[...inEnglish].filter((code) => !inChinese.has(code)).map((code) => `only English has ${code}`),
    ...[...inChinese].filter((code) => !inEnglish.has(code)).map((code) => `only Chinese has ${code}`),
  ];
}

function codesIn(page: string): Set<string> {
  return new Set([...page.matchAll(/<code>([\s\S]*?)<\/code>/g)].map(([, code]) => plainText(code ?? '')));
}

function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
