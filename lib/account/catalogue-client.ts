import {
  type Catalogue,
  type ComputedName,
  type OperationInput,
  type OperationRow,
  type OperationTypes,
  type Page,
  type PageContent,
  type PagedName,
  pagesOf,
  type RequestArguments,
  type RequestOptions,
} from '../catalogue';
import { type CallOptions, type CallResult, readAnswer } from '../http';
import { PlatformClient } from './platform-client';

type Given = [values?: Record<string, unknown>, options?: RequestOptions];

/** A client whose platform's operations are catalogued; `Map` tells what each takes and answers. */
export abstract class CatalogueClient<Map extends OperationTypes<Map>> extends PlatformClient {
  protected abstract readonly catalogue: Catalogue;

  /**
   * Calls an operation of the catalogue with parameters by their documented names. Rejects with `InputError` before
   * anything is sent, or with what was answered: `PlatformError`, `NetworkError`, `TimeoutError`; with `AbortedError` when
   * the signal fires or the client is closed.
   */
  request<Name extends keyof Map & string>(
    operation: Name,
    ...given: RequestArguments<Map[Name]>
  ): Promise<CallResult<Map[Name]['answer']>>;
  /** The same for an operation whose name is known only when the program runs. */
  request<Name extends string>(
    operation: ComputedName<Name>,
    values?: Readonly<Record<string, unknown>>,
    options?: RequestOptions,
  ): Promise<CallResult>;
  async request(operation: string, ...given: unknown[]): Promise<CallResult> {
    const [values = {}, { signal, ...body } = {}] = given as Given;
    const row = this.catalogue.get(operation);
    const answer = await this.perform({ row, input: { values, ...body }, signal });
    const { data, call } = readAnswer(answer, (envelope) => this.dataOf(row, envelope));
    return { data: await this.completed(row, data), call };
  }

  /** The platform's answer to a call. */
  protected abstract perform(call: OperationCall): Promise<CallResult>;

  /** What callers get of an answer; throws where it is a failure. */
  protected dataOf(_row: OperationRow, data: unknown): unknown {
    return data;
  }

  /** Data, or the entries of a page, with what only another question can tell. */
  protected async completed(_row: OperationRow, data: unknown): Promise<unknown> {
    return data;
  }
}

/** What a client is asked to send. */
export interface OperationCall {
  row: OperationRow;
  input: OperationInput;
  signal: AbortSignal | undefined;
}

/** A client whose platform has lists in pages. */
export abstract class PagedClient<Map extends OperationTypes<Map>> extends CatalogueClient<Map> {
  protected abstract readonly platform: string;
  /** Entries asked for at once where the caller does not say. */
  protected abstract readonly usualPageSize: number;
  protected abstract readonly mostPages: number | undefined;

  /**
   * All pages of an operation that is paged, one after another, from the one that the parameters name; none is asked for
   * before the one but last was taken. Throws `InputError` at once for an operation that has no pages.
   */
  pages<Name extends PagedName<Map>>(
    operation: Name,
    values?: Map[Name]['parameters'],
    options?: CallOptions,
  ): AsyncIterable<Page<Map[Name]['entry']>>;
  /** The same for an operation whose name is known only when the program runs. */
  pages<Name extends string>(
    operation: ComputedName<Name>,
    values?: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): AsyncIterable<Page>;
  pages(
    operation: string,
    values: Record<string, unknown> = {},
    { signal }: CallOptions = {},
  ): AsyncIterable<Page> {
    const { platform, mostPages } = this;
    const row = this.catalogue.get(operation);
    const fetch = (page: OperationInput) => this.perform({ row, input: page, signal });
    const read = (data: unknown) => this.readList(row, data);
    const reader = { platform, usualSize: this.usualPageSize, mostPages, fetch, read };
    return this.completedPages(row, pagesOf(row, { values }, reader, signal));
  }

  /** The entries of a page. */
  protected abstract readList(row: OperationRow, data: unknown): PageContent;

  private async *completedPages(row: OperationRow, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
    for await (const page of pages) {
      yield { ...page, items: (await this.completed(row, page.items)) as unknown[] };
    }
  }
}
