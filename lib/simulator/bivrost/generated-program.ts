import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createRandom } from '../random';

const pieceLength = 64 * 1024;

/** The text of an NC program of exactly so many bytes, piece by piece; the same for the same seed. */
export function* programPieces(size: number, seed: number): Generator<Buffer> {
  const block = programBlock(seed);
  for (let at = 0; at < size; at += block.length) {
    yield block.subarray(0, Math.min(block.length, size - at));
  }
}

export function programStream(size: number, seed: number): Readable {
  return Readable.from(programPieces(size, seed), { objectMode: false, highWaterMark: pieceLength });
}

export function programMd5(size: number, seed: number): string {
  const hash = createHash('md5');
  for (const piece of programPieces(size, seed)) {
    hash.update(piece);
  }
  return hash.digest('hex');
}

/** 64 KB of cutting that a long program repeats. */
function programBlock(seed: number): Buffer {
  const random = createRandom(seed);
  const lines: string[] = [];
  for (let length = 0, number = 10; length < pieceLength; number += 10) {
    const [x, y] = [random.between(-250, 250).toFixed(3), random.between(-150, 150).toFixed(3)];
    const line = `N${number} G1 X${x} Y${y} Z-${random.between(0, 40).toFixed(3)} F${random.integer(200, 4000)}\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join('')).subarray(0, pieceLength);
}
