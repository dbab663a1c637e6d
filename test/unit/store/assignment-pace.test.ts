import { EventEmitter } from 'node:events';
import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import type { Membership } from '../../../lib/store/membership';
import { PartitionAssignment } from '../../../lib/store/partition-assignment';
import type { RedisConnection } from '../../../lib/store/redis-connection';
import { fakeClock } from '../../support/fake-clock';

/** A store that answers as a test has it. */
class OddStore extends EventEmitter {
  readonly calls: string[] = [];

  constructor(private readonly answer: (script: string, args: (string | number)[]) => unknown) {
    super();
  }

  run(script: string, args: (string | number)[]): Promise<unknown> {
    this.calls.push(script);
    return Promise.resolve(this.answer(script, args));
  }
}

class Member extends EventEmitter {
  readonly id = 'member';
  readonly isLive = true;
  readonly state = 'up';
  readonly problem = undefined;
  beat = () => Promise.resolve();
}

describe('The machines of a process (CONTRIBUTING, "Many processes as one")', () => {
  let clock: Clock;
  let assignment: PartitionAssignment | undefined;

  beforeEach(() => {
    clock = fakeClock();
  });

  afterEach(() => {
    assignment?.stop();
    clock.uninstall();
  });

  const follow = (store: OddStore, moved: string[]): void => {
    const member = new Member();
    assignment = new PartitionAssignment(
      'group',
      store as unknown as RedisConnection,
      member as unknown as Membership,
      { heartbeatMs: 2_000, leaseMs: 8_000 } as ConstructorParameters<typeof PartitionAssignment>[3],
    );
    assignment.listen({
      onAssigned: (ids) => moved.push(...ids),
      onRevoked: (ids) => moved.push(...ids),
      onState: () => undefined,
    });
    assignment.want(Array.from({ length: 50 }, (_each, index) => `m${index}`));
  };

  it('move at a pace of its own, however a store moves them to and fro', async () => {
    const moved: string[] = [];
    let digest = '';
    let others = 0;
    const store = new OddStore((script, [, id, ...args]) => {
      if (script === 'CLAIM') return [1, ...args.slice(2)];
      if (script !== 'SYNC') return 1;
      digest = String(args[0]);
      others = others === 0 ? 1 : 0;
      const mine = [id, digest, args[1]];
      return others === 1
        ? mine
        : [...mine, ...Array.from({ length: 60 }, (_each, at) => [`a${at}`, digest, 99]).flat()];
    });
    follow(store, moved);
    const burst = 25 * 100;
    await clock.tickAsync(10_000);
    const afterBurst = moved.length;
    expect(afterBurst).to.be.above(50).and.below(burst);
    await clock.tickAsync(60_000);
    expect(moved.length - afterBurst).to.be.below(65 * 50);
  });

  it('are asked for at that pace, whatever the store says, and whatever it publishes', async () => {
    const store = new OddStore((script, [, id, ...args]) =>
      script === 'CLAIM' ? [-1] : script === 'SYNC' ? [id, args[0], 0] : 1,
    );
    follow(store, []);
    const news = setInterval(() => store.emit('message', '*'), 10);
    await clock.tickAsync(60_000);
    clearInterval(news);
    expect(store.calls.length).to.be.within(60, 300);
  });
});
