import { expect } from 'chai';
import { RefusalPause } from '../../../lib/session/refusal-pause';
import { RefusedLogins } from '../../../lib/store/refused-logins';

/** docs/behaviour.md, "Login and token" */
describe('The pause after refused logins', () => {
  let now: number;
  let pause: RefusalPause<string>;

  beforeEach(() => {
    now = 1_000_000;
    pause = new RefusalPause(() => now);
  });

  it('is a minute, and grows to ten', () => {
    const lengths = [1, 2, 4, 8, 10, 10].map((minutes) => minutes * 60_000);
    for (const length of lengths) {
      pause.refused('no');
      expect(pause.pausing).to.deep.equal({ reason: 'no', since: now, until: now + length });
      now += length - 1;
      expect(pause.pausing?.reason).to.equal('no');
      now += 1;
      expect(pause.pausing).to.equal(undefined);
    }
    pause.succeeded();
    pause.refused('no');
    expect(pause.pausing?.until).to.equal(now + 60_000);
  });

  it('ends for somebody who asks, five times in ten minutes', () => {
    for (let count = 1; count <= 5; count += 1) {
      pause.refused(`no ${count}`);
      expect(pause.lockedMs).to.equal(count < 5 ? 0 : 596_000);
      pause.lift();
      expect(pause.pausing?.reason).to.equal(count < 5 ? undefined : 'no 5');
      now += 1_000;
    }
    now += 595_000;
    expect(pause.lockedMs).to.equal(0);
    pause.lift();
    expect(pause.pausing).to.equal(undefined);
  });

  it('counts what others have met with, once, and the pause that ends later', () => {
    const other = new RefusalPause<string>(() => now);
    for (let count = 0; count < 5; count += 1) {
      other.refused('theirs');
      now += 1;
    }
    pause.refused('mine');
    pause.learn(other.refusals);
    pause.learn(other.refusals);
    expect(pause.pausing?.reason).to.equal('theirs');
    expect(pause.refusals.times).to.have.length(6);
    other.learn(pause.refusals);
    expect(other.refusals).to.deep.equal(pause.refusals);
  });

  it('is none where the clock was set back before the refusal', () => {
    pause.refused('no');
    now -= 1;
    expect(pause.pausing).to.equal(undefined);
    expect(pause.lockedMs).to.equal(0);
  });

  it('matters for ten minutes more', () => {
    pause.refused('no');
    now += 660_000;
    expect(pause.isOver).to.equal(false);
    now += 1;
    expect(pause.isOver).to.equal(true);
  });
});

describe('Refused logins to a store (docs/behaviour.md, "Login and token")', () => {
  let now = 1_000_000;
  const logins = (password: string, url = 'redis://127.0.0.1:1') =>
    new RefusedLogins({ url, password, prefix: 'p' }, () => now);

  it('are those of an address with its password, also after a deploy', () => {
    logins('wrong').note('WRONGPASS');
    now += 1_000;
    logins('wrong').note('another connection of the same attempt');
    expect(logins('wrong').reason).to.equal('WRONGPASS (the next login follows in 59 s)');
    expect(logins('other').reason).to.equal(undefined);
    logins('wrong').askAgain();
    expect(logins('wrong').reason).to.equal(undefined);
    logins('wrong').note('WRONGPASS');
    expect(logins('wrong').reason).to.equal('WRONGPASS (the next login follows in 120 s)');
    logins('wrong').succeeded();
    expect(logins('wrong').reason).to.equal(undefined);
  });

  it('keep even somebody who asks waiting after five in ten minutes', () => {
    for (let count = 1; count <= 5; count += 1) {
      expect(logins('typed', 'redis://127.0.0.2:1').askAgain()).to.equal(undefined);
      logins('typed', 'redis://127.0.0.2:1').note('WRONGPASS');
    }
    expect(logins('typed', 'redis://127.0.0.2:1').askAgain()).to.match(/^WRONGPASS .*follows in 600 s/);
    expect(logins('typed', 'redis://127.0.0.2:1').reason).to.equal(
      'WRONGPASS (the next login follows in 600 s)',
    );
  });

  it('are counted for the server, whatever passwords, users and databases they were tried with', () => {
    const right = logins('right', 'redis://127.0.0.3:1');
    right.succeeded();
    for (const [index, url] of [
      'redis://127.0.0.3:1',
      'redis://127.0.0.3:1/2',
      'redis://user@127.0.0.3:1',
      'redis://user:guess@127.0.0.3:1/',
      'rediss://127.0.0.3:1',
    ].entries()) {
      const guess = logins(`guess ${index}`, url);
      expect(guess.askAgain()).to.equal(undefined);
      guess.note('WRONGPASS');
      right.succeeded();
    }
    const next = logins('one more', 'redis://127.0.0.3:1');
    expect(next.askAgain()).to.match(/not asked again: 5 logins .*follows in 600 s/);
    // What is deployed is no guess, and what was right is none either.
    expect(next.reason).to.equal(undefined);
    expect(right.askAgain()).to.equal(undefined);
    expect(logins('guess 0', 'redis://127.0.0.4:1').askAgain()).to.equal(undefined);
    now += 600_000;
    expect(next.askAgain()).to.equal(undefined);
  });
});
