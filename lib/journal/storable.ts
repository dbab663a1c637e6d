import { InputError } from '../errors';
import { boundedText } from '../machine/bounded-text';
import type { MachineState } from '../machine/machine-state';

/** No database keeps NUL or half of a character in a text. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;
/** An index of PostgreSQL takes 2,700 bytes; a character has three at most here, and an alarm's id holds both. */
const LONGEST_KEY = 512;
const LONGEST_ID = 256;
const LONGEST_PROGRAM = 512;

/** A text as every store of a journal keeps it: U+FFFD stands for what none of them can. */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, '\ufffd');
}

/**
 * The state with the texts that a journal makes rows of as its store keeps them, so that what is told is what is read
 * back. Throws `InputError` for a key or an id that no index takes.
 */
export function storableState(state: MachineState): MachineState {
  const { key, name, reason, program, conditions } = state;
  checkLength('key', key, LONGEST_KEY);
  return {
    ...state,
    key: storableText(key),
    name: storableText(name),
    reason: storableText(reason),
    ...(program && {
      program: { ...program, ...storableProgram('main', program), ...storableProgram('active', program) },
    }),
    ...(conditions && {
      conditions: conditions.map((condition) => {
        checkLength('conditions', condition.id, LONGEST_ID);
        const { id, code, text } = condition;
        return {
          ...condition,
          id: storableText(id),
          text: storableText(text),
          ...(code !== undefined && { code: storableText(code) }),
        };
      }),
    }),
  };
}

type Program = NonNullable<MachineState['program']>;

function storableProgram(field: 'main' | 'active', program: Program): Program {
  const name = program[field];
  return typeof name === 'string' ? { [field]: boundedText(storableText(name), LONGEST_PROGRAM) } : {};
}

function checkLength(field: string, text: string, longest: number): void {
  if (text.length > longest)
    throw new InputError(
      'payload',
      `msg.payload: ${field} has ${text.length} characters in one text, and a journal takes ${longest} at most`,
    );
}
