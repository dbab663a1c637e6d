import type { Failure } from './users';

export interface ProgramHabits {
  /** Whether a program lands under the number in its text, whatever name it is sent by. */
  fanuc?: boolean;
  /** The controller's texts are GBK. */
  gbkPrograms?: boolean;
  /** Programs come as Base64 only. */
  binaryPrograms?: boolean;
  /** The older word for "nothing selected". */
  olderCodes?: boolean;
  /** How the controller evens out what it stores. */
  tidiesPrograms?: boolean;
  /** The machine that has this program selected lets nobody delete it. */
  selected?: string;
  /** The next so many programs that are sent arrive cut short. */
  spoiltArrivals?: number;
}

export const codes = {
  badPath: { status: 409, errorCode: 125, errorMsg: '文件路径无效' },
  exists: { status: 409, errorCode: 142, errorMsg: '文件已存在' },
  inUse: { status: 409, errorCode: 143, errorMsg: '文件正在使用中' },
  missing: { status: 503, errorCode: 158, errorMsg: '文件不存在' },
  nothingSelected: { status: 503, errorCode: 196, errorMsg: 'No program selected' },
} as const satisfies Record<string, Failure>;

export interface ProgramPlace {
  readonly machine: string;
  readonly directory: string;
  readonly name: string;
}

/** The programs in the memory of the machines. */
export class Programs {
  readonly #files = new Map<string, Buffer>();
  #spoilt: number;

  constructor(private readonly habits: ProgramHabits) {
    this.#spoilt = habits.spoiltArrivals ?? 0;
  }

  put(place: ProgramPlace, content: Buffer): void {
    this.#files.set(keyOf(place), content);
  }

  /** A program that stands there; nothing otherwise. */
  at(place: ProgramPlace): Buffer | undefined {
    return this.#files.get(keyOf(place));
  }

  send(place: ProgramPlace, content: Buffer): Failure | undefined {
    const name = (this.habits.fanuc ? numberIn(content) : undefined) ?? place.name;
    if (name === '') return codes.badPath;
    const landing = { ...place, name };
    if (this.at(landing)) return codes.exists;
    this.put(landing, this.#stored(content));
    return undefined;
  }

  delete(place: ProgramPlace): Failure | undefined {
    if (!this.at(place)) return codes.missing;
    if (this.habits.selected === place.name) return codes.inUse;
    this.#files.delete(keyOf(place));
    return undefined;
  }

  list(machine: string, directory: string): { dirAtCNC: string; programs: string[]; subDirs: string[] } {
    const programs = [...this.#files.keys()]
      .map((key) => key.split('\n'))
      .filter(([owner, where]) => owner === machine && where === directory)
      .map(([, , name = '']) => name);
    return { dirAtCNC: directory, programs, subDirs: [] };
  }

  current(machine: string, directory: string): Failure | Record<string, unknown> {
    const { selected, olderCodes } = this.habits;
    if (selected === undefined) return olderCodes ? codes.missing : codes.nothingSelected;
    const content = this.at({ machine, directory, name: selected }) ?? Buffer.from('');
    return { dirAtCNC: directory, fileName: selected, ...this.told(content) };
  }

  /** As `receiveFile` tells it: a text with its encoding, or Base64. */
  told(content: Buffer): Record<string, unknown> {
    if (this.habits.gbkPrograms) return { content: new TextDecoder('gbk').decode(content), encoding: 'gbk' };
    const text = content.toString();
    const isText = !this.habits.binaryPrograms && Buffer.from(text).equals(content);
    return isText ? { content: text, encoding: 'utf-8' } : { base64: content.toString('base64') };
  }

  #stored(content: Buffer): Buffer {
    if (this.#spoilt > 0) {
      this.#spoilt -= 1;
      return content.subarray(0, Math.floor(content.length / 2));
    }
    if (!this.habits.tidiesPrograms) return content;
    const lines = content.toString('latin1').split(/\r?\n/);
    const tidied = lines.map((line) => line.trimEnd().replace(/^O0+(?=\d)/, 'O')).filter(Boolean);
    return Buffer.from(`${tidied.join('\n')}\n`, 'latin1');
  }
}

function keyOf({ machine, directory, name }: ProgramPlace): string {
  return [machine, directory, name].join('\n');
}

function numberIn(content: Buffer): string | undefined {
  const digits = /^\s*%?\s*O(\d{1,8})/.exec(content.toString('latin1'))?.[1];
  return digits && `O${digits.padStart(4, '0')}`;
}
