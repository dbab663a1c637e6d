/** What Redis and its clients say to each other (RESP2). */

export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
export const list = (...items: string[]): string => `*${items.length}\r\n${items.join('')}`;

/** The first whole command in the text, an array of bulk strings, and what comes after it. */
export function takeCommand(text: string): { words: string[]; rest: string } | undefined {
  const [head, count] = /^\*(\d+)\r\n/.exec(text) ?? [];
  if (head === undefined) return undefined;
  const words: string[] = [];
  let rest = text.slice(head.length);
  for (let word = 0; word < Number(count); word++) {
    const [length, bytes] = /^\$(\d+)\r\n/.exec(rest) ?? [];
    if (length === undefined || rest.length < length.length + Number(bytes) + 2) return undefined;
    words.push(rest.slice(length.length, length.length + Number(bytes)));
    rest = rest.slice(length.length + Number(bytes) + 2);
  }
  return { words, rest };
}
