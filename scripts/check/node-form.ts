import { readFileSync } from 'node:fs';
import { Fragments } from '../build/fragments';
import type { NodeSources } from '../build/node-sources';

/** A node's form as the editor gets it: with the rows in it that several forms share. */
export function formOf(root: string, { form, type }: NodeSources): string {
  return new Fragments(root).fillIn(readFileSync(form, 'utf8'), type);
}
