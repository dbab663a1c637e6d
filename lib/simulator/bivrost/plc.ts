import { createRandom, hashText } from '../random';
import { type Arguments, number, text } from './arguments';
import { GatewayRefusal } from './codes';

const integerRanges: Record<string, [least: number, most: number]> = {
  Byte: [0, 0xff],
  SByte: [-0x80, 0x7f],
  Int16: [-0x8000, 0x7fff],
  UInt16: [0, 0xffff],
  Int32: [-0x8000_0000, 0x7fff_ffff],
  UInt32: [0, 0xffff_ffff],
  Int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UInt64: [0, Number.MAX_SAFE_INTEGER],
};

const longestRead = 1024;

/**
 * PLC areas, macro variables, parameters, diagnosis and tags of a machine: cells
 * that hold a value of their own until they are written.
 */
export class PlcMemory {
  readonly #cells = new Map<string, number | string>();

  constructor(private readonly seed: number) {}

  /** `{data}`, or `{msg}` for String. @throws GatewayRefusal 10017 */
  read(args: Arguments): { data: number[] } | { msg: string } {
    const { area, type, start } = target(args);
    const count = number(args, 'count');
    if (count < 1 || count > longestRead) {
      throw new GatewayRefusal('invalidRequest', 'Invalid count.');
    }
    if (type === 'String') {
      const value = this.#cells.get(`${area} ${start} ${type}`);
      return { msg: (typeof value === 'string' ? value : `TEXT ${start}`).slice(0, count) };
    }
    return { data: Array.from({ length: count }, (_, index) => this.#value(area, start + index, type)) };
  }

  /** @throws GatewayRefusal 10017 */
  write(args: Arguments): void {
    const { area, type, start } = target(args);
    if (type === 'String') {
      if (typeof args['msg'] !== 'string') {
        throw new GatewayRefusal('invalidRequest', 'Missing msg.');
      }
      this.#cells.set(`${area} ${start} ${type}`, text(args, 'msg'));
      return;
    }
    const data = Array.isArray(args['data']) ? (args['data'] as unknown[]) : [];
    if (data.length === 0 || !data.every((value) => fits(value, type))) {
      throw new GatewayRefusal('invalidRequest', 'Invalid data.');
    }
    for (const [index, value] of data.entries()) {
      this.#cells.set(`${area} ${start + index} ${type}`, Number(value));
    }
  }

  #value(area: string, address: number, type: string): number {
    const written = this.#cells.get(`${area} ${address} ${type}`);
    if (typeof written === 'number') {
      return written;
    }
    const random = createRandom(hashText(`${area} ${address}`, this.seed));
    if (type.startsWith('Bit')) {
      return random.integer(0, 1);
    }
    const range = integerRanges[type];
    return range
      ? random.integer(Math.max(range[0], 0), Math.min(range[1], 1000))
      : Math.round(random.between(0, 1000) * 1000) / 1000;
  }
}

function target(args: Arguments): { area: string; type: string; start: number } {
  const area = text(args, 'area');
  const type = text(args, 'type');
  const isTag = area.startsWith('$TAG$|name=');
  const start = text(args, 'start');
  if (!isTag && start === '') {
    throw new GatewayRefusal('invalidRequest', 'Missing start.');
  }
  if (!/^Bit[0-7]?$|^Float$|^Double$|^String$/.test(type) && !integerRanges[type]) {
    throw new GatewayRefusal('invalidRequest', 'Invalid type.');
  }
  return { area, type, start: isTag ? 0 : addressOf(start) };
}

/** Prefixes of numbers: 0b is base 2, 0x base 16, 0 base 8. */
function addressOf(start: string): number {
  const octal = /^0([0-7]+)$/.exec(start)?.[1];
  const address = octal === undefined ? Number(start) : Number.parseInt(octal, 8);
  if (!Number.isInteger(address) || address < 0) {
    throw new GatewayRefusal('invalidRequest', 'Invalid start.');
  }
  return address;
}

function fits(value: unknown, type: string): boolean {
  if (type.startsWith('Bit')) {
    return value === 0 || value === 1 || typeof value === 'boolean';
  }
  const range = integerRanges[type];
  if (!range) {
    return typeof value === 'number';
  }
  return Number.isInteger(value) && Number(value) >= range[0] && Number(value) <= range[1];
}
