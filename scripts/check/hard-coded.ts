import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { formOf } from '../build/node-pages';
import type { NodeSources } from '../build/node-sources';
import { literalsIn, plainScript } from './literals';
import { hasChinese } from './words';

/** Where a script gives the user something to read. */
const SHOWN =
  /(\.(text|html|append|prepend|notify)\(|\b(title|label|placeholder|text|message)["']?[:,]|\battr\("(title|placeholder|alt|aria-label)",)\s*$/;
/** Texts that only developers see, names of events and of classes. */
const UNSEEN = /(new \w*Error\(|\.(on|one|off|trigger|\w+Class)\()\s*$/;
const LOOKS = new Set(['good', 'busy', 'partly', 'bad']);

/** Texts for the user that stand in forms, editor scripts and statuses instead of in the catalogues. */
export function hardCodedTexts(root: string, nodes: readonly NodeSources[]): string[] {
  const folder = path.join(root, 'nodes');
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return [
    ...nodes.flatMap((node) =>
      textsInForm(formOf(root, node)).map((text) => `${path.relative(root, node.form)}: ${text}`),
    ),
    ...scripts.flatMap((file) => {
      const script = plainScript(readFileSync(path.join(folder, file), 'utf8'));
      const isEditorCode = file.endsWith('.editor.ts') || /^[^/\\]+[/\\]editor[/\\]/.test(file);
      const texts = isEditorCode
        ? textsInEditorScript(script)
        : [...statusTexts(script), ...logTexts(script)];
      return texts.map((text) => `${path.join('nodes', file)}: ${text}`);
    }),
  ].map((problem) => `${problem} belongs into the catalogues`);
}

/** Everything between tags, and attributes that are shown; an example of an address needs no translation. */
function textsInForm(form: string): string[] {
  const attributes = [...form.matchAll(/\s(?:placeholder|title|alt|aria-label)="([^"]*)"/g)]
    .map(([, text = '']) => text)
    .filter((text) => !/^\w+:\/\/\S+$/.test(text));
  return [...attributes, ...form.replace(/<!--[\s\S]*?-->/g, '').split(/<[^>]*>/)].flatMap(quoted);
}

function quoted(text: string): string[] {
  return /\p{L}{2}|\p{Script=Han}/u.test(text) ? [JSON.stringify(text.trim().replace(/\s+/g, ' '))] : [];
}

function textsInEditorScript(script: string): string[] {
  return literalsIn(script).flatMap(({ parts, before }) => {
    if (UNSEEN.test(before)) return [];
    const text = parts.join(' … ').replace(/<[^>]*>/g, ' ');
    const isShown = SHOWN.test(before) && /\p{L}{2}/u.test(text) && !isKey(parts);
    return isShown || hasChinese(text) || isProse(text) ? quoted(text) : [];
  });
}

function isKey(parts: readonly string[]): boolean {
  return /^[a-zA-Z]+(\.[\w-]*)+$/.test(parts[0] ?? '');
}

/** Two words in a row that are neither a selector nor the name of a class. */
function isProse(text: string): boolean {
  return /(^|\s)\p{L}{2,}[,.]?\s+\p{Ll}+(\s|$)/u.test(text) && !/^(fa |[#.[*]|http proxy$)/.test(text);
}

/** Lines of the log are whole texts: a key in them would tell nobody anything. */
function logTexts(script: string): string[] {
  return script.match(/\b(?:this|node)\.(?:log|warn|trace|debug)\((?!RED\._\()[^;]*/g) ?? [];
}

/** Statuses are keys, or texts without words. */
function statusTexts(script: string): string[] {
  const calls = script.match(/\.(showText|status)\([^;]*/g) ?? [];
  return calls
    .flatMap((call) => literalsIn(call))
    .filter(({ parts }) => !isKey(parts) && !LOOKS.has(parts[0] ?? ''))
    .flatMap(({ parts }) => quoted(parts.join(' … ')));
}
