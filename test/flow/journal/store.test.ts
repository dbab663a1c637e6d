import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import type { ShopfloorError } from '../../../lib/errors';
import registerStore from '../../../nodes/journal/journal-store';
import type { JournalStoreNode } from '../../../nodes/shared/journal-store-node';
import { journalStoreOf } from '../../../nodes/shared/journal-store-node';
import { type FlowNode, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { batchOf, intervalOf, KEY, MORNING, machineOf } from '../../support/journal/batches';
import { all } from '../../support/journal/requirements';

const ALWAYS = { from: 0, to: MORNING * 2 };

describe('journal-store (docs/nodes.md, "journal-store")', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'user-directory-'));
    helper.settings({ userDir: folder } as object as Parameters<typeof helper.settings>[0]);
  });
  afterEach(() => unloadFlow());
  after(async () => {
    helper.settings({});
    await rm(folder, { recursive: true });
  });

  const load = (...stores: object[]): Promise<void> =>
    loadFlow(
      [registerStore],
      stores.map(
        (store, index) => ({ id: `store${index}`, type: 'journal-store', ...store }) as object as FlowNode,
      ),
    );
  const node = (index = 0): JournalStoreNode => nodeById(`store${index}`) as JournalStoreNode;
  const failureOf = (promise: Promise<unknown>): Promise<ShopfloorError> =>
    promise.then(
      () => expect.fail('it did not fail'),
      (thrown: ShopfloorError) => thrown,
    );

  it('keeps the journal in journal.sqlite in the user directory, opened when it is first needed', async () => {
    await load({});
    const file = join(folder, 'journal.sqlite');
    expect(existsSync(file)).to.equal(false);
    const journal = await node().openJournal();
    await journal.write(batchOf({ machines: [machineOf()] }));
    await journal.close();
    expect(existsSync(file)).to.equal(true);
  });

  it('shares one open file between all nodes and over a deploy', async () => {
    const file = 'shop/floor.sqlite';
    await load({ file }, { file: join(folder, file) });
    const [first, second] = [await node(0).openJournal(), await node(1).openJournal()];
    await first.write(batchOf({ machines: [machineOf()], intervals: [intervalOf(0, undefined)] }));
    expect(await all(second.intervals(ALWAYS))).to.deep.equal([intervalOf(0, undefined)]);
    await unloadFlow();
    // Nodes of other tabs are closed after the config node, and write their last rows.
    await first.write(batchOf({ machines: [machineOf()], intervals: [intervalOf(0, 5)] }));
    await first.close();
    await load({ file });
    const third = await node().openJournal();
    await second.close();
    expect(await all(third.intervals(ALWAYS))).to.deep.equal([intervalOf(0, 5)]);
    expect((await third.remainders([KEY])).has(KEY)).to.equal(true);
    await third.close();
  });

  it('refuses files of Node-RED itself, what is no text, and a variable that is not set', async () => {
    const files = ['settings.js', 'lib/x.sqlite', '.config.nodes.json', 7, '$(JOURNAL_OF_NOBODY)'];
    await load(...files.map((file) => ({ file })));
    for (const index of files.keys())
      expect((await failureOf(node(index).openJournal())).code, String(files[index])).to.equal('input:file');
  });

  it('refuses what is no number of days', async () => {
    const values = ['none', '0', '-1', '1e9', '5 days'];
    await load(...values.map((keepDays) => ({ keepDays })));
    for (const index of values.keys())
      expect((await failureOf(node(index).openJournal())).code, values[index]).to.equal('input:keepDays');
  });

  it('refuses an address that is missing, unset, or holds a password, a kind that it does not know, and TLS that is gone', async () => {
    const postgres = { kind: 'postgres', url: 'postgres://user@127.0.0.1:1/plant' };
    const wrong: readonly [object, string][] = [
      [{ kind: 'mysql' }, 'input:kind'],
      [{ kind: 7 }, 'input:kind'],
      [{ kind: 'postgres' }, 'input:url'],
      [{ ...postgres, url: 7 }, 'input:url'],
      [{ ...postgres, url: '$(JOURNAL_OF_NOBODY)' }, 'input:url'],
      [{ ...postgres, url: 'postgres://user:canary-password@127.0.0.1:1/plant' }, 'input:url'],
      [{ ...postgres, tls: 'gone' }, 'input:tls'],
    ];
    await load(...wrong.map(([store]) => store));
    for (const [index, [store, code]] of wrong.entries()) {
      const failure = await failureOf(node(index).openJournal());
      expect(failure.code, JSON.stringify(store)).to.equal(code);
      expect(failure.message).to.not.contain('canary-password');
    }
  });

  it('says in words why a file cannot be opened, and opens it when that is over', async () => {
    const file = join(folder, 'notes.sqlite');
    await writeFile(file, 'What to buy: bread, butter');
    await load({ file });
    const failure = await failureOf(node().openJournal());
    expect(failure.code).to.equal('journal:foreign');
    expect(failure.message).to.contain(file).and.to.contain('is no journal');
    await rm(file);
    await (await node().openJournal()).close();
  });

  it('is asked for by the nodes that have it, which say when it is missing', async () => {
    await load({});
    const RED = { nodes: { getNode: (id: string) => (id === 'store0' ? node() : null) } } as never;
    expect(journalStoreOf(RED, 'store0')).to.equal(node());
    expect(() => journalStoreOf(RED, 'gone')).to.throw('missing or disabled');
    expect(() => journalStoreOf(RED)).to.throw('Choose the store');
  });

  it('opens the journal for "Test connection" and tells where it is', async () => {
    await load({ file: 'deployed.sqlite' });
    const ask = async (body: object): Promise<object> => {
      const response = await helper.request().post('/shopfloor/journal-store/test').send(body);
      return response.body as object;
    };
    const tested = await ask({ properties: { file: 'tested.sqlite', keepDays: '30' }, credentials: {} });
    expect(tested).to.deep.equal({ ok: true, host: join(folder, 'tested.sqlite') });
    const refused = await ask({ properties: { file: 'flows.json', keepDays: '' }, credentials: {} });
    expect(refused).to.include({ ok: false, code: 'input:file' });
    expect(await ask({ properties: { file: '', keepDays: '-' }, credentials: {} })).to.include({
      code: 'input:keepDays',
    });
  });
});
