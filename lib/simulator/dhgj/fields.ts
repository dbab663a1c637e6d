import { jsonReply, RefusedRequest, type Reply } from '../reply';
import type { SimulatedRequest } from '../request';
import { type OrderStatus, orderStatuses } from './workshop';

/** Fields of a query, a form or a JSON object. */
export type Fields = Record<string, unknown>;

/** Codes in the body; the document speaks of a table without giving it, so these are invented. */
export const businessCodes = { success: 200, badParameter: 1001, notFound: 1004, conflict: 1009 } as const;

export function success(data: unknown): Reply {
  return jsonReply({ code: businessCodes.success, message: '操作成功', data });
}

export function businessRefusal(
  code: Exclude<keyof typeof businessCodes, 'success'>,
  message: string,
): RefusedRequest {
  return new RefusedRequest(jsonReply({ code: businessCodes[code], message }));
}

/**
 * A missing or wrong parameter, or one that came in another way, is answered so (docs/platforms/dhgj.md, "Answers":
 * 请求数据 3).
 */
export function badParameter(name: string): RefusedRequest {
  return businessRefusal('badParameter', `参数错误: ${name}`);
}

export async function formFields(request: SimulatedRequest): Promise<Fields> {
  if (request.contentType !== 'application/x-www-form-urlencoded') {
    throw badParameter('Content-Type');
  }
  return Object.fromEntries(await request.form());
}

export async function jsonFields(request: SimulatedRequest): Promise<Fields> {
  if (request.contentType !== 'application/json') {
    throw badParameter('Content-Type');
  }
  const body = await request.json();
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badParameter('body');
  }
  return body as Fields;
}

/** A text of at most `longest` characters; the maximum lengths stand in each interface's table (请求数据 2). */
export function textOf(fields: Fields, name: string, longest: number): string | undefined {
  const value = fields[name];
  if (value === undefined || value === '') {
    return undefined;
  }
  if (typeof value !== 'string' || value.length > longest) {
    throw badParameter(name);
  }
  return value;
}

export function requiredText(fields: Fields, name: string, longest: number): string {
  const text = textOf(fields, name, longest);
  if (text === undefined) {
    throw badParameter(name);
  }
  return text;
}

/** A whole number within the bounds: digits in a query or form, a number in JSON. */
export function integerOf(fields: Fields, name: string, least: number, most: number): number | undefined {
  const value = fields[name];
  if (value === undefined || value === '') {
    return undefined;
  }
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most) {
    throw badParameter(name);
  }
  return number;
}

export function statusOf(fields: Fields): OrderStatus | undefined {
  const text = textOf(fields, 'status', 20);
  const status = orderStatuses.find((candidate) => candidate === text);
  if (text !== undefined && !status) {
    throw badParameter('status');
  }
  return status;
}
