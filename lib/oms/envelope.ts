import { isPlainObject, numberOf, textOf } from '../json/json-values';

/** What a body says of itself; the form of answers is our reading (docs/platforms/oms.md, "Answers"). */
export interface Envelope {
  code: number | undefined;
  isFailure: boolean;
  text: string;
  /** The body without what only tells how the call went, where it is an envelope; else the body itself. */
  content: unknown;
}

const SUCCESS_CODES = new Set([0, 200]);
/** Numbers that are 0 for success and nothing else. */
const ERROR_NUMBERS = ['errno', 'errcode', 'ret'];
const TEXTS = ['msg', 'message', 'errmsg', 'error_description'];
const PLACES = ['data', 'result'];
const ENVELOPE_FIELDS = new Set([
  ...['code', 'success', 'status', 'error', 'timestamp', 'path'],
  ...ERROR_NUMBERS,
  ...TEXTS,
  ...PLACES,
]);
const FAILED = /^(error|fail|failed|failure)$/i;

export function open(body: unknown): Envelope {
  if (!isPlainObject(body)) return { code: undefined, isFailure: false, text: '', content: body };
  const code = codeOf(body);
  const errorNumber = errorNumberOf(body);
  const isFailure =
    (code !== undefined && !SUCCESS_CODES.has(code)) ||
    (errorNumber ?? 0) !== 0 ||
    isNo(body['success']) ||
    saysFailed(body, code) ||
    isErrorAlone(body);
  return {
    // A success in `code` does not count where another field names a failure.
    code:
      (errorNumber ?? 0) !== 0
        ? errorNumber
        : isFailure && isSuccess(code)
          ? undefined
          : (code ?? errorNumber),
    isFailure,
    text: textIn(body),
    content: contentOf(body, code ?? errorNumber),
  };
}

/** What the caller wants of an answer: the innermost of `data`, `result` and `data.data`. */
export function dataOf(content: unknown): unknown {
  if (!isPlainObject(content)) return content;
  const place = PLACES.find((name) => Object.hasOwn(content, name));
  if (place === undefined || (place === 'result' && !isEnvelopeOnly(content))) return content;
  const data = content[place];
  const isNested = isPlainObject(data) && Object.hasOwn(data, 'data') && Object.keys(data).length === 1;
  return isNested ? data['data'] : data;
}

function isSuccess(code: number | undefined): boolean {
  return code !== undefined && SUCCESS_CODES.has(code);
}

/** A number, or digits beside what makes an envelope: products have a field `code` of their own. */
function codeOf(body: Record<string, unknown>): number | undefined {
  const { code } = body;
  if (typeof code === 'number') return code;
  const isEnvelope = 'msg' in body || 'message' in body || 'data' in body;
  return isEnvelope && typeof code === 'string' && /^-?\d{1,9}$/.test(code) ? Number(code) : undefined;
}

function errorNumberOf(body: Record<string, unknown>): number | undefined {
  const numbers = ERROR_NUMBERS.map((name) => numberOf(body[name])).filter((each) => each !== undefined);
  return numbers.find((each) => each !== 0) ?? numbers[0];
}

function isNo(value: unknown): boolean {
  return value === false || (typeof value === 'string' && /^false$/i.test(value));
}

/** Devices have a `status` too: it tells of the call where nothing else stands beside it, or a text and no code. */
function saysFailed(body: Record<string, unknown>, code: number | undefined): boolean {
  const { status } = body;
  if (typeof status !== 'string' || !FAILED.test(status)) return false;
  return isEnvelopeOnly(body) || (code === undefined && textIn(body) !== '');
}

function isErrorAlone(body: Record<string, unknown>): boolean {
  const { error } = body;
  const isTold = error !== undefined && error !== null && error !== false && error !== '' && error !== 0;
  return isTold && isEnvelopeOnly(body) && PLACES.every((name) => (body[name] ?? null) === null);
}

function isEnvelopeOnly(body: Record<string, unknown>): boolean {
  return Object.keys(body).every((name) => ENVELOPE_FIELDS.has(name));
}

function textIn(body: Record<string, unknown>): string {
  const { error } = body;
  const candidates = [
    ...TEXTS.map((name) => body[name]),
    error,
    isPlainObject(error) ? error['message'] : '',
  ];
  return candidates.map(textOf).find((text) => text !== undefined && text !== '') ?? '';
}

function contentOf(body: Record<string, unknown>, code: number | undefined): unknown {
  const { success } = body;
  const isMarked = code !== undefined || success === true || success === 'true';
  if (!isMarked) return body;
  const telling = new Set(['code', 'success', 'msg', 'message', 'errmsg', ...ERROR_NUMBERS]);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !telling.has(name)));
}
