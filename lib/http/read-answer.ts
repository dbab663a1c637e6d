import { toShopfloorError } from '../errors';
import type { CallReport, CallResult } from './api-client';

/** An answer's data as `read` understands it; what that finds wrong belongs to the call like any other failure of it. */
export function readAnswer<Data>(
  { data, call }: CallResult,
  read: (data: unknown, call: CallReport) => Data,
): CallResult<Data> {
  try {
    return { data: read(data, call), call };
  } catch (thrown) {
    const error = toShopfloorError(thrown).during(call.platform, call.operation);
    error.attempts = call.attempts;
    error.httpStatus ??= call.status;
    throw error;
  }
}
