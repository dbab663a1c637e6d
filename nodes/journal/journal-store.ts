import type { Node, NodeAPI, NodeDef } from 'node-red';
import { unlessAborted } from '../../lib/async/timing';
import type { JournalStore } from '../../lib/journal/journal-store';
import { serveQuestion } from '../shared/admin-questions';
import { DeployedNodes } from '../shared/deployed-nodes';
import { type DialogKind, readDialog } from '../shared/dialog-values';
import { FailureLog } from '../shared/failure-log';
import { leasedJournal } from '../shared/journal-leases';
import type { JournalStoreNode } from '../shared/journal-store-node';
import { listenForStop } from '../shared/stopping';
import { type JournalProperties, kindOf, leaseOf } from './journal-kinds';
import { keptDays, OldDays } from './old-days';

interface JournalStoreDef extends NodeDef, JournalProperties {
  keepDays?: unknown;
}

interface JournalStoreCredentials {
  password?: string;
}

const CREDENTIALS = { password: { type: 'password' } } as const;
const DIALOG: DialogKind = {
  properties: {
    kind: { isAddress: true, isText: true },
    file: { isText: true },
    url: { isAddress: true, isText: true },
    tls: { isAddress: true },
    keepDays: { isText: true },
  },
  credentials: CREDENTIALS,
  credentialsInUse: (properties) => (kindOf(properties) === 'postgres' ? ['password'] : []),
};

export default function register(RED: NodeAPI): void {
  const deployed = new DeployedNodes(RED, 'journal-store');

  function JournalStoreConstructor(
    this: JournalStoreNode & Node<JournalStoreCredentials>,
    def: JournalStoreDef,
  ): void {
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
      const { lease } = await leaseOf(RED, def, this.credentials.password);
      users += 1;
      const journal = await leasedJournal(lease, once(leave));
      if (days !== undefined)
        oldDays ??= new OldDays(journal, days, (why) => failures.warn('log.removal', { why }));
      return journal;
    };
  }

  RED.nodes.registerType<
    JournalStoreNode & Node<JournalStoreCredentials>,
    JournalStoreDef,
    unknown,
    JournalStoreCredentials
  >('journal-store', JournalStoreConstructor, { credentials: CREDENTIALS });

  serveQuestion(RED, '/shopfloor/journal-store/test', ({ body }) => {
    const { properties, credentials, isDeployed, mask } = readDialog(RED, DIALOG, deployed, body);
    return {
      isForAll: isDeployed,
      clean: (text) => mask.clean(text),
      answer: async (signal) => {
        keptDays(properties['keepDays']);
        const { lease, place } = await leaseOf(RED, properties, credentials['password']);
        try {
          await unlessAborted(lease.value, signal);
          return { host: mask.clean(place) };
        } finally {
          lease.release();
        }
      },
    };
  });
}

function once(call: () => void): () => void {
  let isCalled = false;
  return () => {
    if (!isCalled) call();
    isCalled = true;
  };
}
