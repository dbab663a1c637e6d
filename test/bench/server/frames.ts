/** A text frame as a WebSocket server sends it (RFC 6455, 5.2): whole, unmasked. */
export function textFrame(text: string): Buffer {
  const content = Buffer.from(text, 'utf8');
  if (content.length < 126) return Buffer.concat([Buffer.from([0x81, content.length]), content]);
  const head = Buffer.from([0x81, 126, content.length >> 8, content.length & 0xff]);
  return Buffer.concat([head, content]);
}
