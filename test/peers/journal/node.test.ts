import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { ShopfloorError } from '../../../lib/errors';
import registerStore from '../../../nodes/journal/journal-store';
import type { JournalStoreNode } from '../../../nodes/shared/journal-store-node';
import { loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { batchOf, intervalOf, machineOf } from '../../support/journal/batches';
import { all } from '../../support/journal/requirements';
import { freePort, startTcp } from '../../support/servers';
import { PostgresServer } from '../support/postgres';

const ALWAYS = { from: 0, to: Number.MAX_SAFE_INTEGER };
const registerTls = require('@node-red/nodes/core/network/05-tls.js') as NodeInitializer;
const STORED = { password: '__PWRD__' };

describe('journal-store in PostgreSQL (docs/nodes.md, "journal-store")', function () {
  this.timeout(60_000);
  let server: PostgresServer;

  before(async () => {
    server = await PostgresServer.start();
  });
  after(() => server?.stop());
  afterEach(() => unloadFlow());

  const properties = () => ({ kind: 'postgres', file: '', url: server.url, tls: '', keepDays: '' });
  const load = (changes: object = {}): Promise<void> => {
    const store = { type: 'journal-store', ...properties(), ...changes };
    return loadFlow(
      [registerStore, registerTls],
      [
        { ...store, id: 'store' },
        { ...store, id: 'twin' },
        { id: 'trusting', type: 'tls-config', verifyservercert: false },
      ],
      { store: { password: server.password }, twin: { password: server.password } },
    );
  };
  const node = (id: string): JournalStoreNode => nodeById(id) as JournalStoreNode;
  const test = async (body: object): Promise<Record<string, unknown>> => {
    const { body: answer } = await helper
      .request()
      .post('/shopfloor/journal-store/test')
      .send(body)
      .expect(200);
    return answer as Record<string, unknown>;
  };

  it('keeps the journal in the server, opened once for all nodes with the same settings', async () => {
    await load();
    const [journal, twin] = [await node('store').openJournal(), await node('twin').openJournal()];
    await journal.write(batchOf({ machines: [machineOf()], intervals: [intervalOf(0, undefined)] }));
    expect(await all(twin.intervals(ALWAYS))).to.deep.equal([intervalOf(0, undefined)]);
    await Promise.all([journal.close(), twin.close()]);
  });

  it('says what is wrong with the server, without the password, and opens it when that is over', async () => {
    // In other words, so that it is not the one that an earlier test has left open for a while.
    await load({ url: server.url.replace('postgres:', 'postgresql:') });
    await server.halt();
    const failure = await node('store')
      .openJournal()
      .then(
        () => expect.fail('it did not fail'),
        (thrown: ShopfloorError) => thrown,
      );
    await server.start();
    expect(failure).to.include({ code: 'journal:unreachable', kind: 'network', retryable: true });
    expect(JSON.stringify([failure.message, failure.stack])).to.not.contain(server.password);
    await (await node('store').openJournal()).close();
  });

  it('opens it for "Test connection", and says what is wrong with what was typed', async () => {
    await load();
    const host = `127.0.0.1:${server.port}/postgres`;
    const typed = { password: server.password };
    expect(await test({ properties: properties(), credentials: typed })).to.deep.equal({ ok: true, host });
    const wrong = { password: 'canary-password' };
    let refused = await test({ properties: properties(), credentials: wrong });
    // A busy computer may take longer than the connection waits.
    while (refused['code'] === 'journal:unreachable')
      refused = await test({ properties: properties(), credentials: wrong });
    expect(refused, JSON.stringify(refused)).to.include({ ok: false, code: 'journal:login', kind: 'auth' });
    const nowhere = server.url.replace(String(server.port), String(await freePort()));
    const lost = await test({ properties: { ...properties(), url: nowhere }, credentials: wrong });
    expect(lost).to.include({ ok: false, code: 'journal:unreachable' });
    const written = server.url.replace('@', ':canary-password@');
    const exported = await test({ properties: { ...properties(), url: written }, credentials: typed });
    expect(exported).to.include({ ok: false, code: 'input:url' });
    expect(JSON.stringify([refused, lost, exported])).to.not.contain('canary-password');
  });

  it('sends a stored password to the server that it was deployed with, and to no other', async () => {
    await load();
    let accepted = 0;
    const trap = await startTcp(() => {
      accepted += 1;
    });
    try {
      const as = (changes: object) =>
        test({ id: 'store', properties: { ...properties(), ...changes }, credentials: STORED });
      expect(await as({})).to.include({ ok: true });
      expect(await as({ keepDays: '7' })).to.include({ ok: true });
      const elsewhere = server.url.replace(String(server.port), String(trap.port));
      for (const change of [{ url: elsewhere }, { tls: 'trusting' }, { url: `${server.url}2` }])
        expect(await as(change), JSON.stringify(change)).to.include({ ok: false, code: 'input:password' });
      expect(accepted).to.equal(0);
    } finally {
      await trap.stop();
    }
  });
});
