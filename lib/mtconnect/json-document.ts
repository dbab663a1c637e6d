import type { XmlElement } from './xml-element';

/** Elements of which there is one below their parent; all others are lists by their name. */
const SINGLE = new Set([
  'Header',
  'Devices',
  'Streams',
  'Assets',
  'Errors',
  'Description',
  'Constraints',
  'DataItems',
  'Components',
  'Samples',
  'Events',
  'Condition',
]);

/** Attributes whose values are numbers. */
const NUMBERS = new Set([
  'sequence',
  'instanceId',
  'bufferSize',
  'firstSequence',
  'lastSequence',
  'nextSequence',
  'assetBufferSize',
  'assetCount',
  'count',
]);

type Json = string | number | { [name: string]: Json } | Json[];

/**
 * A document as JSON, in the second form of the reference agent: elements below one another are objects, those that
 * repeat are lists by their name, attributes are properties, text is `value`.
 * @param root its first element
 * @param version of the standard, for its readers
 */
export function jsonDocument(root: XmlElement, version: string): string {
  const { name, attributes = {} } = root;
  const { xmlns: _, ...rest } = attributes;
  const body = objectOf({ ...root, attributes: rest });
  return JSON.stringify({ [name]: { jsonVersion: 2, schemaVersion: version, ...body } });
}

function objectOf({ attributes = {}, content = '' }: XmlElement): { [name: string]: Json } {
  const object: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) object[name] = NUMBERS.has(name) ? Number(value) : String(value);
  }
  if (typeof content !== 'object') {
    if (content !== '') object['value'] = content;
    return object;
  }
  for (const child of content) {
    const known = object[child.name];
    if (SINGLE.has(child.name)) object[child.name] = objectOf(child);
    else if (Array.isArray(known)) known.push(objectOf(child));
    else object[child.name] = [objectOf(child)];
  }
  return object;
}
