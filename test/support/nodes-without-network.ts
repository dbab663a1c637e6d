/** Nodes of the package that call nobody over the network and keep no secret. */
export const NODES_WITHOUT_NETWORK = [
  'plant',
  'shift-calendar',
  'machine-map',
  'machine-board',
  'machine-oee',
  'machine-journal',
  'machine-history',
  'mtconnect-agent',
] as const;
