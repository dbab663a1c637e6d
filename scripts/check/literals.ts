import { transformSync } from 'esbuild';

/** A text in a script; of a template, `parts` are what stands around the values. */
export interface Literal {
  readonly parts: readonly string[];
  /** The end of what stands before it. */
  readonly before: string;
}

/** A template's values may hold templates and objects; a regular expression is matched to be passed over. */
const TEXT_OR_PATTERN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\[\s\S]|\$(?!\{)|\$\{(?:[^`{}]|`[^`]*`|\{[^{}]*\})*\})*`|(?<=[(=>,:?&|![;]\s*|return )\/(?![/*])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g;
const VALUE = /\$\{((?:[^`{}]|`[^`]*`|\{[^{}]*\})*)\}/;

/** TypeScript as JavaScript in a uniform form, without types and almost without comments. */
export function plainScript(source: string): string {
  return transformSync(source, { loader: 'ts', charset: 'utf8', legalComments: 'none' }).code;
}

/** All texts in a script of that shape. */
export function literalsIn(script: string): Literal[] {
  const bare = script.replace(/^\s*\/\/.*$/gm, '').replace(/\/\*\*?\s[\s\S]*?\*\//g, '');
  return [...bare.matchAll(TEXT_OR_PATTERN)].flatMap(({ 0: text, index }) => {
    if (text.startsWith('/')) return [];
    const inner = text.slice(1, -1);
    const before = bare.slice(Math.max(0, index - 80), index);
    if (!text.startsWith('`')) return [{ parts: [inner.replace(/\\(.)/g, '$1')], before }];
    // Splitting by a pattern with a group gives texts and values in turn.
    const pieces = inner.split(VALUE);
    const values = pieces.filter((_piece, place) => place % 2 === 1);
    return [
      { parts: pieces.filter((_piece, place) => place % 2 === 0), before },
      ...values.flatMap((value) => literalsIn(value)),
    ];
  });
}
