import { AgentError } from './agent-error';

/** What is asked of an agent. Numbers that are undefined were not given. */
export interface AgentRequest {
  readonly kind: 'probe' | 'current' | 'sample' | 'assets';
  /** Name or uuid of one device. */
  readonly device: string | undefined;
  readonly path: string | undefined;
  readonly at: number | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** undefined: 100, or as many as the buffer holds */
  readonly count: number | undefined;
  /** ms between the parts of a stream; undefined: one answer */
  readonly interval: number | undefined;
  /** ms after which a stream that has nothing to tell says that it lives */
  readonly heartbeat: number;
  /** Only the agent's own device, or only the others. */
  readonly deviceType: 'Agent' | 'Device' | undefined;
  /** Assets by their ids; undefined: all. */
  readonly assetIds: readonly string[] | undefined;
}

const KINDS = new Set(['probe', 'current', 'sample', 'assets', 'asset']);
const DEFAULT_HEARTBEAT_MS = 10_000;
/** The longest time that a stream may wait; the reference agent takes less than 2³¹ - 1, too. */
const LONGEST_MS = 2 ** 31 - 2;

/**
 * Reads a request (MTConnect 2.4 Part 1, HTTP requests). Parameters that the standard does not know mean nothing.
 * @param names the names of its address below that of the agent, decoded, such as `['Mill 3', 'current']`
 * @throws {AgentError} INVALID_URI, INVALID_REQUEST or OUT_OF_RANGE
 */
export function agentRequest(names: readonly string[], query: URLSearchParams): AgentRequest {
  const target = targetOf(names);
  const interval = whole(query, 'interval');
  const at = whole(query, 'at');
  if (interval !== undefined) inRange('interval', interval, 0, LONGEST_MS);
  if (interval !== undefined && at !== undefined) {
    throw new AgentError('INVALID_REQUEST', "'at' and 'interval' cannot be asked for together");
  }
  const heartbeat = whole(query, 'heartbeat') ?? DEFAULT_HEARTBEAT_MS;
  inRange('heartbeat', heartbeat, 1, LONGEST_MS);
  return {
    ...target,
    path: query.get('path') ?? undefined,
    at,
    from: whole(query, 'from'),
    to: whole(query, 'to'),
    count: whole(query, 'count'),
    interval,
    heartbeat,
    deviceType: deviceType(query.get('deviceType')),
  };
}

function deviceType(text: string | null): AgentRequest['deviceType'] {
  if (text === null) return undefined;
  if (text === 'Agent' || text === 'Device') return text;
  throw new AgentError('INVALID_REQUEST', `'deviceType' is Agent or Device, not ${text.slice(0, 100)}`);
}

function targetOf(names: readonly string[]): Pick<AgentRequest, 'kind' | 'device' | 'assetIds'> {
  const [first = 'probe', second, ...rest] = names;
  if (names.length === 2 && (first === 'asset' || first === 'assets') && second !== undefined) {
    return { kind: 'assets', device: undefined, assetIds: second.split(';').filter((id) => id !== '') };
  }
  const [device, word] = names.length === 1 && !KINDS.has(first) ? [first, 'probe'] : pairOf(first, second);
  if (rest.length > 0 || !KINDS.has(word)) {
    throw new AgentError('INVALID_URI', `the agent has no answer for /${names.join('/').slice(0, 200)}`);
  }
  return { kind: word === 'asset' ? 'assets' : kindOf(word), device, assetIds: undefined };
}

function pairOf(first: string, second: string | undefined): [string | undefined, string] {
  return second === undefined ? [undefined, first] : [first, second];
}

function kindOf(word: string): AgentRequest['kind'] {
  return word === 'current' || word === 'sample' || word === 'assets' ? word : 'probe';
}

function whole(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const number = Number(text);
  if (!/^[+-]?\d+$/.test(text))
    throw new AgentError('INVALID_REQUEST', `'${name}' is not a whole number: ${text.slice(0, 100)}`);
  if (!Number.isSafeInteger(number))
    throw new AgentError(
      'OUT_OF_RANGE',
      `'${name}' is beyond all that an agent counts: ${text.slice(0, 100)}`,
    );
  return number;
}

/** @throws {AgentError} OUT_OF_RANGE for a number that is less or more */
export function inRange(name: string, value: number, least: number, most: number): void {
  if (value < least)
    throw new AgentError('OUT_OF_RANGE', `'${name}' must be at least ${least}; it is ${value}`);
  if (value > most) throw new AgentError('OUT_OF_RANGE', `'${name}' must be at most ${most}; it is ${value}`);
}
