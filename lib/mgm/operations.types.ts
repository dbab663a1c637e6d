// Made from the catalogue by `npm run docs:pages`: a change belongs into operations.json.

/** What each operation takes and answers. */
export interface MgmOperations {
  /** Get the organization (二.2). */
  "get_organization": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /** Get the controllers of machines (二.3). */
  "get_sys_info": {
    parameters: {
      /** Ids of the machines */
      machine_list: readonly (string)[];
    };
    answer: unknown;
  };
}
