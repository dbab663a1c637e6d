import { lazy } from '../async/lazy';
import { InputError } from '../errors';
import type { OperationRow } from './rows';

export interface CatalogueOptions {
  /** Body fields that the document does not list are sent on: it shows examples, not definitions. */
  allowsUnlistedFields?: boolean;
}

/** A platform's operations by name. */
export class Catalogue {
  readonly allowsUnlistedFields: boolean;
  private readonly loaded: () => readonly OperationRow[];
  private readonly byName = lazy(() => new Map(this.rows.map((row) => [row.operation, row])));

  /** The rows are loaded when they are first needed. */
  constructor(load: () => readonly OperationRow[], { allowsUnlistedFields = false }: CatalogueOptions = {}) {
    this.allowsUnlistedFields = allowsUnlistedFields;
    this.loaded = lazy(load);
  }

  get rows(): readonly OperationRow[] {
    return this.loaded();
  }

  /** The operation's row; throws `InputError` for a name that is not in the catalogue. */
  get(operation: string): OperationRow {
    const row = this.byName().get(operation);
    if (!row)
      throw new InputError('operation', `There is no operation "${operation}"${this.hint(operation)}`);
    return row;
  }

  private hint(operation: string): string {
    const wanted = operation.toLowerCase();
    const close = this.rows.find(
      (row) => row.operation.toLowerCase() === wanted || endsWith(row.operation, wanted),
    );
    return close ? `; did you mean "${close.operation}"?` : '';
  }
}

function endsWith(operation: string, wanted: string): boolean {
  return wanted !== '' && operation.toLowerCase().endsWith(`/${wanted}`);
}
