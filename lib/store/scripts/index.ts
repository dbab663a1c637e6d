import * as calls from './calls';
import * as machines from './machines';
import * as members from './members';
import { PRELUDE } from './prelude';
import * as tokens from './tokens';

const BODIES = { ...calls, ...machines, ...members, ...tokens };

export type ScriptName = keyof typeof BODIES;

/** The store's scripts as ioredis defines commands: sent by their digest, whole when the server does not know them. */
export const SCRIPTS = Object.fromEntries(
  Object.entries(BODIES).map(([name, body]) => [
    commandOf(name as ScriptName),
    { lua: PRELUDE + body, numberOfKeys: 1 },
  ]),
);

/** The name of a script among the client's own commands. */
export function commandOf(name: ScriptName): string {
  return `store${name}`;
}
