/** A file for a ZIP archive. */
export interface ZipEntry {
  path: string;
  content: Buffer;
}

const utf8Names = 0x0800;
const version = 20;
/** 1 January 1980, the first day that the format knows. */
const noDate = 0x0021;

/** A ZIP archive that holds its files as they are (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of entries) {
    const name = Buffer.from(path);
    const sums = Buffer.alloc(12);
    sums.writeUInt32LE(crc32(content), 0);
    sums.writeUInt32LE(content.length, 4);
    sums.writeUInt32LE(content.length, 8);
    const header = [words(version, utf8Names, 0, 0, noDate), sums, words(name.length, 0)];
    local.push(signature(0x04034b50), ...header, name, content);
    central.push(signature(0x02014b50), words(version), ...header, words(0, 0, 0, 0, 0), long(offset), name);
    offset += 30 + name.length + content.length;
  }
  const directory = Buffer.concat(central);
  const counts = words(0, 0, entries.length, entries.length);
  const end = [signature(0x06054b50), counts, long(directory.length), long(offset), words(0)];
  return Buffer.concat([...local, directory, ...end]);
}

function signature(value: number): Buffer {
  return long(value);
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) {
    bytes.writeUInt16LE(value, 2 * index);
  }
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value >>> 0;
});

/** Node.js has had this of its own since 20.15 only. */
function crc32(content: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of content) {
    crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
