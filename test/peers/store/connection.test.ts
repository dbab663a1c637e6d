import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { SharedStore, type StoreSettings } from '../../../lib/store';
import { redisAddress } from '../../../lib/store/settings';
import { TestIssuer } from '../../support/certificates';
import { RedisServer } from '../../support/redis-server';
import { failureOf, freePort, thrownBy } from '../../support/servers';

const PASSWORD = 'canary-password';

/** Accounts: `url` (redis, rediss, Sentinel, Cluster, with database number and user), `password`, `tls`, key prefix. */
describe('the connection to a store', function () {
  this.timeout(30_000);
  let server: RedisServer;
  const stores: SharedStore[] = [];

  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await server?.kill();
  });

  const storeWith = (settings: Partial<StoreSettings>): SharedStore => {
    const store = new SharedStore({ url: server.url, prefix: 'plant', ...settings });
    stores.push(store);
    return store;
  };

  it('logs in as a user with a password, in a database, under a prefix', async () => {
    server = await RedisServer.start([
      '--user',
      ...['shop', 'on', `>${PASSWORD}`, '~{plant}*', '&{plant}*', '+@all'],
    ]);
    const url = `redis://shop@127.0.0.1:${server.port}/3`;
    await storeWith({ url, password: PASSWORD }).probe();
    const store = storeWith({ url, password: PASSWORD });
    const { tokens } = store.account({ platform: 'mgm', baseUrl: 'x', identity: [], secrets: ['s'] });
    await tokens.exclusively('k', () => tokens.write('k', { value: 'v', obtainedAt: Date.now() }));
    const keys = await server.ask(async (redis) => {
      await redis.select(3);
      return redis.keys('*');
    });
    expect(keys).to.not.be.empty;
    expect(keys.filter((key) => !key.startsWith('{plant}:'))).to.deep.equal([]);
  });

  it('says that the login is refused, and never shows a password', async () => {
    server = await RedisServer.start(['--requirepass', 'right']);
    const wrong = await failureOf(storeWith({ password: PASSWORD }).probe());
    expect(wrong.code).to.equal('network:STORE_LOGIN');
    expect(wrong.message).to.match(/WRONGPASS|AUTH/);
    const inUrl = await failureOf(storeWith({ url: server.url.replace('//', `//:${PASSWORD}@`) }).probe());
    for (const error of [wrong, inUrl]) {
      expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.to.include(PASSWORD);
    }
  });

  it('keeps password and keys out of what DEBUG makes ioredis write', async () => {
    server = await RedisServer.start(['--requirepass', PASSWORD]);
    const probe = `
      const debug = require('debug')('test');
      const { SharedStore } = require(${JSON.stringify(require.resolve('../../../lib/store'))});
      const store = new SharedStore(JSON.parse(process.argv[1]));
      store.probe().then(() => debug('probed')).finally(() => store.close());`;
    const settings = JSON.stringify({ url: server.url, password: PASSWORD, prefix: 'plant' });
    const { stderr, stdout } = await promisify(execFile)(process.execPath, ['-e', probe, settings], {
      env: { ...process.env, DEBUG: '*' },
    });
    // What others write goes on.
    expect(stderr).to.include('probed');
    expect(stderr + stdout)
      .not.to.include(PASSWORD)
      .and.not.to.include('ioredis:');
  });

  it('speaks TLS, and trusts the issuer that it was given and no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-tls-'));
    const issuer = new TestIssuer();
    try {
      const { cert, key } = issuer.issue('IP:127.0.0.1');
      const file = (name: string, text: string) => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
      };
      const port = await freePort();
      const files = ['--tls-cert-file', file('cert', cert), '--tls-key-file', file('key', key)];
      const trust = ['--tls-ca-cert-file', file('ca', issuer.ca), '--tls-auth-clients', 'no'];
      server = await RedisServer.start(['--tls-port', String(port), ...files, ...trust]);
      const url = `rediss://127.0.0.1:${port}`;
      await storeWith({ url, tls: { ca: issuer.ca } }).probe();
      expect((await failureOf(storeWith({ url }).probe())).message).to.match(/certificate|self.signed/i);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says that nothing is there', async () => {
    server = await RedisServer.start();
    const error = await failureOf(storeWith({ url: `redis://127.0.0.1:${await freePort()}` }).probe());
    expect(error).to.include({ code: 'network:STORE', kind: 'network', retryable: true });
    expect(error.message).to.include('ECONNREFUSED');
  });

  it('refuses addresses that cannot be meant, without repeating them', () => {
    for (const url of [
      ...[
        '',
        'http://x',
        `redis:${PASSWORD}`,
        '127.0.0.1:6379',
        'redis://x/db',
        'redis://x/1/2',
        'redis://x?db=1',
      ],
      ...['redis://x:70000', 'redis://x:0', 'redis://x:-1', 'redis://x:port', 'redis://x,y/0', 'redis://'],
      ...[`redis://:100%${PASSWORD}@x`, `redis://${PASSWORD}%@x`, 'redis+sentinel://x/%/0'],
      ...[
        'redis+sentinel://x',
        'redis+sentinel://x:1,y:70000/master',
        'redis+cluster://x/1',
        'redis+cluster://x,,y',
      ],
    ]) {
      const error = thrownBy(() => redisAddress(url));
      expect(error.code, url).to.equal('input:url');
      expect(error.message).not.to.include(PASSWORD);
    }
  });

  it('takes all forms of addresses apart', () => {
    const hosts = [{ host: '::1', port: 1 }];
    const server = { kind: 'server', hosts, db: 2, secure: true, username: 'me' };
    expect(redisAddress('rediss://me@[::1]:1/2')).to.deep.equal(server);
    expect(redisAddress('redis://:p%40s%25@h/')).to.deep.equal({
      kind: 'server',
      hosts: [{ host: 'h', port: 6379 }],
      db: 0,
      secure: false,
      password: 'p@s%',
    });
    expect(redisAddress(' redis+sentinel://me@a,b:5/the%20one/3 ')).to.deep.equal({
      kind: 'sentinel',
      hosts: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 5 },
      ],
      master: 'the one',
      db: 3,
      secure: false,
      username: 'me',
    });
    expect(redisAddress('rediss+cluster://a,[::1]:7')).to.deep.equal({
      kind: 'cluster',
      hosts: [
        { host: 'a', port: 6379 },
        { host: '::1', port: 7 },
      ],
      db: 0,
      secure: true,
    });
  });
});
