import { expect } from 'chai';
import { InputError } from '../../../lib/errors';
import { failMessage } from '../../../nodes/shared/failure';

const context = { platform: 'mgm', operation: 'trans_file' };

describe('The failure of a message (docs/behaviour.md, "Failures": msg.failure)', () => {
  it('is set on the message', () => {
    const msg: Record<string, unknown> = { _msgid: 'a' };
    const error = failMessage(new InputError('machine_id', 'missing'), msg, context);
    expect(msg['failure']).to.include({ code: 'input:machine_id', platform: 'mgm' });
    expect(error.code).to.equal('input:machine_id');
  });

  it('is told by the error alone where another node has closed the message to changes', () => {
    for (const msg of [
      Object.freeze({ _msgid: 'a' }),
      Object.defineProperty({ _msgid: 'a' }, 'failure', {
        get: () => undefined,
        set: () => {
          throw new Error('no');
        },
      }),
    ]) {
      expect(failMessage(new InputError('machine_id', 'missing'), msg, context).code).to.equal(
        'input:machine_id',
      );
    }
  });
});
