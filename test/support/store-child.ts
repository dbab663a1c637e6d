import { SharedStore } from '../../lib/store';
import type { StoreSettings } from '../../lib/store/settings';

/** What a process under test tells: the machines that it has now, each time they change. */
export interface ChildReport {
  mine: string[];
  at: number;
}

/** One node in a process of its own, to be killed and frozen. Its argument: settings and machines as JSON. */
function run({ settings, machines }: { settings: StoreSettings; machines: string[] }): void {
  const store = new SharedStore(settings);
  const mine = new Set<string>();
  const report = (): void => {
    process.send?.({ mine: [...mine], at: Date.now() } satisfies ChildReport);
  };
  const assignment = store.assign('node', {
    onAssigned: (ids) => {
      for (const id of ids) mine.add(id);
      report();
    },
    onRevoked: (ids) => {
      for (const id of ids) mine.delete(id);
      report();
    },
    onState: () => undefined,
  });
  assignment.want(machines);
  process.on('disconnect', () => process.exit(0));
}

run(JSON.parse(process.argv[2] ?? '{}'));
