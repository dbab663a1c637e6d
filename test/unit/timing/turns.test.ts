import { expect } from 'chai';
import { Turns } from '../../../lib/async/turns';

describe('Messages of all sockets (SECURITY: the Node-RED process goes on)', () => {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const never = (thrown: unknown) => {
    throw thrown;
  };

  it('are handled at once while few come, so many bytes in a turn when many do, in their order', async () => {
    const turns = new Turns(1_000);
    const done: number[] = [];
    for (let count = 0; count < 5; count += 1) turns.take(400, () => done.push(count), never);
    expect(done).to.deep.equal([0, 1, 2]);
    expect(turns.isBusy).to.equal(true);
    await turn();
    expect(done).to.deep.equal([0, 1, 2, 3, 4]);
    expect(turns.isBusy).to.equal(false);
    await turns.rest();
  });

  it('leave the rest to later turns when other work has filled this one', async () => {
    const turns = new Turns(1_000);
    turns.count(2_000);
    expect(turns.isBusy).to.equal(true);
    await turns.rest();
    expect(turns.isBusy).to.equal(false);
  });

  it('may bring further ones, which come after those that wait', async () => {
    const turns = new Turns(100);
    const done: string[] = [];
    turns.take(100, () => done.push('first'), never);
    turns.take(
      100,
      () => {
        done.push('second');
        turns.take(0, () => done.push('of the second'), never);
      },
      never,
    );
    turns.take(100, () => done.push('third'), never);
    await turns.rest();
    expect(done).to.deep.equal(['first', 'second', 'third', 'of the second']);
  });

  it('that cannot be handled do not keep others waiting', async () => {
    const turns = new Turns(10);
    const failures: unknown[] = [];
    const fail = () => {
      throw new Error('no');
    };
    turns.take(10, () => undefined, never);
    turns.take(10, fail, (thrown) => failures.push(thrown));
    await turns.rest();
    expect(failures).to.have.length(1);
  });
});
