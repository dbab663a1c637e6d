/** Each UTF-16 unit as it is compared: without case or full width, a plus sign as the blank for which forms write it. */
function foldedCode(code: number): number {
  const half = code >= 0xff01 && code <= 0xff5e ? code - 0xff01 + 0x21 : code;
  if (half === 0x2b || half === 0x3000) return 0x20;
  return half >= 0x41 && half <= 0x5a ? half + 0x20 : half;
}

/** The unit at this place of a text as it is compared; NaN behind its end. */
export function foldedAt(text: string, index: number): number {
  return foldedCode(text.charCodeAt(index));
}

export function folded(text: string): string {
  let result = '';
  for (let index = 0; index < text.length; index += 1) result += String.fromCharCode(foldedAt(text, index));
  return result;
}
