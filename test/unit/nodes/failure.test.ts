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

  it('says what it is about, in fields of its own and in its text, once', () => {
    const msg: Record<string, unknown> = { _msgid: 'a' };
    const thrown = new InputError('file_name', 'The name "O1" is too long').concerning({ fileName: 'O1' });
    const error = failMessage(thrown, msg, { ...context, subject: { machineId: 'm7', cloudPath: '/NC' } });
    expect(msg['failure']).to.include({ machineId: 'm7', fileName: 'O1', cloudPath: '/NC' });
    expect(error.message).to.equal('The name "O1" is too long [machineId m7, cloudPath /NC]');
    expect((msg['failure'] as { message: string }).message).to.equal(error.message);
    expect(error).to.include({ code: 'input:file_name', field: 'file_name' });
    expect(thrown.message, 'of the one who threw it').to.equal('The name "O1" is too long');
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
