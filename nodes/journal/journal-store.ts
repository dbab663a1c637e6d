import type { Node, NodeAPI, NodeDef } from 'node-red';
import { unlessAborted } from '../../lib/async/timing';
import { InputError } from '../../lib/errors';
import type { JournalStore } from '../../lib/journal/journal-store';
import { serveQuestion } from '../shared/admin-questions';
import { DeployedNodes } from '../shared/deployed-nodes';
import { type DialogKind, readDialog } from '../shared/dialog-values';
import { FailureLog } from '../shared/failure-log';
import { leasedJournal, leaseJournal, type OpenedJournal } from '../shared/journal-leases';
import type { JournalStoreNode } from '../shared/journal-store-node';
import { listenForStop } from '../shared/stopping';
import { variableName } from '../shared/variable-name';
import { journalPlace } from './journal-place';
import { keptDays, OldDays } from './old-days';

interface JournalStoreDef extends NodeDef {
  file?: unknown;
  keepDays?: unknown;
}

const DIALOG: DialogKind = {
  properties: { file: { isAddress: true, isText: true }, keepDays: { isText: true } },
  credentials: {},
  credentialsInUse: () => [],
};

export default function register(RED: NodeAPI): void {
  const deployed = new DeployedNodes(RED, 'journal-store');

  function JournalStoreConstructor(this: JournalStoreNode & Node, def: JournalStoreDef): void {
    RED.nodes.createNode(this, def);
    deployed.add(this, def);
    listenForStop();
    const failures = new FailureLog(RED, this);
    let users = 0;
    let oldDays: OldDays | undefined;
    const leave = (): void => {
      users -= 1;
      if (users > 0) return;
      oldDays?.stop();
      oldDays = undefined;
    };
    this.openJournal = async (): Promise<JournalStore> => {
      const days = keptDays(def.keepDays);
      const lease = await leaseAt(RED, def.file);
      users += 1;
      const journal = await leasedJournal(lease, once(leave));
      if (days !== undefined)
        oldDays ??= new OldDays(journal, days, (why) => failures.warn('log.removal', { why }));
      return journal;
    };
  }

  RED.nodes.registerType('journal-store', JournalStoreConstructor);

  serveQuestion(RED, '/shopfloor/journal-store/test', ({ body }) => {
    const { properties, isDeployed, mask } = readDialog(RED, DIALOG, deployed, body);
    return {
      isForAll: isDeployed,
      clean: (text) => mask.clean(text),
      answer: async (signal) => {
        keptDays(properties['keepDays']);
        const lease = await leaseAt(RED, properties['file']);
        try {
          await unlessAborted(lease.value, signal);
          return { host: mask.clean(await journalPlace(RED, properties['file'])) };
        } finally {
          lease.release();
        }
      },
    };
  });
}

async function leaseAt(RED: NodeAPI, file: unknown): Promise<ReturnType<typeof leaseJournal>> {
  // An environment variable that is not set is left as it was written.
  const missing = variableName(file);
  if (missing !== undefined)
    throw new InputError('file', `The environment variable "${missing}" of the journal's file is not set`);
  const place = await journalPlace(RED, file);
  return leaseJournal(place, async (): Promise<OpenedJournal> => {
    const { SqliteJournal } = await import('../../lib/journal/sqlite/index.js');
    return new SqliteJournal(place);
  });
}

function once(call: () => void): () => void {
  let isCalled = false;
  return () => {
    if (!isCalled) call();
    isCalled = true;
  };
}
