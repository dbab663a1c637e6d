import { expect } from 'chai';
import { NetworkError } from '../../../lib/errors';
import type { Session } from '../../../lib/session';
import { eventually } from '../../support/eventually';
import { hurried } from '../../support/fake-clock';
import { settled, TestPlatform } from './support';

describe('A token that is held (sockets end with their token)', () => {
  let platform: TestPlatform;
  let session: Session;

  let before: number;

  beforeEach(() => {
    platform = new TestPlatform();
    session = platform.session();
  });

  afterEach(() => session.close());

  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

  it('is watched from its arrival until the last one has let go, each once', async () => {
    await settled();
    before = timers();
    const first = session.hold();
    expect(timers()).to.equal(before);
    await session.token();
    expect(timers()).to.equal(before + 1);
    const second = session.hold();
    expect(timers()).to.equal(before + 1);
    first();
    first();
    expect(timers()).to.equal(before + 1);
    second();
    expect(timers()).to.equal(before);
    const third = session.hold();
    expect(timers()).to.equal(before + 1);
    session.close();
    expect(timers()).to.equal(before);
    third();
    session.hold();
    expect(timers()).to.equal(before);
  });

  it('is not watched where it has no end, nor when nobody holds it', async () => {
    await settled();
    before = timers();
    await session.token();
    expect(timers()).to.equal(before);
    platform.login = async () => ({ value: 'endless', obtainedAt: platform.now });
    session.refused(await session.token(), 'invalid');
    const letGo = session.hold();
    await session.token();
    expect(timers()).to.equal(before);
    letGo();
  });

  it('is not watched any more once it was refused', async () => {
    await settled();
    before = timers();
    session.hold();
    session.refused(await session.token(), 'invalid');
    expect(timers()).to.equal(before);
  });

  it('of months is looked at again without haste', async () => {
    let looks = 0;
    platform.lifeMs = 90 * 24 * 3_600_000;
    await session.token();
    Object.defineProperty(platform, 'now', {
      get: () => {
        looks += 1;
        return 1_000_000;
      },
    });
    session.hold();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(looks).to.be.lessThan(5);
  });

  it(
    'whose time has come is renewed at once, and again after a failure',
    hurried(async () => {
      await session.token();
      platform.now += platform.lifeMs - 60_000;
      platform.renewalFailure = new NetworkError('ECONNRESET', 'cut');
      session.hold();
      await eventually('a first renewal', () => platform.renewals === 1, 2_000);
      platform.renewalFailure = undefined;
      platform.now += 1_000;
      await eventually('a second renewal', () => platform.renewals === 2, 3_000);
    }),
  );
});
