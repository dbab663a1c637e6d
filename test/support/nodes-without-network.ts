/** Nodes of the package that use no network and keep no secret. */
export const NODES_WITHOUT_NETWORK = [
  'plant',
  'shift-calendar',
  'machine-map',
  'machine-board',
  'machine-oee',
  'machine-journal',
  'machine-history',
] as const;
