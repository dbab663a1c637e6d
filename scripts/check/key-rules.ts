import path from 'node:path';
import { formOf } from '../build/node-pages';
import { languages, type NodeSources } from '../build/node-sources';
import { placesIn, readTexts, type Texts } from './catalogue-texts';
import { literalsIn } from './literals';
import { nodeScripts } from './node-scripts';
import { readsAsChinese, readsAsEnglish } from './words';

/** A use of texts: the keys that it may mean, and how it is written. */
interface Use {
  readonly pattern: RegExp;
  readonly written: string;
}

/**
 * What is wrong with the catalogues of labels, statuses and errors: a key that one language lacks, that nobody uses
 * or that is used and does not exist; other values to put in; a text that is not translated.
 */
export async function keyProblems(root: string, nodes: readonly NodeSources[]): Promise<string[]> {
  const [english, chinese] = languages;
  const sharedFile = (language: string) => path.join(root, 'nodes', 'shared', 'locales', `${language}.json`);
  const shared = readTexts(sharedFile(english));
  const problems = pairProblems('shared', shared, readTexts(sharedFile(chinese)));
  const scripts = await nodeScripts(root, nodes);
  const sharedUses: Use[] = [];
  const areas = new Set(
    [shared, ...nodes.map((node) => ownTexts(node, english))].flatMap((texts) =>
      [...texts.keys()].map((key) => key.split('.')[0] ?? ''),
    ),
  );

  for (const node of nodes) {
    const own = ownTexts(node, english);
    problems.push(...pairProblems(node.type, own, ownTexts(node, chinese)));
    const uses = [
      ...usesInForm(formOf(root, node)),
      ...usesInScript(withoutEditorsOwn(scripts.editor.get(node.type) ?? ''), areas),
      ...usesInScript(scripts.runtime.get(node.type) ?? '', areas),
    ];
    const keys = [...own.keys(), ...shared.keys()];
    for (const { pattern, written } of uses) {
      if (!keys.some((key) => pattern.test(key)))
        problems.push(`${node.type}: there is no text "${written}"`);
    }
    problems.push(...unused(node.type, own, uses));
    sharedUses.push(...uses);
  }
  return [...problems, ...unused('shared', shared, sharedUses)];
}

function ownTexts(node: NodeSources, language: string): Texts {
  return readTexts(node.locales.find((locale) => locale.language === language)?.texts ?? '');
}

function pairProblems(owner: string, english: Texts, chinese: Texts): string[] {
  const [en, zh] = languages;
  const problems: string[] = [];
  for (const key of new Set([...english.keys(), ...chinese.keys()])) {
    const [text, translated] = [english.get(key), chinese.get(key)];
    if (text === undefined || translated === undefined) {
      problems.push(`${owner}: "${key}" is missing in ${text === undefined ? en : zh}`);
      continue;
    }
    if (!readsAsEnglish(text)) problems.push(`${owner}: "${key}" is not English in ${en}: ${text}`);
    if (!readsAsChinese(translated))
      problems.push(`${owner}: "${key}" is not Chinese in ${zh}: ${translated}`);
    if (String(placesIn(text)) !== String(placesIn(translated))) {
      problems.push(`${owner}: "${key}" has other places for values in ${zh} than in ${en}`);
    }
  }
  return problems;
}

function unused(owner: string, texts: Texts, uses: readonly Use[]): string[] {
  return [...texts.keys()]
    .filter((key) => !uses.some(({ pattern }) => pattern.test(key)))
    .map((key) => `${owner}: nothing uses "${key}"`);
}

/** Keys in `data-i18n`: `key`, or `[attribute]key`, several with `;` between them. */
function usesInForm(form: string): Use[] {
  return [...form.matchAll(/data-i18n="([^"]*)"/g)]
    .flatMap(([, keys = '']) => keys.split(';'))
    .map((key) => useOf([key.replace(/^\[[^\]]*\]/, '')]));
}

/** In the editor, `RED._` gives texts of Node-RED's own catalogue. */
function withoutEditorsOwn(script: string): string {
  return script.replace(/\bRED\._\("[^"]*"/g, '');
}

/** Texts that look like keys, and the second argument of a status's `show`, which leaves `status.` out. */
function usesInScript(script: string, areas: ReadonlySet<string>): Use[] {
  const isKey = ([start = '']: readonly string[]) =>
    /^[a-zA-Z]+\.[\w.-]*$/.test(start) && areas.has(start.split('.')[0] ?? '');
  return literalsIn(script).flatMap(({ parts, before }) => {
    if (/\.show\("\w+",\s*$/.test(before)) return [useOf([`status.${parts[0]}`, ...parts.slice(1)])];
    return isKey(parts) ? [useOf(parts)] : [];
  });
}

function useOf(parts: readonly string[]): Use {
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { pattern: new RegExp(`^${escaped.join('.+')}$`), written: parts.join('…') };
}
