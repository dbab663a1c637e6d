import type { BivrostStatusName } from './messages';

/** Beginnings of `cncStatus`, each with what it means (docs/platforms/bivrost.md, "Direct reads"). */
const PREFIXES: readonly [prefix: string, name: BivrostStatusName][] = [
  ['AUTO_RUN', 'running'],
  ['WAIT', 'waiting'],
  ['MANUAL', 'manual'],
  ['EMERGENCY', 'emergency'],
  ['OFF', 'off'],
];

/** What a `cncStatus` means; `unknown` for one that the documents do not have. */
export function statusName(cncStatus: string): BivrostStatusName {
  const found = PREFIXES.find(([prefix]) => cncStatus === prefix || cncStatus.startsWith(`${prefix}_`));
  return found?.[1] ?? 'unknown';
}
