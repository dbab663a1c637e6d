const decoder = new TextDecoder('gbk');
let codes: Map<string, number> | undefined;

/** The bytes of a text in GBK, the usual encoding of Chinese programs that know no Unicode. */
export function gbk(text: string): Buffer {
  codes ??= doubleByteCodes();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0) < 0x80 ? character.charCodeAt(0) : codes.get(character);
    if (code === undefined) throw new Error(`GBK has no ${character}`);
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}

function doubleByteCodes(): Map<string, number> {
  const found = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && character !== '\ufffd') found.set(character, lead * 256 + trail);
    }
  }
  return found;
}
