import path from 'node:path';
import { bivrostCatalogue, isOpen } from '../../lib/bivrost/catalogue';
import type { Catalogue, OperationRow, ParameterRow } from '../../lib/catalogue';
import { mgmCatalogue } from '../../lib/mgm/catalogue';
import { omsCatalogue } from '../../lib/oms/catalogue';
import { JSON_TEXTS } from '../../lib/quectel/answers';
import { quectelCatalogue } from '../../lib/quectel/catalogue';
import { cataloguesIn } from '../check/operations';
import { answerTree, typeOfAnswer } from './answer-types';

/** How the types of a platform's operations are made. */
interface PlatformTypes {
  /** Of the map of all operations, `OmsOperations`. */
  name: string;
  catalogue: Catalogue;
  isOpen(row: OperationRow): boolean;
  /** The answer's data where the catalogue does not say it by `answerFields`. */
  answers: Readonly<Record<string, string>>;
  /** Where an operation's data are in what `answerFields` describes. */
  dataPath: string;
  /** The documents write the fields of an object flat behind it. */
  isFlat: boolean;
  /** Parameters that the client makes of values, or knows by itself. */
  wider: Readonly<Record<string, Readonly<Record<string, string>>>>;
  filledIn(row: OperationRow): boolean;
}

const usual = {
  isOpen: () => false,
  answers: {},
  dataPath: '',
  isFlat: false,
  wider: {},
  filledIn: () => false,
};
const downlinkData = { data: 'string | object' };

const PLATFORMS: Readonly<Record<string, PlatformTypes>> = {
  mgm: { ...usual, name: 'MgmOperations', catalogue: mgmCatalogue },
  oms: {
    ...usual,
    name: 'OmsOperations',
    catalogue: omsCatalogue,
    isOpen: () => true,
    answers: { 'auth/token': '{ expiresAt?: string }' },
  },
  bivrost: {
    ...usual,
    name: 'BivrostOperations',
    catalogue: bivrostCatalogue,
    isOpen,
    isFlat: true,
    answers: { 'auth/login': '{ expiresAt: string }' },
  },
  quectel: {
    ...usual,
    name: 'QuectelOperations',
    catalogue: quectelCatalogue,
    answers: {
      accessKeyLogin: '{ token_type?: string; expires_in?: number; scope?: string }',
      refreshToken: '{ token_type?: string; expires_in?: number; scope?: string }',
    },
    dataPath: 'data',
    wider: {
      deviceReadData: downlinkData,
      deviceWriteData: downlinkData,
      deviceSendServiceData: downlinkData,
      deviceSendRawData: { data: 'string | Buffer' },
    },
    filledIn: ({ group }) => group === 'token',
  },
};

const HEAD = `// Made from the catalogue by \`npm run docs:pages\`: a change belongs into operations.json.
`;

/** Catalogues of which no types are made, a line each. */
export function unlistedCatalogues(root: string): string[] {
  return cataloguesIn(root)
    .filter((platform) => !(platform in PLATFORMS))
    .map((platform) => `lib/${platform}/operations.json is not in scripts/docs/operation-types.ts`);
}

/** The files with the types of all operations, by their place in the repository. */
export function operationTypes(): Record<string, string> {
  const files = Object.entries(PLATFORMS).map(([platform, types]) => [
    path.join('lib', platform, 'operations.types.ts'),
    `${HEAD}\n/** What each operation takes and answers. */\nexport interface ${types.name} {\n${types.catalogue.rows
      .map((row) => operationType(types, row))
      .join('')}}\n`,
  ]);
  return Object.fromEntries(files) as Record<string, string>;
}

function operationType(types: PlatformTypes, row: OperationRow): string {
  const body = bodyType(row);
  const tree = answerTree(row, { jsonTexts: JSON_TEXTS[row.operation] ?? [], isFlat: types.isFlat });
  const answer = types.answers[row.operation] ?? typeOfAnswer(row, tree, types.dataPath);
  const items = row.paging?.items;
  const entry = row.paging && (items ? (tree.at(`${items}[]`)?.type() ?? 'unknown') : 'unknown');
  return [
    comment('  ', docOf(row)),
    `  ${JSON.stringify(row.operation)}: {\n`,
    `    parameters: ${parametersType(types, row)};\n`,
    body === undefined ? '' : `    body: ${body};\n`,
    `    answer: ${answer};\n`,
    entry === undefined ? '' : `    entry: ${entry};\n`,
    '  };\n',
  ].join('');
}

function docOf({ titleEn, section, safety, danger, notes = [] }: OperationRow): string[] {
  const effect = safety === 'safe' ? [] : ['Changes something: it is never sent twice.'];
  const harm =
    danger === 'wipes'
      ? ['Wipes what is stored.']
      : danger === 'cuts-off'
        ? ['May leave the platform out of reach.']
        : [];
  return [`${titleEn}${section === undefined ? '' : ` (${section})`}.`, ...effect, ...harm, ...notes];
}

function parametersType(types: PlatformTypes, row: OperationRow): string {
  const named = row.params.filter(({ name }) => !name.includes('[]') && !name.includes('.'));
  const open = types.isOpen(row) ? ['      [unlisted: string]: unknown;\n'] : [];
  const fields = named.map((parameter) => {
    const wider = types.wider[row.operation]?.[parameter.name];
    const isRequired = parameter.required && !types.filledIn(row);
    return field(
      parameter.name,
      { ...parameter, required: isRequired },
      wider ?? valueType(row, parameter),
      '      ',
    );
  });
  const lines = [...fields, ...open];
  return lines.length === 0 ? '{ [none: string]: never }' : `{\n${lines.join('')}    }`;
}

/** A body can say null; an address cannot. */
function field(
  name: string,
  { description, required, in: place }: ParameterRow,
  type: string,
  indent: string,
): string {
  const optional = place === 'body' ? `${type} | null | undefined` : `${type} | undefined`;
  const doc = description === undefined ? '' : comment(indent, [description]);
  const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
  return `${doc}${indent}${key}${required ? `: ${type}` : `?: ${optional}`};\n`;
}

function valueType(row: OperationRow, parameter: ParameterRow): string {
  const one = oneValue(row, parameter, `${parameter.name}${parameter.list ? '[]' : ''}.`);
  return parameter.list ? `readonly (${one})[]` : one;
}

function oneValue(row: OperationRow, { type }: ParameterRow, prefix: string): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'number':
      return type;
    case 'integer':
      return 'number | bigint';
    case 'any':
      return 'unknown';
    case 'object':
      return objectType(row, prefix);
  }
}

function objectType(row: OperationRow, prefix: string): string {
  const inner = row.params.filter(({ name }) => name.startsWith(prefix));
  if (inner.length === 0) return 'Record<string, unknown>';
  const fields = inner.map((parameter) =>
    field(parameter.name.slice(prefix.length), parameter, valueType(row, parameter), '        '),
  );
  return `{\n${fields.join('')}      }`;
}

function bodyType(row: OperationRow): string | undefined {
  if (row.body === 'bytes') return "{ content: string | Buffer | import('node:stream').Readable }";
  return row.body === 'list' ? `{ items: readonly ${objectType(row, '[].')}[] }` : undefined;
}

function comment(indent: string, lines: readonly string[]): string {
  const safe = lines.map((line) => line.replaceAll('*/', '* /').replaceAll('\n', ' '));
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`;
  return [`${indent}/**`, ...safe.map((line) => `${indent} * ${line}`), `${indent} */`, ''].join('\n');
}
