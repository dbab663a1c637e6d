import path from 'node:path';
import type { TSchema } from '@sinclair/typebox';

const SCHEMA_VERSION = 'https://json-schema.org/draft/2020-12/schema';
const PLACE = 'https://github.com/shopfloor/node-red-platforms/schemas';

/** JSON Schema files, by their place in the output folder: `schemas/mgm/organization.json` for `mgm/organization`. */
export function schemaFiles(schemas: Readonly<Record<string, TSchema>>): Record<string, string> {
  const files = Object.entries(schemas).map(([type, schema]) => {
    const { title, $id: _own, ...rest } = plain(schema) as Record<string, unknown>;
    const head = { $schema: SCHEMA_VERSION, $id: `${PLACE}/${type}.json`, title: type, description: title };
    return [path.join('schemas', `${type}.json`), `${JSON.stringify({ ...head, ...rest }, null, 2)}\n`];
  });
  return Object.fromEntries(files) as Record<string, string>;
}

/** Without what only TypeBox knows: bytes are an object in JSON Schema. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  if ((schema as TSchema)['type'] === 'Uint8Array') return { type: 'object', description: 'bytes, a Buffer' };
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, plain(value)]));
}
