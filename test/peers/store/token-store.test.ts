import { expect } from 'chai';
import type { AccountStorage } from '../../../lib/account/account-store';
import { PlatformError } from '../../../lib/errors';
import { Session, type Token, type TokenProvider, type TokenStore } from '../../../lib/session';
import type { SharedStore } from '../../../lib/store';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';
import { failureOf } from '../../support/servers';
import { processStore } from './support';

const SECRET = 'canary-secret';

/** A platform whose newest token alone is valid, as all processes meet it. */
class Platform {
  logins = 0;
  underWay = 0;
  mostUnderWay = 0;
  refusal: Error | undefined;
  lifeMs = 7_200_000;

  tokenProvider(): TokenProvider {
    return {
      prolongs: true,
      login: async () => {
        this.underWay += 1;
        this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
        await new Promise((resolve) => setTimeout(resolve, 50));
        this.underWay -= 1;
        this.logins += 1;
        if (this.refusal) throw this.refusal;
        return this.token(`canary-token-${this.logins}`);
      },
      renew: async (token: Token) => this.token(token.value),
    };
  }

  private token(value: string): Token {
    const obtainedAt = Date.now();
    return {
      value,
      renewalValue: `canary-renewal-${value}`,
      obtainedAt,
      expiresAt: obtainedAt + this.lifeMs,
    };
  }
}

/** Accounts, "What holds for every account": one token for all processes. */
describe('the shared store of tokens', function () {
  this.timeout(60_000);
  let server: RedisServer;
  let platform: Platform;
  let open: { session: Session; share: AccountStorage; store: SharedStore }[];

  beforeEach(async () => {
    server = await RedisServer.start();
    platform = new Platform();
    open = [];
  });

  afterEach(async () => {
    for (const each of [...open]) await end(each.session);
    await server.kill();
  });

  /** An account as one more process has it. */
  const account = (secret = SECRET): Session => {
    const store = processStore(server);
    const share = store.account({
      platform: 'mgm',
      baseUrl: 'http://127.0.0.1/v1',
      identity: ['canary-key'],
      secrets: [secret],
    });
    const session = new Session({
      key: `account ${secret}`,
      tokenProvider: platform.tokenProvider(),
      store: share.tokens,
    });
    open.push({ session, share, store });
    return session;
  };

  const end = async (session: Session): Promise<void> => {
    const at = open.findIndex((each) => each.session === session);
    const [ended] = open.splice(at, 1);
    session.close();
    ended?.share.close();
    await ended?.store.close();
  };

  it('eight processes that need a token at once make one login', async () => {
    const tokens = await Promise.all(Array.from({ length: 8 }, () => account().token()));
    expect(new Set(tokens.map(({ value }) => value)).size).to.equal(1);
    expect(platform.logins).to.equal(1);
  });

  it('a token survives the restart of the only process', async () => {
    const first = account();
    const { value } = await first.token();
    await end(first);
    expect((await account().token()).value).to.equal(value);
    expect(platform.logins).to.equal(1);
  });

  it('an entry that somebody else has made too large counts as none, and is not handed over', async () => {
    await account().token();
    await server.ask(async (redis) => {
      for (const key of await redis.keys('*:token:*')) await redis.set(key, 'x'.repeat(5_000_000));
      await redis.call('CONFIG', 'RESETSTAT');
    });
    expect((await account().token()).value).to.equal('canary-token-2');
    const stats = await server.ask((redis) => redis.info('stats'));
    const [, sent = ''] = /total_net_output_bytes:(\d+)/.exec(stats) ?? [];
    expect(Number(sent)).to.be.within(1, 1_000_000);
  });

  it('a token that was refused as too old is looked for in the store before anybody logs in', async () => {
    const [first, second] = [account(), account()];
    const old = await first.token();
    await second.token();
    second.refused(old, 'superseded');
    const fresh = await second.token();
    first.refused(old, 'superseded');
    expect((await first.token()).value).to.equal(fresh.value);
    expect(platform.logins).to.equal(2);
  });

  it('wins a token back from another program once a minute, however many processes lose it', async () => {
    const sessions = [account(), account(), account()];
    const steal = async () => {
      const tokens = await Promise.allSettled(sessions.map((session) => session.token()));
      for (const [index, outcome] of tokens.entries()) {
        if (outcome.status === 'fulfilled') sessions[index]?.refused(outcome.value, 'superseded');
      }
    };
    await steal();
    await steal();
    await steal();
    expect((await failureOf((sessions[2] as Session).token())).code).to.equal('session:rival');
    expect(platform.logins).to.equal(2);
  });

  it('a login that was refused to one process is not tried by the others', async () => {
    platform.refusal = new PlatformError('wrong secret', {
      code: 'mgm:3001',
      kind: 'auth',
      retryable: false,
    });
    expect((await failureOf(account().token())).code).to.equal('mgm:3001');
    expect((await failureOf(account().token())).code).to.equal('mgm:3001');
    expect(platform.logins).to.equal(1);
    platform.refusal = undefined;
    await account('another-secret').token();
    expect(platform.logins).to.equal(2);
  });

  it('holds neither secret nor token nor key that anybody could read or guess from', async () => {
    const session = account();
    const { value, renewalValue } = await session.token();
    const everything = await server.everything();
    expect(everything).to.include('token');
    for (const secret of [SECRET, value, String(renewalValue), 'canary']) {
      expect(everything).not.to.include(secret);
      expect(everything).not.to.include(Buffer.from(secret).toString('base64').slice(0, -4));
    }
  });

  it('cannot be read with another secret, and what was tampered with counts for nothing', async () => {
    await account().token();
    await server.ask(async (redis) => {
      for (const key of await redis.keys('*:token:*')) {
        const entry = Buffer.from(String(await redis.get(key)), 'base64');
        entry[40] = (entry[40] ?? 0) ^ 1;
        await redis.set(key, entry.toString('base64'), 'KEEPTTL');
      }
    });
    await account().token();
    await account('other').token();
    expect(platform.logins).to.equal(3);
  });

  it('a holder of the lock that dies keeps nobody for longer than its lease', async () => {
    account();
    const [dying] = open;
    const begun = new Promise<void>((resolve) => {
      const login = () => {
        resolve();
        return new Promise<Token>(() => undefined);
      };
      const key = `account ${SECRET}`;
      const hanging = new Session({
        key,
        tokenProvider: { login },
        store: dying?.share.tokens as TokenStore,
      });
      hanging.token().catch(() => undefined);
    });
    await begun;
    await dying?.store.close();
    const asked = performance.now();
    await account().token();
    expect(performance.now() - asked).to.be.within(5_000, 12_000);
  });

  it('without the server the token that there is goes on and is prolonged; nobody logs in', async () => {
    platform.lifeMs = 4_000;
    const session = account();
    const release = session.hold();
    const { value } = await session.token();
    await server.kill();
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect((await session.token()).value).to.equal(value);
    release();
    expect((await failureOf(account().token())).code).to.equal('network:STORE');
    expect(platform.logins).to.equal(1);
  });

  it('a server that has forgotten the token learns it again', async () => {
    const session = account();
    const { value } = await session.token();
    await server.kill();
    await server.start();
    await eventually('the store is back', () => open[0]?.store.state === 'up', 20_000);
    const read = () => server.everything();
    for (let tries = 0; !(await read()).includes(':token:') && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await account().token()).value).to.equal(value);
    expect(platform.logins).to.equal(1);
  });
});
