/** A command as ioredis keeps it until it is answered. */
export interface WaitingCommand {
  name: string;
  args: readonly unknown[];
}

/** Redis divides its keys among so many slots. */
const SLOTS = 16_384;
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

/** `[[first slot, last slot, [host, port, …], …], …]` */
function isSlots(reply: unknown): boolean {
  return Array.isArray(reply) && reply.every(isRange);
}

function isRange(range: unknown): boolean {
  if (!Array.isArray(range)) return false;
  const [first, last, ...nodes] = range as unknown[];
  return isSlot(first) && isSlot(last) && nodes.every(isNode);
}

function isSlot(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < SLOTS;
}

function isNode(node: unknown): boolean {
  if (!Array.isArray(node)) return false;
  const [host, port] = node as unknown[];
  // A node that does not know its own name is left out by the client.
  return host === null || (isText(host) && Number.isInteger(port) && (port as number) <= 0xffff);
}

/** Texts arrive as bytes. */
function isText(value: unknown): boolean {
  return Buffer.isBuffer(value);
}
