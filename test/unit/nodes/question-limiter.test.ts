import { mock } from 'node:test';
import { expect } from 'chai';
import { deferred } from '../../../lib/async/timing';
import { AbortedError } from '../../../lib/errors';
import { QuestionLimiter } from '../../../nodes/shared/question-limiter';
import { failureOf } from '../../support/servers';

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('The editor’s questions to platforms (SECURITY.md, "What is promised": one at a time for each user, thirty a minute)', () => {
  let handler: QuestionLimiter;
  let now: number;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    now = 0;
    handler = new QuestionLimiter(() => now);
  });

  afterEach(() => mock.timers.reset());

  const ask = <T>(user: string, work: (signal: AbortSignal) => Promise<T>, gone = never) =>
    handler.ask(user, 3, gone, work);

  it('are asked one at a time for each user: a second waits a second, and is refused then', async () => {
    const first = deferred<string>();
    const asked: string[] = [];
    const one = ask('a', () => first.promise);
    const second = failureOf(ask('a', async () => asked.push('second')));
    expect(await ask('b', async () => 'other user')).to.equal('other user');
    mock.timers.tick(999);
    await settled();
    mock.timers.tick(1);
    expect(await second).to.include({ code: 'shopfloor:busy', kind: 'conflict' });
    first.resolve('done');
    expect(await one).to.equal('done');
    expect(await ask('a', async () => 'next')).to.equal('next');
    expect(asked).to.deep.equal([]);
  });

  it('a second is asked when the first is done with within the second, and a third is not asked beside it', async () => {
    const first = deferred<string>();
    const second = deferred<string>();
    const one = ask('a', () => first.promise);
    const two = ask('a', () => second.promise);
    const three = failureOf(ask('a', async () => 'three'));
    first.resolve('one');
    expect(await one).to.equal('one');
    await settled();
    mock.timers.tick(1_000);
    expect(await three).to.include({ code: 'shopfloor:busy' });
    second.resolve('two');
    expect(await two).to.equal('two');
  });

  it('fail without being in the way of the next', async () => {
    expect((await failureOf(ask('a', () => Promise.reject(new AbortedError('x'))))).code).to.equal('aborted');
    expect(await ask('a', async () => 'next')).to.equal('next');
  });

  it('are so many in any minute for each user, and the error names the setting', async () => {
    for (const time of [0, 10_000, 20_000]) {
      now = time;
      await ask('a', async () => time);
    }
    now = 59_999;
    const refused = await failureOf(ask('a', async () => 'too many'));
    expect(refused).to.include({ code: 'shopfloor:tests-per-minute', kind: 'rate-limit' });
    expect(refused.message).to.include('shopfloorTestsPerMinute');
    expect(await ask('b', async () => 'other user')).to.equal('other user');
    now = 60_000;
    expect(await ask('a', async () => 'again')).to.equal('again');
    expect(await failureOf(ask('a', async () => 'too many'))).to.include({ kind: 'rate-limit' });
  });

  it('are given up when nobody waits for the answer any more', async () => {
    const gone = new AbortController();
    let signal: AbortSignal | undefined;
    const asked = ask(
      'a',
      (given) => {
        signal = given;
        return new Promise((_resolve, reject) =>
          given.addEventListener('abort', () => reject(new AbortedError('gone'))),
        );
      },
      gone.signal,
    );
    expect(signal?.aborted).to.equal(false);
    gone.abort();
    expect((await failureOf(asked)).code).to.equal('aborted');
    expect(await ask('a', async () => 'next')).to.equal('next');
  });

  it('are given up after five minutes', async () => {
    const asked = ask(
      'a',
      (signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new AbortedError('limit'))),
        ),
    );
    mock.timers.tick(300_000);
    const failure = await failureOf(asked);
    expect(failure.code).to.equal('timeout');
    expect(failure.message).to.include('5 minutes');
  });

  it('are not remembered for users who have not asked for a minute', async () => {
    for (let user = 0; user < 1_000; user += 1) {
      now += 100;
      await ask(`user ${user}`, async () => user);
    }
    expect(handler.known).to.be.at.most(601);
  });
});
