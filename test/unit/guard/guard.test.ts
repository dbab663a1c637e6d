import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { guarded } from '../../../lib/async/guard';

describe('A guarded handler (docs/behaviour.md, "Sockets": a throw ends the connection, never the process)', () => {
  it('gets what the emitter says, and hands on what it throws or rejects with', async () => {
    const seen: unknown[] = [];
    const failures: unknown[] = [];
    const emitter = new EventEmitter();
    const failed = (thrown: unknown) => failures.push(thrown);
    emitter.on(
      'message',
      guarded((text: string, count: number) => {
        seen.push([text, count]);
        if (count === 2) throw new Error('thrown');
        return count === 3 ? Promise.reject(new Error('rejected')) : undefined;
      }, failed),
    );
    for (const count of [1, 2, 3]) emitter.emit('message', 'a', count);
    await Promise.resolve();
    expect(seen).to.deep.equal([
      ['a', 1],
      ['a', 2],
      ['a', 3],
    ]);
    expect(failures.map(String)).to.deep.equal(['Error: thrown', 'Error: rejected']);
  });
});
