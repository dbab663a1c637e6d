/** A command as ioredis keeps it until it is answered. */
export interface WaitingCommand {
  name: string;
  args: readonly unknown[];
}

/** Redis divides its keys among so many slots. */
const SLOTS = 16_384;
/** A Cluster has a thousand nodes at most, of which a range has its own and some replicas; a host name 253 characters. */
const MOST_NODES = 1_000;
const MOST_NODES_OF_A_RANGE = 32;
const LONGEST_HOST = 253;
const INFO_LINE = /^loading_eta_seconds:(.*)$/m;

/**
 * True for a reply that ioredis can read. Of these commands it reads the replies itself, in callbacks where nobody
 * catches what it throws; whoever asked checks the replies to all others.
 */
export function isReadable({ name, args }: WaitingCommand, reply: unknown): boolean {
  switch (name.toLowerCase()) {
    case 'subscribe':
      return isEvent(reply);
    case 'info':
      return isInfo(reply);
    case 'cluster':
      return String(args[0]).toLowerCase() === 'slots' ? isSlots(reply) : isText(reply);
    default:
      return true;
  }
}

/** `[kind, channel, number of channels or text]`, as a connection with a subscription gets it. */
export function isEvent(reply: unknown): boolean {
  if (!Array.isArray(reply)) return false;
  const [kind, channel, content] = reply as unknown[];
  return isText(kind) && isText(channel) && (isText(content) || Number.isInteger(content));
}

/** The client asks again after so many seconds: at once, and for ever, where they are no number. */
function isInfo(reply: unknown): boolean {
  if (!isText(reply)) return false;
  const [, seconds] = INFO_LINE.exec(String(reply)) ?? [];
  return seconds === undefined || Number.parseFloat(seconds) > 0;
}

type Range = readonly [first: number, last: number, ...nodes: [host: Buffer | null, port: number][]];

/**
 * `[[first slot, last slot, [host, port, …], …], …]`. The client goes through the nodes of each slot, and makes a
 * connection for each node, so that one answer with more than a Cluster has would keep the process for minutes.
 */
function isSlots(reply: unknown): boolean {
  if (!Array.isArray(reply) || reply.length > SLOTS || !reply.every(isRange)) return false;
  const nodes = new Set<string>();
  let slots = 0;
  for (const [first, last, ...ofRange] of reply) {
    slots += last - first + 1;
    for (const [host, port] of ofRange) nodes.add(`${host}:${port}`);
  }
  return slots <= SLOTS && nodes.size <= MOST_NODES;
}

function isRange(range: unknown): range is Range {
  if (!Array.isArray(range)) return false;
  const [first, last, ...nodes] = range as unknown[];
  if (!isSlot(first) || !isSlot(last) || first > last) return false;
  return nodes.length <= MOST_NODES_OF_A_RANGE && nodes.every(isNode);
}

function isSlot(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < SLOTS;
}

function isNode(node: unknown): boolean {
  if (!Array.isArray(node)) return false;
  const [host, port] = node as unknown[];
  // A node that does not know its own name is left out by the client.
  if (host === null) return true;
  return isText(host) && host.length <= LONGEST_HOST && Number.isInteger(port) && (port as number) <= 0xffff;
}

/** Texts arrive as bytes. */
function isText(value: unknown): value is Buffer {
  return Buffer.isBuffer(value);
}
