import { expect } from 'chai';
import { SharedStore } from '../../../lib/store';
import { cpuTime } from '../../support/cpu-time';
import { failureOf, startTcp } from '../../support/servers';
import { bulk, list, takeCommand } from './protocol';
import { QUICK } from './support';

/** What an answer may cost, in ms of CPU; the worst that were let through took minutes. */
const MOST_MS = 3_000;
const ALL_SLOTS = [':0\r\n', ':16383\r\n'];

const node = (host: string, port: number): string => list(bulk(host), `:${port}\r\n`);
const nodes = (count: number): string[] =>
  Array.from({ length: count }, (_each, index) => node('a', 10_000 + index));
const ranges = (count: number, range: (at: number) => string): string =>
  list(...Array.from({ length: count }, (_each, at) => range(at)));
const slot = (at: number): string => `:${at}\r\n`;

const CLUSTERS: Record<string, string> = {
  'one range of 21,000 nodes': list(list(...ALL_SLOTS, ...nodes(21_000))),
  '90,000 ranges of all slots': ranges(90_000, () => list(...ALL_SLOTS)),
  'all slots in turn, each of another node': ranges(16_384, (at) =>
    list(slot(at), slot(at), node('a', 10_000 + at)),
  ),
  'two nodes with names of a megabyte': list(
    list(...ALL_SLOTS, node('a'.repeat(1_000_000), 1), node('b'.repeat(1_000_000), 1)),
  ),
  'a range that ends before it begins': list(list(':16383\r\n', ':0\r\n', node('a', 1))),
  'as many nodes as a Cluster may have': ranges(16_384, (at) =>
    list(slot(at), slot(at), ...[0, 1, 2].map((more) => node('a', 10_000 + ((at + more) % 1_000)))),
  ),
};

/** Sentinels that another names, each with another address. */
const sentinels = (count: number): string =>
  list(
    ...Array.from({ length: count }, (_each, index) =>
      list(bulk('ip'), bulk(`a${index}`), bulk('port'), bulk(String(10_000 + (index % 50_000)))),
    ),
  );

describe('A store that names more servers than there are (SECURITY, "What is promised")', function () {
  this.timeout(60_000);
  const ends: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** The first word and the second of each command are answered, in small letters. */
  const server = async (answer: (name: string, subcommand: string) => string): Promise<number> => {
    const { port, stop } = await startTcp((socket) => {
      let received = '';
      socket.on('data', (bytes) => {
        received += bytes.toString();
        for (let command = takeCommand(received); command; command = takeCommand(received)) {
          received = command.rest;
          const [name = '', subcommand = ''] = command.words.map((word) => word.toLowerCase());
          if (!socket.destroyed) socket.write(answer(name, subcommand));
        }
      });
    });
    ends.push(stop);
    return port;
  };

  const probe = async (url: string): Promise<number> => {
    const store = new SharedStore({ url, prefix: 'test', timings: QUICK });
    ends.push(() => store.close());
    const begun = cpuTime();
    await failureOf(store.probe());
    return cpuTime() - begun;
  };

  for (const [what, slots] of Object.entries(CLUSTERS)) {
    it(`keeps nothing else waiting: a Cluster with ${what}`, async () => {
      const port = await server((name, subcommand) => {
        if (name === 'cluster') return subcommand === 'slots' ? slots : bulk('cluster_state:ok');
        return name === 'info' ? bulk('loading:0') : '+OK\r\n';
      });
      expect(await probe(`redis+cluster://127.0.0.1:${port}`)).to.be.below(MOST_MS);
    });
  }

  it('asks the Sentinels of its address and no others, whichever they name', async () => {
    let asked = 0;
    const port = await server((name, subcommand) => {
      if (name === 'sentinel' && subcommand === 'sentinels') {
        asked += 1;
        return sentinels(50_000);
      }
      if (name === 'sentinel') return list(bulk('127.0.0.1'), bulk('1'));
      return name === 'info' ? bulk('loading:0') : '+OK\r\n';
    });
    expect(await probe(`redis+sentinel://127.0.0.1:${port}/plant`)).to.be.below(MOST_MS);
    expect(asked).to.equal(0);
  });
});
