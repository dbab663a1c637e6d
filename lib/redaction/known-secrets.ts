import { Effort } from './effort';
import { foldedAt } from './fold';
import { Secret } from './secret';
import { Escapes, startsEscape } from './spelling';
import { readings, type View, viewOf } from './view';

export const MASK = '***';
/** How many encodings are undone one after another, such as Base64 in an address or JSON in Base64. */
const DEEPEST_READING = 2;
/** A mask and its neighbours may form a secret again, so the text is searched so many times. */
const MOST_ROUNDS = 3;

type Span = [start: number, end: number];

interface Held {
  secret: Secret;
  holders: number;
}

const held = new Map<string, Held>();
const byStart = new Map<string, Set<Secret>>();
/** 1 for the codes of characters in `byStart`, as they are compared; an array, because every character of every text is looked up. */
const isStart = new Uint8Array(0x10000);

/**
 * From now on no text that leaves the package holds this secret, however it is written, until the returned function
 * is called.
 */
export function holdSecret(text: string): () => void {
  const entry = held.get(text) ?? { secret: new Secret(text), holders: 0 };
  held.set(text, entry);
  entry.holders += 1;
  if (entry.holders === 1) {
    for (const start of entry.secret.starts) {
      const secrets = byStart.get(start) ?? new Set();
      byStart.set(start, secrets.add(entry.secret));
      isStart[start.charCodeAt(0)] = 1;
    }
  }
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    entry.holders -= 1;
    if (entry.holders === 0) forget(text, entry.secret);
  };
}

/** The length of the longest secret that is held. */
export function longestSecret(): number {
  let longest = 0;
  for (const text of held.keys()) longest = Math.max(longest, text.length);
  return longest;
}

/**
 * The text with a mask in the place of each secret that is held. A text that would take too long to search is masked as
 * a whole: tokens and texts that are made for that are told by nobody but a hostile platform.
 */
export function redact(text: string): string {
  let cleaned = text;
  const effort = new Effort(text.length);
  for (let round = 0; round < MOST_ROUNDS && held.size > 0; round += 1) {
    const spans = secretsIn(viewOf(cleaned), DEEPEST_READING, effort);
    if (effort.isSpent) return MASK;
    if (spans.length === 0) break;
    cleaned = masked(cleaned, spans);
  }
  return cleaned;
}

function forget(text: string, secret: Secret): void {
  held.delete(text);
  for (const start of secret.starts) {
    const secrets = byStart.get(start);
    secrets?.delete(secret);
    if (secrets?.size !== 0) continue;
    byStart.delete(start);
    isStart[start.charCodeAt(0)] = 0;
  }
}

function secretsIn(view: View, depth: number, effort: Effort): Span[] {
  const spans: Span[] = [];
  const { text } = view;
  const escapes = new Escapes(text);
  const look = (start: number, index: number): void => {
    if (isStart[start] !== 1) return;
    for (const secret of byStart.get(String.fromCharCode(start)) ?? []) {
      const end = secret.endIn(escapes, index, effort);
      if (end !== undefined) spans.push([view.start(index), view.end(end - 1)]);
    }
  };
  for (let index = 0; index < text.length && !effort.isSpent; index += 1) {
    look(foldedAt(text, index), index);
    if (!startsEscape(text.charCodeAt(index))) continue;
    for (const escaped of escapes.at(index)) look(foldedAt(escaped.text, 0), index);
  }
  if (depth === 0) return spans;
  for (const reading of readings(view))
    for (const span of secretsIn(reading, depth - 1, effort)) spans.push(span);
  return spans;
}

function masked(text: string, spans: Span[]): string {
  let cleaned = '';
  let done = 0;
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (start >= done) cleaned += text.slice(done, start) + MASK;
    done = Math.max(done, end);
  }
  return cleaned + text.slice(done);
}
