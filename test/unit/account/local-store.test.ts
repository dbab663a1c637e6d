import { expect } from 'chai';
import { type AccountStorage, LocalStore } from '../../../lib/account/account-store';

const account = {
  platform: 'dhgj',
  baseUrl: 'http://127.0.0.1:1',
  identity: ['client'],
  secrets: ['secret'],
};

describe('The store of one process (docs/behaviour.md, "Deploys")', () => {
  const token = { value: 'token', obtainedAt: 0 };
  let store: LocalStore;
  let first: AccountStorage;

  beforeEach(async () => {
    store = new LocalStore();
    first = store.account(account);
    await first.tokens.write('key', token);
  });

  it('gives one token to all that use an account', async () => {
    expect(await store.account({ ...account }).tokens.read('key')).to.equal(token);
  });

  it('keeps the token until the last of them is closed, and then no longer', async () => {
    const second = store.account(account);
    first.close();
    first.close();
    expect(await second.tokens.read('key')).to.equal(token);
    const third = store.account(account);
    second.close();
    expect(await third.tokens.read('key')).to.equal(token);
    third.close();
    expect(await store.account(account).tokens.read('key')).to.equal(undefined);
  });

  it('keeps apart what differs in platform, address, name or secret', async () => {
    for (const other of [
      { platform: 'oms' },
      { baseUrl: 'http://127.0.0.1:2' },
      { identity: ['client', ''] },
      { secrets: ['another'] },
      { identity: [], secrets: ['client', 'secret'] },
    ]) {
      expect(await store.account({ ...account, ...other }).tokens.read('key')).to.equal(undefined);
    }
  });
});
