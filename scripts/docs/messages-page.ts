import type { TSchema } from '@sinclair/typebox';
import { schemaRows } from './schema-rows';

const HEAD = `# Messages

Every message that a node of this package sends carries \`msg.type\`, which says what \`msg.payload\` is. This page is made
from the schemas that the nodes themselves check with (\`npm run docs:pages\`); as JSON Schema they are at
\`@shopfloor/node-red-platforms/schemas/*.json\`, as TypeScript types in the SDK.

Answers to single operations (\`bivrost/<operation>\`, \`oms/<operation>\`, \`quectel/<operation>\`) are the platform's data
without the envelope; the dialog of the request node and its catalogue tell the fields. \`mgm/raw\` is the platform's own
object.
`;

/** The page `docs/messages.md`. */
export function messagesPage(schemas: Readonly<Record<string, TSchema>>): string {
  const sections = Object.entries(schemas).map(([type, schema]) => section(type, schema));
  return [HEAD, ...sections].join('\n');
}

function section(type: string, schema: TSchema): string {
  const rows = schemaRows(schema).map(({ path, kind, isOptional, description }) => {
    const name = path === '' ? '(payload)' : `\`${path}\`${isOptional ? ' ?' : ''}`;
    return `| ${name} | ${cell(kind)} | ${cell(description)} |`;
  });
  const title = schema['title'] === undefined ? [] : [String(schema['title']), ''];
  const table = rows.length === 0 ? ['Any value.'] : ['| field | type | what |', '|---|---|---|', ...rows];
  return [`## ${type}`, '', ...title, ...table, ''].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
