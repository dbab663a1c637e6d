import type { NodeAPI } from 'node-red';
import type { Catalogue } from '../../lib/catalogue/catalogue';
import type { OperationRow } from '../../lib/catalogue/rows';
import { refuseForeignPages } from './own-pages';

/** A row as the editor's form shows it; `danger` is there where an operation wipes something or cuts it off. */
export type OfferedOperation = Pick<
  OperationRow,
  'operation' | 'group' | 'titleEn' | 'titleZh' | 'safety' | 'impact' | 'body' | 'params'
> &
  Partial<Pick<OperationRow, 'section' | 'notes' | 'notesZh' | 'source'>> & {
    isPaged: boolean;
    danger?: string;
  };

/** `GET shopfloor/<node type>/operations`: the catalogue of a request node, for the form in its dialog. */
export function serveOperations(
  RED: NodeAPI,
  type: string,
  catalogue: () => Promise<Pick<Catalogue, 'rows'>>,
): void {
  const mayRead = RED.auth.needsPermission('shopfloor.read');
  const path = `/shopfloor/${type}/operations`;
  // It is long, and the same each time.
  let written: Promise<string> | undefined;
  const write = async (): Promise<string> => JSON.stringify((await catalogue()).rows.map(offered));
  RED.httpAdmin.get(path, refuseForeignPages, mayRead, (_request, response, next) => {
    written ??= write();
    written.then(
      (text) => response.type('json').send(text),
      (thrown: unknown) => {
        written = undefined;
        next(thrown);
      },
    );
  });
}

function offered(row: OperationRow & { danger?: unknown }): OfferedOperation {
  const { operation, group, titleEn, titleZh, safety, impact, body, params } = row;
  const { section, notes, notesZh, source, danger } = row;
  return {
    ...{
      operation,
      group,
      titleEn,
      titleZh,
      safety,
      impact,
      body,
      params,
      isPaged: row.paging !== undefined,
    },
    ...(section === undefined ? {} : { section }),
    ...(notes === undefined ? {} : { notes }),
    ...(notesZh === undefined ? {} : { notesZh }),
    ...(source === undefined ? {} : { source }),
    ...(danger ? { danger: String(danger) } : {}),
  };
}
