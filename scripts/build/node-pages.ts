import { readFileSync } from 'node:fs';
import { Fragments } from './fragments';
import type { NodeLocale, NodeSources } from './node-sources';

/** A node's form as the editor gets it: with the rows in it that several forms share. */
export function formOf(root: string, { form, type }: NodeSources): string {
  return Fragments.ofForms(root).fillIn(readFileSync(form, 'utf8'), type);
}

/** A node's help as the editor gets it: with the parts in it that several pages share. */
export function helpOf(root: string, { language, help }: NodeLocale, type: string): string {
  return Fragments.ofHelp(root, language).fillIn(readFileSync(help, 'utf8'), type);
}
