import { type AddressKind, readAddress } from '../../../lib/settings/address';
import { listedIn } from '../../../lib/settings/text-list';
import type { Translate } from './editor-api';
import type { Check } from './properties';

/** Ids separated by commas. */
const idText: Check = (text, translate) => listedIn(text).length > 0 || translate('validation.noIds');

/** A JSON list of ids, or one id; the text is known to be JSON. */
const idJson: Check = (text, translate) => {
  const value: unknown = JSON.parse(text);
  const ids = Array.isArray(value) ? value : [value];
  if (!ids.every(isId)) return translate('validation.idListJson');
  return ids.length > 0 || translate('validation.noIds');
};

/** What a list of ids must look like, by the kind of its typed input. */
export const idListChecks = { str: idText, json: idJson };

/**
 * What fields by name must look like: a JSON object.
 * @param reason key of the text that says so
 */
export function objectCheck(reason: string): { json: Check } {
  return { json: (text, translate) => isObject(JSON.parse(text)) || translate(reason) };
}

/** What an address must look like, by the rule that the nodes have. */
export function addressCheck(text: string, kind: AddressKind, translate: Translate): true | string {
  const read = readAddress(text, kind);
  if ('address' in read) return true;
  const schemes = kind.schemes.map((scheme) => `${scheme}://`).join(', ');
  return translate(`validation.address.${read.fault}`, { schemes });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): boolean {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
}
