import { InputError } from '../../lib/errors';
import type { Parameters } from './parameters';

/**
 * Throws `InputError` unless the node has the tick `allowChanges`, in which no message has a say.
 * @param what names the operation and says what it changes
 */
export function refuseUnwantedChange(what: string, parameters: Parameters): void {
  if (parameters.isTicked('allowChanges')) return;
  throw new InputError('allowChanges', `${what}: tick "allow changes" in the node if that is meant`);
}
