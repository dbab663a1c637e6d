import type { Answer } from '../support/answering-server';

/** The forms of answers; the document shows none. */
export interface OmsHabits {
  tokenAt?: 'data.token' | 'data.access_token' | 'data.app_token' | 'token' | 'access_token' | 'data';
  /** How an answer says that all is well. */
  success?: 'code 0' | 'code 200' | 'code "0"' | 'nothing' | 'success true';
  /** How an answer with status 200 says that something was refused. */
  failure?:
    | 'code'
    | 'textual code'
    | 'status error'
    | 'success false'
    | 'errno'
    | 'ret'
    | 'errcode'
    | 'only error';
  /** How a token that has ended is refused. */
  expiry?: 'status 401' | 'code 401' | 'status 403' | 'words';
  listAt?: 'data' | 'data.list' | 'data.rows' | 'data.records' | 'data.items' | 'data.data';
  totalAt?: 'data.total' | 'data.count' | 'total' | 'null' | 'nowhere';
  /** The total is a text. */
  textualTotal?: boolean;
  /** Ids beyond what a double holds. */
  wideIds?: boolean;
}

export function tokenAnswer(habits: OmsHabits, token: string): Answer {
  const { tokenAt = 'data.token' } = habits;
  const [outer = '', inner] = tokenAt.split('.');
  const value = inner === undefined ? token : { [inner]: token, expires_in: 7200 };
  const { success = 'code 0' } = habits;
  return { json: { ...marks[success], [outer]: value } };
}

const marks: Record<NonNullable<OmsHabits['success']>, Record<string, unknown>> = {
  'code 0': { code: 0, msg: 'ok' },
  'code 200': { code: 200, message: 'OK' },
  'code "0"': { code: '0', msg: 'ok' },
  nothing: {},
  'success true': { success: true },
};

export function succeed(habits: OmsHabits, data: unknown, beside: Record<string, unknown> = {}): Answer {
  const { success = 'code 0' } = habits;
  return { json: { ...marks[success], [success === 'success true' ? 'result' : 'data']: data, ...beside } };
}

export function fail({ failure = 'code' }: OmsHabits, code: number, text: string): Answer {
  const forms: Record<NonNullable<OmsHabits['failure']>, Record<string, unknown>> = {
    code: { code, msg: text },
    'textual code': { code: String(code), message: text },
    'status error': { status: 'error', message: text },
    'success false': { success: false, message: text, data: null },
    errno: { errno: code, errmsg: text, data: null },
    ret: { ret: -code, msg: text },
    errcode: { errcode: code, errmsg: text },
    'only error': { error: text },
  };
  return { json: forms[failure] };
}

/** A page of a list: what stands under `data`, and what beside it. */
export function listed(
  habits: OmsHabits,
  page: unknown[],
  total: number,
): [unknown, Record<string, unknown>] {
  const { listAt = 'data.list', totalAt = 'data.total', textualTotal } = habits;
  const inner = listAt.split('.')[1];
  const told = textualTotal ? String(total) : total;
  if (inner === undefined) return [page, totalAt === 'total' ? { total: told } : {}];
  const inside: Record<string, unknown> = { [inner]: page };
  if (totalAt === 'data.total') inside['total'] = told;
  if (totalAt === 'data.count') inside['count'] = told;
  if (totalAt === 'null') inside['total'] = null;
  return [inside, totalAt === 'total' ? { total: told } : {}];
}
