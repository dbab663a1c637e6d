import type { OperationRow } from '../../lib/catalogue';

/** A field of an answer, with those in it. */
export class AnswerField {
  readonly fields = new Map<string, AnswerField>();
  isList = false;

  constructor(public documented = '') {}

  /** The field at a path such as `data.list[]`; `[]` is an entry of a list. */
  at(path: string): AnswerField | undefined {
    if (path === '') return this;
    const [first = '', ...rest] = path.split('.');
    return this.fields.get(first.replace('[]', ''))?.entryAt(first.endsWith('[]'), rest.join('.'));
  }

  /** Adds the field at a path, and those above it. */
  add(path: string, documented: string): void {
    const [first = '', ...rest] = path.split('.');
    const name = first.replace('[]', '');
    const child = this.fields.get(name) ?? new AnswerField();
    this.fields.set(name, child);
    if (first.endsWith('[]')) child.isList = true;
    if (rest.length > 0) child.add(rest.join('.'), documented);
    else child.documented = documented;
  }

  /** As TypeScript writes it: a list as a list of its entries. */
  type(): string {
    const one = this.entryType();
    return this.isList || this.documented === 'array' ? `(${one})[]` : one;
  }

  entryType(): string {
    if (this.fields.size === 0) return this.documented === 'array' ? 'unknown' : scalarType(this.documented);
    const fields = [...this.fields].map(([name, child]) => {
      const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
      return `${key}?: ${child.type()}`;
    });
    return `{ ${fields.join('; ')} }`;
  }

  private entryAt(isEntry: boolean, rest: string): AnswerField | undefined {
    if (rest !== '') return this.at(rest);
    if (!isEntry) return this;
    const entry = new AnswerField(this.documented === 'array' ? '' : this.documented);
    for (const [name, child] of this.fields) entry.fields.set(name, child);
    return entry;
  }
}

/** How the documents write the fields of an answer. */
export interface AnswerWriting {
  /** Fields that are texts with JSON in them, which are read. */
  jsonTexts: readonly string[];
  /** The fields of an object stand behind it, not in it. */
  isFlat: boolean;
}

/** The documented fields of an answer, without those that only say whether it is a failure. */
export function answerTree(row: OperationRow, { jsonTexts, isFlat }: AnswerWriting): AnswerField {
  const tree = new AnswerField();
  let holder = '';
  for (const { name, type } of row.answerFields ?? []) {
    if (/^(error(Code|Msg)|statusMsg)$/.test(name)) continue;
    const isJson = jsonTexts.some((text) => name.endsWith(`.${text}`));
    tree.add(`${holder}${name}`, isJson ? 'object' : type);
    if (isFlat && /^object(\[\])?$/i.test(type)) holder = `${name}${type.endsWith('[]') ? '[]' : ''}.`;
  }
  return tree;
}

/** The answer's data: what is at `dataPath` of the documented fields. */
export function typeOfAnswer(row: OperationRow, tree: AnswerField, dataPath: string): string {
  if (row.answer === 'bytes') return 'Buffer';
  const data = tree.at(dataPath);
  if (!data || (data.fields.size === 0 && data.documented === '')) return 'unknown';
  return row.answerList ? `(${data.type()})[]` : data.type();
}

/**
 * Types of fields as the documents write them. What cannot be told is null, and an integer beyond 2⁵³ is the text of its
 * digits.
 */
const FIELD_TYPES: Readonly<Record<string, string>> = {
  String: 'string | null',
  string: 'string',
  'string|null': 'string | null',
  'string(date-time)': 'string',
  Int64: 'number | string | null',
  'integer(int64)': 'number | string',
  Int32: 'number',
  int: 'number',
  integer: 'number',
  'integer(int32)': 'number',
  Float: 'number',
  Double: 'number',
  'number(double)': 'number',
  Bool: 'boolean',
  boolean: 'boolean',
};

function scalarType(documented: string): string {
  if (documented.endsWith('[]')) return `(${scalarType(documented.slice(0, -2))})[]`;
  return FIELD_TYPES[documented] ?? 'unknown';
}
