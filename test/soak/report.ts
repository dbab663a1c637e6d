import type { Ledger } from './ledger';
import { platforms } from './plant';
import { mostSilenceMs } from './streams';
import { handlesOf, heapMiB, median, rssMiB } from './vitals-record';

const shownSamples = 12;

/** What a soak has shown, as Markdown. */
export function soakReport(ledger: Ledger): string {
  const { settings, troubles, stopMs } = ledger;
  const { begun, machineOff, whole, resumed, bytes } = ledger.transfers;
  const seconds = (ledger.until - ledger.from) / 1000;
  const broken = ledger.verdict();
  return [
    `# Soak: ${settings.minutes} minutes, Node-RED ${settings.generation}, seed ${settings.seed}`,
    broken.length === 0 ? '**All promises kept.**' : `**Broken:**\n\n${list(broken)}`,
    `${troubles.length} troubles in ${Math.round(seconds)} s. Node-RED stopped in ${stopMs === undefined ? '–' : `${Math.round(stopMs)} ms`}.`,
    '## Platforms',
    platformTable(ledger),
    '## Messages',
    table(['node', 'messages'], [...ledger.sent].sort()),
    '## Streams',
    `Silence allowed while all is well: ${mostSilenceMs / 1000} s. Times in seconds.`,
    streamTable(ledger),
    '## Transfers',
    table(
      ['begun', 'refused: machine off', 'whole (MD5 of source, node and platform equal)', 'resumed', 'MiB'],
      [[begun, machineOff, whole, resumed, (bytes / 1024 / 1024).toFixed(1)]],
    ),
    '## Failures by kind',
    failureTable(ledger),
    '## Memory and handles',
    vitalsTable(ledger, seconds),
    '## Troubles by kind',
    table(['trouble', ...platforms], troubleRows(ledger)),
  ].join('\n\n');
}

function platformTable({ plant, troubles }: Ledger): string {
  return table(
    ['platform', 'troubles', 'logins and renewals', 'connections', 'sockets opened'],
    platforms.map((platform) => [
      platform,
      troubles.filter((trouble) => trouble.platform === platform).length,
      plant.logins(platform),
      plant.connections(platform),
      platform === 'mgm' ? plant.simulators.mgm.statistics.handshakes.length : '',
    ]),
  );
}

function streamTable({ summaries }: Ledger): string {
  const inSeconds = (ms: number): string => (ms / 1000).toFixed(1);
  return table(
    ['stream', 'messages', 'recoveries', 'median', 'longest', 'longest silence while all was well'],
    summaries.map(({ name, messages, recoveries, longestSilenceMs }) => [
      name,
      messages,
      recoveries.length,
      inSeconds(median(recoveries)),
      inSeconds(Math.max(0, ...recoveries)),
      inSeconds(longestSilenceMs),
    ]),
  );
}

function failureTable({ failures }: Ledger): string {
  const rows = new Map<string, [string, string, string, number, string]>();
  for (const { platform, failure, code, message } of failures) {
    const key = `${platform} ${failure} ${code}`;
    const row = rows.get(key) ?? [platform, failure, code, 0, message.replace(/\|/g, '/')];
    rows.set(key, row);
    row[3] += 1;
  }
  const sorted = [...rows].sort(([a], [b]) => a.localeCompare(b)).map(([, row]) => row);
  return table(['platform', 'kind', 'code', 'count', 'the first'], sorted);
}

function vitalsTable({ vitals }: Ledger, seconds: number): string {
  const { early, late } = vitals.levels(seconds);
  const step = Math.max(1, Math.floor(vitals.samples.length / shownSamples));
  const shown = vitals.samples.filter((_sample, index) => index % step === 0);
  const rounded = (value: number): string => value.toFixed(1);
  const row = (name: string, heap: number, rss: number, handles: number) => [
    name,
    rounded(heap),
    rounded(rss),
    handles,
  ];
  return table(
    ['second', 'heap and external MiB', 'RSS MiB', 'handles'],
    [
      ...shown.map((sample) =>
        row(String(sample.second), heapMiB(sample), rssMiB(sample), handlesOf(sample)),
      ),
      row('early (median)', early.heapMiB, early.rssMiB, early.handles),
      row('late (median)', late.heapMiB, late.rssMiB, late.handles),
    ],
  );
}

function troubleRows({ troubles }: Ledger): (string | number)[][] {
  return [...new Set(troubles.map(({ what }) => what))].sort().map((what) => [
    what,
    ...platforms.map((platform) => {
      const count = troubles.filter((each) => each.what === what && each.platform === platform).length;
      return count === 0 ? '' : count;
    }),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
