import { MOST_MESSAGE_VALUES, parseJson } from '../../json/exact-json';
import { numberOf } from '../../json/json-values';
import { presentableText } from '../../redaction';

/** What a SockJS server puts into one frame (SockJS protocol 0.3.3, "Framing"). */
export type SockJsFrame =
  | { type: 'open' | 'heartbeat' }
  | { type: 'messages'; messages: unknown[] }
  | { type: 'close'; code: number; reason: string }
  | { type: 'unreadable' };

const LONGEST_REASON = 200;

/** One frame. A close code counts with and without a text. */
export function readFrame(frame: string): SockJsFrame {
  switch (frame[0]) {
    case 'o':
      return { type: 'open' };
    case 'h':
      return { type: 'heartbeat' };
    case 'a':
      return messagesOf(payloadOf(frame));
    case 'm':
      return messagesOf([payloadOf(frame)]);
    case 'c':
      return closeOf(payloadOf(frame));
    default:
      return { type: 'unreadable' };
  }
}

function payloadOf(frame: string): unknown {
  try {
    return parseJson(frame.slice(1), { mostValues: MOST_MESSAGE_VALUES });
  } catch {
    return undefined;
  }
}

function messagesOf(payload: unknown): SockJsFrame {
  if (!Array.isArray(payload) || payload.includes(undefined)) return { type: 'unreadable' };
  return { type: 'messages', messages: payload as unknown[] };
}

function closeOf(payload: unknown): SockJsFrame {
  const [said, reason]: unknown[] = Array.isArray(payload) ? payload : [payload];
  // The npm server writes what it is given, text or number.
  const code = numberOf(said);
  if (code === undefined || !Number.isInteger(code)) return { type: 'unreadable' };
  return {
    type: 'close',
    code,
    reason: typeof reason === 'string' ? presentableText(reason, LONGEST_REASON) : '',
  };
}
