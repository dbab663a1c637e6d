import type { Migration } from '../shared/migrations';

/** Operations that have the gateway connect to whatever host they name; they counted as reads once. */
const PROBES: ReadonlySet<unknown> = new Set([
  'gateway/ping',
  'gateway/telnet',
  'gateway/traceroute',
  'gateway/scan-ports',
  'gateway/lookup-dns',
]);

/**
 * Version 1: operations that have the gateway connect to other hosts need the tick "Allow changes". Nodes that name one
 * themselves go on; a message can no longer choose one where nobody has allowed it.
 */
const allowOwnProbes: Migration = (properties) => {
  const { operation, operationType = 'str', allowChanges } = properties;
  const isProbe = operationType === 'str' && PROBES.has(String(operation ?? '').trim());
  return { ...properties, allowChanges: isProbe || allowChanges === true };
};

export const migrations: readonly Migration[] = [allowOwnProbes];
