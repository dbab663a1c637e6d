import { createHash } from 'node:crypto';
import type { FileSource } from '../../files/file-source';

/** MD5 over a file that is read in order, with parts read again after a resume counted once. */
export class WholeHash {
  private readonly hash = createHash('md5');
  private upTo = 0;

  /** Takes the bytes at `position`; what was taken before is skipped. */
  take(position: number, bytes: Buffer): void {
    const fresh = this.upTo - position;
    if (fresh < 0 || fresh >= bytes.length) return;
    this.hash.update(fresh === 0 ? bytes : bytes.subarray(fresh));
    this.upTo = position + bytes.length;
  }

  /** Reads what lies before `position` and was not taken yet: another program may have sent it. */
  async catchUp(source: FileSource, position: number, pieceBytes: number): Promise<void> {
    while (this.upTo < position) {
      const bytes = await source.read(this.upTo, Math.min(pieceBytes, position - this.upTo));
      this.take(this.upTo, bytes);
    }
  }

  /** Lower-case hex; ends the hash. */
  digest(): string {
    return this.hash.digest('hex');
  }
}
