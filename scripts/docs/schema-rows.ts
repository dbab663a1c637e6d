import type { TSchema } from '@sinclair/typebox';

/** One row of a message's table. */
export interface SchemaRow {
  /** Path below the payload, such as `spindles.{name}.load`; empty for the payload itself. */
  readonly path: string;
  readonly kind: string;
  readonly isOptional: boolean;
  readonly description: string;
}

/** The fields of a schema down to the last level, in its own order. */
export function schemaRows(schema: TSchema, path = '', isOptional = false): SchemaRow[] {
  const row = { path, kind: kindOf(schema), isOptional, description: descriptionOf(schema) };
  return [...(path === '' && row.description === '' ? [] : [row]), ...childRows(schema, path)];
}

function childRows(schema: TSchema, path: string): SchemaRow[] {
  const properties = schema['properties'] as Record<string, TSchema> | undefined;
  if (properties) {
    const required = new Set(schema['required'] as string[] | undefined);
    return Object.entries(properties).flatMap(([name, child]) =>
      schemaRows(child, join(path, name), !required.has(name)),
    );
  }
  const patterns = schema['patternProperties'] as Record<string, TSchema> | undefined;
  if (patterns) return Object.values(patterns).flatMap((child) => innerRows(child, join(path, '{name}')));
  const items = schema['items'] as TSchema | undefined;
  if (items) return innerRows(items, `${path}[]`);
  return variants(schema).flatMap((child) => childRows(child, path));
}

/** An entry of a list or a record is worth a row only where it has something to say of itself. */
function innerRows(schema: TSchema, path: string): SchemaRow[] {
  return descriptionOf(schema) === '' ? childRows(schema, path) : schemaRows(schema, path);
}

/** What may be `null` too is described where it is not. */
function descriptionOf(schema: TSchema): string {
  const alternatives = variants(schema);
  const inner = alternatives.some(({ type }) => type === 'null') ? alternatives : [];
  return [schema, ...inner].find(({ description }) => description !== undefined)?.description ?? '';
}

function kindOf(schema: TSchema): string {
  if (schema['const'] !== undefined) return `\`${JSON.stringify(schema['const'])}\``;
  if (schema['$ref'] !== undefined) return 'the same again';
  const alternatives = variants(schema);
  if (alternatives.length > 0) return [...new Set(alternatives.map(kindOf))].join(' or ');
  if (schema['items'] !== undefined) return `array of ${kindOf(schema['items'] as TSchema)}`;
  return String(schema['type'] ?? 'any value');
}

function variants(schema: TSchema): TSchema[] {
  return (schema['anyOf'] as TSchema[] | undefined) ?? [];
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
