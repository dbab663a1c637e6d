import type { Safety } from '../http/retry';

/** Catalogues of operations as data: one row an operation, taken from the platforms' documents. */

export type ParameterType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'any';

export interface ParameterRow {
  /**
   * Documented name. `orderBy.field` is a field of the object `orderBy`, `targets[].machineID` one of each entry
   * of the list `targets`, `[].tag` one of each entry of a body that is a list.
   */
  name: string;
  /** Other spellings of the name that are accepted, such as those of older documents. */
  aliases?: readonly string[];
  in: 'path' | 'query' | 'body';
  type: ParameterType;
  /** A list of values of that type. */
  list?: boolean;
  required: boolean;
  description?: string;
  descriptionZh?: string;
}

/** How an operation's lists are paged; `items` and `total` are dotted paths in the answer. */
export interface PagingRow {
  page: string;
  size: string;
  in: 'query' | 'body';
  first: number;
  items?: string;
  total?: string;
}

/** The operation wipes stored data, or makes the platform unreachable for some time or until somebody goes there. */
export type Danger = 'wipes' | 'cuts-off';

export interface OperationRow {
  operation: string;
  group: string;
  section?: string;
  titleEn: string;
  titleZh: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` where a path parameter goes. */
  path: string;
  safety: Safety;
  /** What is changed, in the catalogue's words; `read` when nothing is. */
  impact: string;
  /** Set on what can do more harm than a change usually does. */
  danger?: Danger;
  body: 'none' | 'object' | 'list' | 'bytes';
  answer: 'json' | 'bytes';
  /** The answer is a list, of whose entries `answerFields` tells. */
  answerList?: boolean;
  params: ParameterRow[];
  paging?: PagingRow;
  answerFields?: { name: string; type: string }[];
  errors?: Record<string, string>;
  notes?: string[];
  notesZh?: string[];
  source?: string;
}
