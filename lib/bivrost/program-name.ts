/** The name that a program's text gives to it. */
export interface ProgramName {
  name: string;
  /** True when a file name means the same program: `O0010` and `O10` do. */
  matches(fileName: string): boolean;
}

/**
 * The name after the first line end, a number `O3(ROUGH)` or a text `<SAMPLE>` (docs/platforms/bivrost.md, "Files":
 * 2.6.5); undefined when there is none.
 */
export function nameInProgram(head: string): ProgramName | undefined {
  const line = head.replaceAll('\r', '').split('\n')[1]?.trim() ?? '';
  const [, text] = /^<([^>]+)>/.exec(line) ?? [];
  if (text !== undefined) return { name: text, matches: (fileName) => fileName === text };
  const [, digits] = /^O(\d+)/i.exec(line) ?? [];
  if (digits === undefined) return undefined;
  const name = `O${Number(digits)}`;
  return { name, matches: (fileName) => isSameProgram(name, fileName) };
}

/** O numbers are the same whatever zeros lead them; other names letter by letter. */
export function isSameProgram(name: string, other: string): boolean {
  const [number, otherNumber] = [numberOf(name), numberOf(other)];
  return name === other || (number !== undefined && number === otherNumber);
}

function numberOf(name: string): number | undefined {
  const [, digits] = /^O?(\d+)$/i.exec(name.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
