import type { SimulatedRequest } from '../request';
import { refuse } from './codes';
import type { QuectelAccount } from './settings';

export type Fields = Record<string, unknown>;

/** One authorised call, with its parameters where they are documented to be. */
export interface QuectelCall {
  account: QuectelAccount;
  query: QueryFields;
  body: BodyFields;
}

/** What an operation answers; the simulator puts it into the envelope. */
export type OperationHandler = (call: QuectelCall) => unknown;

export interface Operation {
  /** Name in the documents' list of APIs. */
  name: string;
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** The parameters are a JSON body. */
  body?: boolean;
  /** It changes something. */
  change?: boolean;
  /** The envelope of end-user calls, `{code, msg, data, extMsg}`. */
  endUser?: boolean;
  /** Success is answered with 0, as the published examples show it. */
  zero?: boolean;
  handle: OperationHandler;
}

/** One page of a list, with the place of it in the whole. */
export class PageOfItems {
  readonly items: unknown[];
  readonly total: number;
  readonly pages: number;

  constructor(
    all: readonly unknown[],
    readonly pageNum: number,
    readonly pageSize: number,
  ) {
    this.items = all.slice((pageNum - 1) * pageSize, pageNum * pageSize);
    this.total = all.length;
    this.pages = Math.ceil(all.length / pageSize);
  }
}

/** Parameters of the query. All that is wrong with them is answered with 50005. */
export class QueryFields {
  constructor(private readonly values: URLSearchParams) {}

  text(name: string): string | undefined {
    return this.values.get(name) || undefined;
  }

  required(name: string, code: 5015 | 50005 | 50007 = 50005): string {
    const value = this.text(name);
    if (value === undefined) {
      throw refuse(code, name);
    }
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value !== undefined && !/^-?\d{1,18}$/.test(value)) {
      throw refuse(50005, name);
    }
    return value === undefined ? undefined : Number(value);
  }

  requiredInteger(name: string): number {
    this.required(name);
    return this.integer(name) ?? 0;
  }

  /** The page that is asked for: from 1, ten entries unless it is said. */
  page(all: readonly unknown[], pageName = 'pageNum'): PageOfItems {
    return pageOf(all, this.integer(pageName), this.integer('pageSize'), Number.MAX_SAFE_INTEGER);
  }
}

/** Parameters of a JSON body; numbers must be numbers there. */
export class BodyFields {
  constructor(readonly fields: Fields) {}

  text(name: string): string | undefined {
    const value = this.fields[name];
    if (value !== undefined && value !== null && typeof value !== 'string') {
      throw refuse(50005, name);
    }
    return value || undefined;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) {
      throw refuse(50005, name);
    }
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    if (!Number.isSafeInteger(value)) {
      throw refuse(50005, name);
    }
    return value as number;
  }

  requiredInteger(name: string): number {
    const value = this.integer(name);
    if (value === undefined) {
      throw refuse(50005, name);
    }
    return value;
  }

  flag(name: string): boolean {
    const value = this.fields[name] ?? false;
    if (typeof value !== 'boolean') {
      throw refuse(50005, name);
    }
    return value;
  }

  list(name: string): unknown[] {
    const value = this.fields[name];
    if (!Array.isArray(value) || value.length === 0) {
      throw refuse(50005, name);
    }
    return value;
  }

  /** The page that is asked for: from 1, at most a hundred entries (docs/platforms/quectel.md, "Envelope"). */
  page(all: readonly unknown[]): PageOfItems {
    return pageOf(all, this.integer('pageNum'), this.integer('pageSize'), 100);
  }
}

/** Reads a call's body. @throws RefusedRequest where it is not a JSON object sent as such */
export async function readBody(request: SimulatedRequest): Promise<BodyFields> {
  const body = request.contentType === 'application/json' ? await request.json() : undefined;
  if (!isFields(body)) {
    throw refuse(50005, 'the body must be a JSON object');
  }
  return new BodyFields(body);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pageOf(all: readonly unknown[], pageNum = 1, pageSize = 10, largest: number): PageOfItems {
  if (pageNum < 1 || pageSize < 1 || pageSize > largest) {
    throw refuse(50005, 'paging');
  }
  return new PageOfItems(all, pageNum, pageSize);
}
