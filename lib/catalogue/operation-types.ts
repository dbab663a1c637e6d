import type { CallOptions } from '../http/api-client';
import type { OperationBody } from './arguments';

/** What a catalogued operation takes and answers; the maps of them are made from the catalogues. */
export interface OperationType {
  /** By documented name. */
  parameters: object;
  /** The answer's data, as far as the documents tell. */
  answer: unknown;
  /** The body of an operation whose body is a list or bytes. */
  body?: OperationBody;
  /** An entry of the lists of an operation that has pages. */
  entry?: unknown;
}

/** Operations by name. */
export type OperationTypes<Map> = { [Name in keyof Map]: OperationType };

/** What follows the name of an operation in a call of it. */
export type RequestArguments<Operation extends OperationType> = Operation extends { body: infer Body }
  ? [values: Operation['parameters'], options: Body & CallOptions]
  : Record<never, never> extends Operation['parameters']
    ? [values?: Operation['parameters'], options?: CallOptions]
    : [values: Operation['parameters'], options?: CallOptions];

/** Names of the operations that have pages. */
export type PagedName<Map extends OperationTypes<Map>> = {
  [Name in keyof Map]: Map[Name] extends { entry: unknown } ? Name : never;
}[keyof Map] &
  string;

/** A name that is computed, as a flow does; one that is written down must be in the catalogue. */
export type ComputedName<Name extends string> = string extends Name ? Name : never;
