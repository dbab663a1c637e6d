import { TimeSlice } from '../../lib/async/time-slice';
import { redact } from '../../lib/redaction';
import type { Choice } from './account-kind';
import type { VariableMask } from './variable-mask';

/** So many a dialog shows; more nobody looks through, and they would keep the browser busy. */
export const MOST_CHOICES = 5_000;
/** Characters of all choices together. */
const LONGEST_CHOICES = 2_000_000;

export interface ShownChoices {
  choices: Choice[];
  /** There are more. */
  isCut?: true;
}

/**
 * What a platform lists, as every user of the account may see it: without choices that repeat a secret of the account,
 * and with variables in the place of what they stand for. A choice whose value is such a text is left out.
 */
export async function shownChoices(
  choices: readonly Choice[],
  mask: VariableMask,
  signal: AbortSignal,
): Promise<ShownChoices> {
  const shown: Choice[] = [];
  const slice = new TimeSlice();
  let length = 0;
  for (const choice of choices) {
    await slice.rest();
    signal.throwIfAborted();
    const text = JSON.stringify(choice);
    length += text.length;
    if (shown.length >= MOST_CHOICES || length > LONGEST_CHOICES) return { choices: shown, isCut: true };
    if (redact(text) !== text) continue;
    if (mask.clean(text) === text) shown.push(choice);
    else if (mask.clean(choice.value) === choice.value) shown.push(cleaned(choice, mask));
  }
  return { choices: shown };
}

function cleaned({ value, label, path }: Choice, mask: VariableMask): Choice {
  const shown = { value, label: mask.clean(label) };
  return path ? { ...shown, path: path.map((name) => mask.clean(name)) } : shown;
}
