import { createRandom } from '../random';
import { type Arguments, number } from './arguments';
import { GatewayRefusal } from './codes';

/** Fields of an offset that may be written (docs/platforms/bivrost.md, "Direct reads": 2.5.1.14). */
export const offsetFields =
  'toolName toolType lengthUnit toolNose:Int32 lengthWear:Double radiusWear:Double lengthGeom:Double ' +
  'radiusGeom:Double wearX:Double wearY:Double wearZ:Double wearR:Double geomX:Double geomY:Double ' +
  'geomZ:Double geomR:Double';

/** What names the offset instead of describing it. */
const targetFields = new Set(['machineID', 'channel', 'toolNum', 'offsetNum']);

const largestNumber = 400;

/** Tool offsets and tool lives of a machine. */
export class ToolMagazine {
  readonly #written = new Map<string, Record<string, unknown>>();

  constructor(private readonly seed: number) {}

  /** @throws GatewayRefusal 10017 when neither tool nor offset is named */
  offset(args: Arguments): Record<string, unknown> {
    const key = offsetKey(args);
    const random = createRandom(this.seed).fork(`offset ${key}`);
    const wear = () => round(random.between(0, 0.08));
    return {
      ...numbers(args, 'toolNum', 'offsetNum', 'channel'),
      toolName: `MILL_D${random.integer(2, 40)}`,
      toolType: String(random.integer(1, 9)),
      lengthUnit: 'MM',
      toolNose: random.integer(0, 8),
      lengthWear: wear(),
      radiusWear: wear(),
      lengthGeom: round(random.between(30, 200)),
      radiusGeom: round(random.between(1, 25)),
      wearX: wear(),
      wearZ: wear(),
      geomX: round(random.between(10, 80)),
      geomZ: round(random.between(10, 80)),
      ...this.#written.get(key),
    };
  }

  /** Changes the given fields of an offset and leaves the others. @throws GatewayRefusal 10017 */
  writeOffset(args: Arguments): void {
    const key = offsetKey(args);
    const fields = Object.entries(args).filter(([name]) => !targetFields.has(name));
    if (fields.length === 0) {
      throw new GatewayRefusal('invalidRequest', 'Nothing to write.');
    }
    this.#written.set(key, { ...this.#written.get(key), ...Object.fromEntries(fields) });
  }

  /** By count or by time, as the tool's number decides; `parts` made since the machine was new. */
  life(args: Arguments, parts: number): Record<string, unknown> {
    const { toolNum, toolIndex, toolGroupNum, key } = lifeTarget(args);
    const random = createRandom(this.seed).fork(`life ${key}`);
    const named = { ...toolGroupNum, ...toolIndex, toolNum, ...offsetNumber(args) };
    if (random.chance(0.5)) {
      const countLimit = random.integer(50, 400);
      const currentCount = parts % countLimit;
      return { ...named, countLimit, currentCount, prewarningCount: Math.round(countLimit * 0.9) };
    }
    const timeLimit = random.integer(20, 120) * 60;
    return {
      ...named,
      timeLimit,
      currentTime: (parts * 20) % timeLimit,
      prewarningTime: Math.round(timeLimit * 0.9),
    };
  }

  /** With what the controller itself says about the tool. */
  lifeDetails(args: Arguments, parts: number): Record<string, unknown> {
    const life = this.life(args, parts);
    if ('countLimit' in life) {
      const rawRemainingCount = Number(life['countLimit']) - Number(life['currentCount']);
      return { ...life, rawToolLifeType: 'Count', rawToolLifeStatus: 'Enabled', rawRemainingCount };
    }
    const minutes = (name: string) => round(Number(life[name]) / 60);
    return {
      ...life,
      rawToolLifeType: 'Time',
      rawToolLifeUnit: 'Minute',
      rawToolLifeStatus: 'Enabled',
      rawTimeLimit: minutes('timeLimit'),
      rawCurrentTime: minutes('currentTime'),
      rawRemainingTime: round((Number(life['timeLimit']) - Number(life['currentTime'])) / 60),
    };
  }
}

function offsetKey(args: Arguments): string {
  const numberOf = (name: string) => number(args, name, -1);
  const [toolNum, offsetNum] = [numberOf('toolNum'), numberOf('offsetNum')];
  if (Math.max(toolNum, offsetNum) < 0 || Math.max(toolNum, offsetNum) > largestNumber) {
    throw new GatewayRefusal('invalidRequest', 'Invalid toolNum or offsetNum.');
  }
  return `${toolNum} ${offsetNum} ${number(args, 'channel')}`;
}

function lifeTarget(args: Arguments) {
  const group = number(args, 'groupNum', -1);
  const index = number(args, 'toolIndex', -1);
  const tool = number(args, 'toolNum', -1);
  const offset = number(args, 'offsetNum', -1);
  if (Math.max(group, index, tool, offset) < 0 || Math.max(group, index, tool, offset) > largestNumber) {
    throw new GatewayRefusal('invalidRequest', 'Name the tool by group, index, number or offset.');
  }
  return {
    key: `${group} ${index} ${tool} ${offset}`,
    toolNum: tool >= 0 ? tool : Math.max(group, 0) * 10 + Math.max(index, 0),
    toolGroupNum: group >= 0 ? { toolGroupNum: group } : {},
    toolIndex: index >= 0 ? { toolIndex: index } : {},
  };
}

function offsetNumber(args: Arguments): { toolOffsetNum?: number } {
  const offset = number(args, 'offsetNum', -1);
  return offset >= 0 ? { toolOffsetNum: offset } : {};
}

/** Tags in the answer: a channel only when it is not the main one. */
function numbers(args: Arguments, ...names: string[]): Record<string, number> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = args[name];
      return typeof value === 'number' && !(name === 'channel' && value === 0) ? [[name, value]] : [];
    }),
  );
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
