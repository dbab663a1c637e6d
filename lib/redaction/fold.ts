/** Each UTF-16 unit as it is compared: without case or full width, a plus sign as the blank for which forms write it. */
const FOLDED = Uint16Array.from({ length: 0x10000 }, (_each, code) => foldedCode(code));

function foldedCode(code: number): number {
  if (code >= 0xff01 && code <= 0xff5e) return foldedCode(code - 0xff01 + 0x21);
  if (code === 0x2b || code === 0x3000) return 0x20;
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/** The unit at this place of a text as it is compared; NaN behind its end. */
export function foldedAt(text: string, index: number): number {
  return FOLDED[text.charCodeAt(index)] ?? Number.NaN;
}

export function folded(text: string): string {
  let result = '';
  for (let index = 0; index < text.length; index += 1) result += String.fromCharCode(foldedAt(text, index));
  return result;
}
