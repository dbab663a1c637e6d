import { InputError } from '../../lib/errors';
import { isPlainObject } from '../../lib/json/json-values';
import type { Parameters } from '../shared/parameters';

/** The device that a call is for, and on whose behalf it is made. */
export async function deviceOf(
  parameters: Parameters,
): Promise<{ deviceId: string; userId?: string | null }> {
  const isNull = (await parameters.value('userId', 'user_id')) === null;
  const userId = isNull ? null : await parameters.text('userId', 'user_id');
  return {
    deviceId: await parameters.requiredText('deviceId', 'device_id'),
    ...(userId === undefined ? {} : { userId }),
  };
}

/** The fields that a call hands to the device; undefined when there are none. */
export async function paramsOf(parameters: Parameters): Promise<Record<string, unknown> | undefined> {
  const params = await parameters.value('params', 'params');
  if (params === undefined || isPlainObject(params)) return params;
  throw new InputError('params', '"params" must be an object with fields by name');
}
