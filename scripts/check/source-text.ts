/** What a TypeScript file says besides what it does. */
export interface SourceText {
  /** Comments without their marks, each on one line; line comments that follow each other are one. */
  readonly comments: readonly string[];
  /** Names of suites and tests. */
  readonly testNames: readonly string[];
  readonly identifiers: ReadonlySet<string>;
  /** Regular expressions, as they are written. */
  readonly patterns: readonly string[];
}

/**
 * Comments, texts, regular expressions and identifiers. A template's values may hold templates and objects; texts and
 * regular expressions are matched so that nothing in them is taken for a comment.
 */
const TOKEN =
  /(?<block>\/\*[\s\S]*?\*\/)|(?<lines>\/\/[^\n]*(?:\n[ \t]*\/\/[^\n]*)*)|(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<template>`(?:[^`\\$]|\\[\s\S]|\$(?!\{)|\$\{(?:[^`{}]|`[^`]*`|\{[^{}]*\})*\})*`)|(?<pattern>(?<=(?:[(=>,:?&|![;{}]|return|^)\s*)\/(?![/*])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*)|(?<identifier>[\p{ID_Start}_$][\p{ID_Continue}$]*)/gu;
const VALUE = /\$\{((?:[^`{}]|`[^`]*`|\{[^{}]*\})*)\}/;
const NAME_FOLLOWS = /\b(?:describe|it)(?:\.only|\.skip)?\(\s*$/;

export function readSource(source: string): SourceText {
  const comments: string[] = [];
  const testNames: string[] = [];
  const identifiers = new Set<string>();
  const patterns: string[] = [];
  for (const { groups = {}, index } of source.matchAll(TOKEN)) {
    const { block, lines, text, template, identifier, pattern } = groups;
    const literal = text ?? template;
    if (block !== undefined) comments.push(onOneLine(block.slice(2, -2).replace(/^[ \t]*\*/gm, '')));
    else if (lines !== undefined) comments.push(onOneLine(lines.replace(/^[ \t]*\/\//gm, '')));
    else if (identifier !== undefined) identifiers.add(identifier);
    else if (pattern !== undefined) patterns.push(pattern);
    else if (literal !== undefined && NAME_FOLLOWS.test(source.slice(Math.max(0, index - 40), index))) {
      testNames.push(literal.slice(1, -1).replace(/\\(.)/g, '$1'));
    }
    if (template === undefined) continue;
    // Splitting by a pattern with a group gives texts and values in turn.
    const values = template.split(VALUE).filter((_piece, place) => place % 2 === 1);
    for (const value of values) {
      const inner = readSource(value);
      for (const name of inner.identifiers) identifiers.add(name);
      patterns.push(...inner.patterns);
    }
  }
  return { comments, testNames, identifiers, patterns };
}

function onOneLine(text: string): string {
  return text.replace(/^\*/, '').replace(/\s+/g, ' ').trim();
}
