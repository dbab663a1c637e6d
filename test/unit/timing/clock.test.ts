import { expect } from 'chai';
import { SteadyClock, steadyTime, wallTime } from '../../../lib/async/clock';

describe('The steady clock (docs/behaviour.md, "Login and token": lives do not follow the host’s clock)', () => {
  const HOUR_MS = 3_600_000;
  let running: number;
  let wall: number;
  let sinceBoot: number;
  let clock: SteadyClock;

  const pass = (ms: number) => {
    running += ms;
    wall += ms;
    sinceBoot += ms;
  };
  const sleep = (ms: number) => {
    wall += ms;
    sinceBoot += ms;
  };

  beforeEach(() => {
    running = 5_000;
    wall = 1_700_000_000_000;
    sinceBoot = 90_000;
    clock = new SteadyClock({ running: () => running, wall: () => wall, sinceBoot: () => sinceBoot });
  });

  it('begins with what the computer takes for the time, and goes on by what passes', () => {
    expect(clock.now()).to.equal(wall);
    pass(1_234);
    expect(clock.now()).to.equal(wall);
  });

  it('does not move when the computer’s clock is set, forward or back', () => {
    const before = clock.now();
    for (const jump of [HOUR_MS, -3 * HOUR_MS, 24 * HOUR_MS, 500]) {
      wall += jump;
      expect(clock.now()).to.equal(before);
    }
    pass(100);
    expect(clock.now()).to.equal(before + 100);
  });

  it('counts the time that the computer slept, each time, also when its clock is set meanwhile', () => {
    const before = clock.now();
    sleep(8 * HOUR_MS);
    expect(clock.now()).to.equal(before + 8 * HOUR_MS);
    pass(HOUR_MS);
    sleep(HOUR_MS);
    wall -= 5 * HOUR_MS;
    expect(clock.now()).to.equal(before + 10 * HOUR_MS);
    wall += 5 * HOUR_MS;
    expect(clock.now()).to.equal(before + 10 * HOUR_MS);
  });

  it('is that of the process by default, and can be shown as the computer’s time', () => {
    expect(steadyTime()).to.be.closeTo(Date.now(), 1_000);
    expect(wallTime(steadyTime() + HOUR_MS)).to.be.closeTo(Date.now() + HOUR_MS, 1_000);
    const realNow = Date.now;
    try {
      Date.now = () => realNow() + 24 * HOUR_MS;
      expect(steadyTime()).to.be.closeTo(realNow(), 1_000);
      expect(wallTime(steadyTime())).to.be.closeTo(realNow() + 24 * HOUR_MS, 50);
    } finally {
      Date.now = realNow;
    }
  });
});
