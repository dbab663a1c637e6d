import { createHash, randomUUID } from 'node:crypto';
import type { Accept, Connection } from './sockjs-endpoint';
import { type Refusal, refusals, type Tokens } from './tokens';

export interface TransFileHabits {
  /** Says after each piece how far the file has come. */
  progress?: boolean;
  /** Numbers of the messages are texts. */
  textualNumbers?: boolean;
  /** Drops the connection once when so many bytes are there. */
  cutAfter?: number;
  /** Files that stand already, as `storage_type`, path and name. */
  standing?: readonly string[];
}

const largestFile = 50 * 1024 * 1024;
const largestContent = 64 * 1024;

interface Transfer {
  readonly id: string;
  readonly size: number;
  readonly pieces: Buffer[];
}

/** Takes files in pieces (section 4.2, "文件传输"). */
export class TransFile {
  /** What has arrived whole, by `storage_type`, path and name. */
  readonly files = new Map<string, Buffer>();
  /** The length of each `content` that came, in order. */
  readonly contentLengths: number[] = [];
  /** From which byte each connection was told to go on. */
  readonly seeks: number[] = [];
  readonly #transfers = new Map<string, Transfer>();
  #isCut = false;

  constructor(
    private readonly machines: readonly string[],
    private readonly tokens: Tokens,
    private readonly habits: TransFileHabits,
  ) {}

  get accept(): Accept {
    return (connection) => {
      const { query } = connection;
      const refusal = this.tokens.refusalOf(query.get('session_id')) ?? this.#refusalOf(query);
      if (refusal) return this.#refuse(connection, refusal);
      const key = keyOf(query);
      const size = Number(query.get('file_size'));
      const kept = this.#transfers.get(key);
      const transfer =
        kept?.size === size ? kept : { id: randomUUID().replaceAll('-', ''), size, pieces: [] };
      this.#transfers.set(key, transfer);
      this.seeks.push(received(transfer));
      connection.send(this.#told({ code: 200, file_seek: received(transfer), file_id: transfer.id }));
      this.#endWhenWhole(connection, key, transfer);
      // What arrives after a cut is lost, as on a broken connection.
      let isCut = false;
      return {
        onMessage: (text) => {
          if (!isCut) isCut = this.#take(connection, key, transfer, text);
        },
      };
    };
  }

  #refusalOf(query: URLSearchParams): Refusal | undefined {
    const size = query.get('file_size') ?? '';
    const name = query.get('file_name') ?? '';
    const storage = query.get('storage_type') ?? '';
    if (!this.machines.includes(query.get('machine_id') ?? '')) return refusals.machine;
    if (!/^\d+$/.test(size)) return { code: 732, message: '文件内容格式不合法' };
    if (Number(size) > largestFile) return { code: 731, message: '文件大于50M，不支持传输' };
    if (name === '' || /[/\\]/.test(name)) return { code: 719, message: '文件名不合法' };
    if (Buffer.byteLength(name) > 180) {
      return { code: 719, message: '全英文文件名不得大于180个字符，全中文文件名不得大于60个字符' };
    }
    if (!/^[01]$/.test(storage)) return { code: 711, message: '不支持的存储类型' };
    if (!query.get('cloud_path')) {
      return storage === '1'
        ? { code: 717, message: '内部存储无该路径' }
        : { code: 718, message: '外部存储无该路径' };
    }
    if (!this.files.has(keyOf(query)) && !this.habits.standing?.includes(keyOf(query))) return undefined;
    return storage === '1'
      ? { code: 713, message: '内部存储已有该文件或路径' }
      : { code: 714, message: '外部存储已有该文件或路径' };
  }

  /** Takes a piece; true when the connection is cut by that. */
  #take(connection: Connection, key: string, transfer: Transfer, text: string): boolean {
    let said: unknown;
    try {
      said = JSON.parse(text);
    } catch {
      said = undefined;
    }
    const { content, file_md5: digest } = { ...(said as Record<string, unknown>) };
    const piece = typeof content === 'string' ? Buffer.from(content, 'base64') : undefined;
    // Exactly what the bytes give, so that no blank, line end or URL alphabet passes.
    if (typeof content !== 'string' || piece === undefined || piece.toString('base64') !== content) {
      this.#refuse(connection, { code: 732, message: '文件内容格式不合法' });
    } else if (digest !== createHash('md5').update(content).digest('hex')) {
      this.#refuse(connection, { code: 723, message: 'file_md5 is not the MD5 of content' });
    } else if (content.length > largestContent || received(transfer) + piece.length > transfer.size) {
      this.#refuse(connection, { code: 731, message: '文件过大' });
    } else {
      this.contentLengths.push(content.length);
      transfer.pieces.push(piece);
      if (this.#cuts(received(transfer))) {
        connection.close(3000, '');
        return true;
      }
      if (this.habits.progress && received(transfer) < transfer.size) {
        connection.send(this.#told({ code: 200, file_seek: received(transfer), file_id: transfer.id }));
      }
      this.#endWhenWhole(connection, key, transfer);
    }
    return false;
  }

  #cuts(bytes: number): boolean {
    const { cutAfter } = this.habits;
    if (cutAfter === undefined || this.#isCut || bytes < cutAfter) return false;
    this.#isCut = true;
    return true;
  }

  #endWhenWhole(connection: Connection, key: string, transfer: Transfer): void {
    if (received(transfer) < transfer.size) return;
    this.files.set(key, Buffer.concat(transfer.pieces));
    this.#transfers.delete(key);
    connection.send(this.#told({ code: 200, request_id: `1537136569199e${transfer.id}` }));
  }

  #told(message: Record<string, unknown>): Record<string, unknown> {
    if (!this.habits.textualNumbers) return message;
    const asText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);
    return Object.fromEntries(Object.entries(message).map(([key, value]) => [key, asText(value)]));
  }

  #refuse(connection: Connection, refusal: Refusal): { onMessage(): void } {
    connection.send(this.#told({ ...refusal }));
    connection.close(3000, '');
    return { onMessage: () => undefined };
  }
}

function keyOf(query: URLSearchParams): string {
  return [query.get('storage_type'), query.get('cloud_path'), query.get('file_name')].join(' ');
}

function received({ pieces }: Transfer): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
