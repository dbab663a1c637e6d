import { toShopfloorError } from '../errors';

/**
 * What others wait for too. Where it fails each who waits gets an error of its own, because each adds what it was doing.
 * @example const client = await withOwnFailure(lease.value);
 */
export async function withOwnFailure<Result>(shared: Promise<Result>): Promise<Result> {
  try {
    return await shared;
  } catch (thrown) {
    throw toShopfloorError(thrown).copy();
  }
}
