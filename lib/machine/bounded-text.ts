/** Characters of a text of a machine's state. */
const LONGEST_TEXT = 1_000;
const HALF_A_CHARACTER = /[\ud800-\udbff]$/;

/** A text as far as a machine's state holds it; an ellipsis says that there was more. */
export function boundedText(text: string, longest = LONGEST_TEXT): string {
  if (text.length <= longest) return text;
  const part = text.slice(0, longest).replace(HALF_A_CHARACTER, '');
  // A text of its own: a part of one keeps the whole in memory.
  return `${JSON.parse(JSON.stringify(part))}…`;
}
