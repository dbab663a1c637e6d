import { CANCEL, PAUSE, RECORD, RESERVE } from './calls';
import { ATTEND, CLAIM, FREED, LEAVE, OWNED, RELEASE, RESTORE } from './machines';
import { PRELUDE } from './prelude';
import { BEAT, DEPART, EXPEL, RENEW } from './processes';
import { FILL, KEEP_LOCK, LOCK, NOTE, READ, REMOVE, UNLOCK, WRITE } from './tokens';

const BODIES = {
  beat: BEAT,
  renew: RENEW,
  expel: EXPEL,
  depart: DEPART,
  attend: ATTEND,
  claim: CLAIM,
  freed: FREED,
  release: RELEASE,
  restore: RESTORE,
  owned: OWNED,
  leave: LEAVE,
  reserve: RESERVE,
  cancel: CANCEL,
  pause: PAUSE,
  record: RECORD,
  lock: LOCK,
  keepLock: KEEP_LOCK,
  unlock: UNLOCK,
  read: READ,
  write: WRITE,
  note: NOTE,
  fill: FILL,
  remove: REMOVE,
} as const;

export type ScriptName = keyof typeof BODIES;

export const SCRIPTS = Object.fromEntries(
  Object.entries(BODIES).map(([name, body]) => [name, PRELUDE + body]),
) as Record<ScriptName, string>;

/** Who takes machines or expels another process must reach the server himself; the rest may be asked by proxy. */
const DIRECT_ONLY: readonly ScriptName[] = ['claim', 'expel', 'renew'];

export function mayBeRelayed(name: string): name is ScriptName {
  return Object.hasOwn(BODIES, name) && !DIRECT_ONLY.includes(name as ScriptName);
}
