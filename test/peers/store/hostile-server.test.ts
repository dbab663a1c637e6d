import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { SharedStore } from '../../../lib/store';
import { RedisServer } from '../../support/redis-server';
import { failureOf, startTcp } from '../../support/servers';
import { bulk, list, takeCommand } from './protocol';
import { machineList, NodeInProcess, QUICK } from './support';

type Answer = (command: string, args: string[], socket: Socket) => string;

const NIL = '$-1\r\n';

/** Answers that no Redis server gives to a script. */
const ODD: Record<string, string> = {
  nothing: NIL,
  'a text': bulk('x'),
  'an empty text': bulk(''),
  'a number': ':5\r\n',
  'minus one': ':-1\r\n',
  'a huge number': ':9223372036854775807\r\n',
  'an empty list': '*0\r\n',
  'a list of nothing': list(NIL, NIL, NIL, NIL),
  'a list of lists': list(list(list(':1\r\n')), list(bulk('a')), '*0\r\n'),
  'a list of texts': list(bulk('NaN'), bulk('-1'), bulk('__proto__'), bulk('Infinity')),
  'huge numbers': list(':9223372036854775807\r\n', ':-9223372036854775808\r\n', ':0\r\n'),
  'an error': '-ERR something odd\r\n',
  'no protocol': 'HTTP/1.1 200 OK\r\n\r\n',
  'a length that is none': '*-5\r\n$x\r\n',
};

/** A store that is broken or hostile: nothing that it answers ends the process, or sets off a storm. */
describe('a store that answers whatever it likes', function () {
  this.timeout(30_000);
  const ends: (() => Promise<unknown>)[] = [];
  let asked: number;
  let uncaught: unknown[];
  const note = (thrown: unknown): void => void uncaught.push(thrown);

  beforeEach(() => {
    asked = 0;
    uncaught = [];
    process.prependListener('uncaughtException', note).prependListener('unhandledRejection', note);
    process.on('warning', note);
  });

  afterEach(async () => {
    process.off('uncaughtException', note).off('unhandledRejection', note).off('warning', note);
    for (const end of ends.splice(0).reverse()) await end();
    expect(uncaught).to.deep.equal([]);
  });

  /** Speaks Redis as far as that goes; what it answers is the test's. */
  const hostile = async (answer: Answer): Promise<number> => {
    const { port, stop } = await startTcp((socket) => {
      let received = '';
      socket.on('data', (bytes) => {
        received += bytes.toString();
        for (;;) {
          const command = takeCommand(received);
          if (!command) return;
          received = command.rest;
          asked += 1;
          const [name = '', ...args] = command.words;
          if (!socket.destroyed) socket.write(answer(name.toLowerCase(), args, socket));
        }
      });
    });
    ends.push(stop);
    return port;
  };

  const storeAt = (url: string): SharedStore => {
    const store = new SharedStore({ url, prefix: 'test', timings: QUICK });
    ends.push(() => store.close());
    return store;
  };

  /** As Redis answers, but for scripts; `passes` when it is tried. */
  const likeRedis = (ofScript: () => string, passes: boolean): Answer => {
    const channels = new Map<Socket, string>();
    return (name, args, socket) => {
      const [body = '', , , , id = ''] = args;
      if (name === 'info') return bulk('# Server\r\nredis_version:7.0.0\r\nloading:0\r\n');
      if (name === 'subscribe') {
        channels.set(socket, body);
        return list(bulk('subscribe'), bulk(body), ':1\r\n');
      }
      if (name === 'evalsha') return '-NOSCRIPT none\r\n';
      if (name !== 'eval') return '+OK\r\n';
      if (!passes || !body.includes("key('probe'")) return ofScript();
      for (const [each, channel] of channels) each.write(list(bulk('message'), bulk(channel), bulk(id)));
      return ':1\r\n';
    };
  };

  for (const [what, answer] of Object.entries(ODD)) {
    for (const passes of [false, true]) {
      it(`lives with ${what} in answer to every script${passes ? ' but the first' : ''}`, async () => {
        const port = await hostile(likeRedis(() => answer, passes));
        const node = new NodeInProcess(storeAt(`redis://127.0.0.1:${port}`), machineList(10));
        const account = { platform: 'mgm', baseUrl: 'x', identity: [], secrets: ['s'] };
        const { tokens, rateLimiter, close } = node.store.account(account);
        const limiter = rateLimiter({ calls: 100, windowMs: 1_000, concurrent: 1 });
        const given = AbortSignal.timeout(500);
        await Promise.allSettled([
          tokens.read('k'),
          tokens.exclusively('k', () => tokens.write('k', { value: 'v', obtainedAt: 0 })),
          limiter.take(given),
          wait(700).then(close),
        ]);
        limiter.close?.();
        expect(asked).to.be.below(300);
        expect(node.mine.size).to.equal(0);
      });
    }
  }

  /** Replies that end never, or not before the memory is full. */
  const ENDLESS: Record<string, string> = {
    'a text that is announced with 900 MB': '$900000000\r\n',
    'texts of 3 MB in a list without end': `*2000000000\r\n$3000000\r\n${'x'.repeat(3_000_000)}\r\n`,
    'an error without end': '-ERR ',
  };

  for (const [what, beginning] of Object.entries(ENDLESS)) {
    for (const kind of ['server', 'sentinel', 'cluster'] as const) {
      for (const where of ['in a reply', 'on the channel'] as const) {
        it(`takes no more than 4 MB of ${what}, ${where} of a ${kind}`, async () => {
          let [floods, most] = [0, 0];
          const flood = (socket: Socket): string => {
            const bytes = Buffer.alloc(100_000, 'x');
            floods += 1;
            const before = socket.bytesWritten;
            const timer = setInterval(() => {
              most = Math.max(most, socket.bytesWritten - before - socket.writableLength);
              while (!socket.destroyed && !socket.writableNeedDrain) socket.write(bytes);
            }, 1);
            socket.on('close', () => clearInterval(timer));
            return beginning;
          };
          let port = 0;
          port = await hostile((name, args, socket) => {
            const isWanted = where === 'in a reply' ? /^eval/.test(name) : name === 'subscribe';
            if (isWanted) return flood(socket);
            if (name === 'sentinel') {
              if (kind === 'sentinel' && where === 'on the channel') return flood(socket);
              return args[0] === 'sentinels' ? '*0\r\n' : list(bulk('127.0.0.1'), bulk(String(port)));
            }
            const slots = list(list(':0\r\n', ':16383\r\n', list(bulk('127.0.0.1'), `:${port}\r\n`)));
            if (name === 'cluster')
              return args[0]?.toLowerCase() === 'slots' ? slots : bulk('cluster_state:ok');
            if (name === 'subscribe') return list(bulk('subscribe'), bulk(args[0] ?? ''), ':1\r\n');
            return name === 'info' ? bulk('loading:0') : '+OK\r\n';
          });
          const form = { server: 'redis', sentinel: 'redis+sentinel', cluster: 'redis+cluster' }[kind];
          const store = storeAt(`${form}://127.0.0.1:${port}${kind === 'sentinel' ? '/plant' : ''}`);
          const until = Date.now() + 500;
          while (Date.now() < until) await failureOf(store.probe());
          expect(floods).to.be.above(0);
          // What the operating systems have in their buffers comes on top.
          expect(most / 1024 / 1024).to.be.below(16);
        });
      }
    }
  }

  /** Whatever RESP can say, in its second version and the third, and errors that a Cluster's client acts on. */
  const REPLIES: readonly string[] = [
    ...Object.values(ODD),
    ...[
      '+OK\r\n',
      '+\r\n',
      '*-1\r\n',
      list(NIL),
      list(NIL, NIL),
      list(':1\r\n'),
      list(bulk('x')),
      list('*-1\r\n'),
    ],
    ...[
      list(list(NIL)),
      list(list('*-1\r\n')),
      list(list(':0\r\n', ':5\r\n', NIL)),
      list(':1\r\n', '*0\r\n'),
    ],
    ...[list(list(':0\r\n', ':5\r\n', '*-1\r\n')), list(list(':0\r\n', ':5\r\n', ':5\r\n'))],
    ...[
      list(list(':0\r\n', ':5\r\n', list(':7\r\n', bulk('x')))),
      list(list(bulk('a'), bulk('b'), list(bulk('127.0.0.1'), ':1\r\n'))),
    ],
    ...[
      list(list(':0\r\n', ':500000000\r\n', list(bulk('127.0.0.1'), ':1\r\n'))),
      list(list(bulk('name'), NIL)),
    ],
    ...['subscribe', 'message', 'unsubscribe', 'pmessage', 'smessage', 'sunsubscribe', 'pong'].flatMap(
      (kind) => [
        list(bulk(kind)),
        list(bulk(kind), NIL, NIL),
        list(bulk(kind), '*0\r\n', '*0\r\n', '*0\r\n'),
        `>1\r\n${bulk(kind)}`,
        `>3\r\n${bulk(kind)}${NIL}${NIL}`,
      ],
    ),
    ...['_\r\n', '#t\r\n', ',1.5\r\n', ',nan\r\n', '(123\r\n', '=5\r\ntxt:x\r\n', '!3\r\nabc\r\n', '>0\r\n'],
    ...[
      '%1\r\n+a\r\n+b\r\n',
      '%1\r\n*0\r\n*0\r\n',
      '~1\r\n:1\r\n',
      '>1\r\n_\r\n',
      '|1\r\n+a\r\n+b\r\n:1\r\n',
    ],
    ...[
      '*?\r\n',
      '$?\r\n',
      '$0\r\n',
      '\r\n',
      '-\r\n',
      '-MOVED\r\n',
      '-MOVED 1\r\n',
      '-MOVED 1 x\r\n',
      '-MOVED x y\r\n',
    ],
    ...[
      '-MOVED 1 127.0.0.1:99999\r\n',
      '-MOVED 1 :\r\n',
      '-ASK\r\n',
      '-ASK 1\r\n',
      '-ASK 1 x\r\n',
      '-ASK 1 127.0.0.1:-1\r\n',
    ],
    ...[
      '-TRYAGAIN\r\n',
      '-CLUSTERDOWN\r\n',
      '-READONLY\r\n',
      '-NOPERM\r\n',
      '-NOAUTH\r\n',
      '-WRONGTYPE\r\n',
      '-LOADING\r\n',
    ],
    ...[
      bulk('loading:1\r\nloading_eta_seconds:x'),
      bulk('loading:1\r\nloading_eta_seconds:-5'),
      bulk('role:slave'),
    ],
    ...[bulk('cluster_state:fail'), bulk('cluster_state:fail\r\ncluster_slots_ok:x')],
  ];

  const COMMANDS = {
    redis: ['client', 'auth', 'info', 'select', 'subscribe', 'evalsha', 'eval'],
    'redis+sentinel': [
      ...['client', 'auth', 'info', 'select', 'subscribe', 'evalsha', 'eval'],
      'sentinel get-master-addr-by-name',
    ],
    'redis+cluster': [
      ...[
        'client',
        'auth',
        'info',
        'subscribe',
        'evalsha',
        'eval',
        'readonly',
        'cluster slots',
        'cluster info',
      ],
    ],
  };

  for (const [scheme, commands] of Object.entries(COMMANDS)) {
    for (const odd of commands) {
      it(`lives with every kind of reply to "${odd}" of ${scheme}, from the first and after right ones`, async () => {
        const meet = async (reply: string, rightOnes: number): Promise<void> => {
          let times = 0;
          const port = await hostile((name, args, socket) => {
            const subcommand = (args[0] ?? '').toLowerCase();
            const isOdd = odd === name || odd === `${name} ${subcommand}`;
            if (isOdd && times++ >= rightOnes) return reply;
            const place = String(socket.localPort);
            if (name === 'sentinel') {
              return subcommand === 'sentinels' ? '*0\r\n' : list(bulk('127.0.0.1'), bulk(place));
            }
            if (name === 'cluster' && subcommand === 'slots') {
              return list(list(':0\r\n', ':16383\r\n', list(bulk('127.0.0.1'), `:${place}\r\n`)));
            }
            if (name === 'cluster') return bulk('cluster_state:ok');
            if (name === 'subscribe') return list(bulk('subscribe'), bulk(args[0] ?? ''), ':1\r\n');
            return name === 'info' ? bulk('redis_version:7.0.0\r\nloading:0') : '+OK\r\n';
          });
          const store = new SharedStore({
            url: `${scheme}://127.0.0.1:${port}${scheme === 'redis+sentinel' ? '/plant' : ''}`,
            ...{
              prefix: 'test',
              password: 'secret-of-the-store',
              sentinelPassword: 'secret-of-the-sentinels',
            },
            timings: { ...QUICK, commandMs: 150 },
          });
          ends.push(() => store.close());
          for (let attempt = 0; attempt < 2; attempt++) await failureOf(store.probe());
          await store.close();
        };
        await Promise.all(REPLIES.flatMap((reply) => [meet(reply, 0), meet(reply, 2)]));
        expect(asked / REPLIES.length).to.be.below(300);
      });
    }
  }

  for (const kind of ['server', 'sentinel', 'cluster'] as const) {
    it(`is not asked again for a minute when it refuses the login, as a ${kind}`, async () => {
      let logins = 0;
      const port = await hostile((name) => {
        if (name === 'auth') logins += 1;
        return name === 'auth'
          ? '-WRONGPASS invalid username-password pair\r\n'
          : '-NOAUTH Authentication required.\r\n';
      });
      const form = { server: 'redis', sentinel: 'redis+sentinel', cluster: 'redis+cluster' }[kind];
      const url = `${form}://127.0.0.1:${port}${kind === 'sentinel' ? '/plant' : ''}`;
      const secrets = { password: 'wrong', sentinelPassword: 'wrong' };
      const open = (): SharedStore => {
        const store = new SharedStore({ url, prefix: 'test', timings: QUICK, ...secrets });
        ends.push(() => store.close());
        return store;
      };
      const node = new NodeInProcess(open(), machineList(10));
      await wait(2_500);
      const first = logins;
      expect(first).to.be.within(1, 6);
      expect(node.state?.problem).to.equal('login');
      await wait(1_500);
      expect(logins).to.equal(first);
      // Whoever tests the connection has it asked, also with a store of his own, but not without end.
      for (let count = 0; count < 10; count += 1) {
        const error = await failureOf(open().probe());
        expect(error.code).to.equal('network:STORE_LOGIN');
      }
      // How many connections one attempt takes depends on the kind and on what is slow.
      expect(logins).to.be.within(first + 1, 30);
      expect((await failureOf(open().probe())).message).to.match(/next login follows in \d+ s/);
    });
  }

  it('lives with a Cluster that ends each connection that follows its channel, without a storm of new ones', async () => {
    const port = await hostile((name, args, socket) => {
      if (name === 'cluster' && args[0]?.toLowerCase() === 'slots') {
        const node = list(bulk('127.0.0.1'), `:${socket.localPort}\r\n`);
        return list(list(':0\r\n', ':16383\r\n', node));
      }
      if (name === 'cluster') return bulk('cluster_state:ok');
      if (name === 'info') return bulk('loading:0');
      if (name !== 'subscribe') return '+OK\r\n';
      setImmediate(() => socket.destroy());
      return list(bulk('subscribe'), bulk(args[0] ?? ''), ':1\r\n');
    });
    await failureOf(storeAt(`redis+cluster://127.0.0.1:${port}`).probe());
    await wait(2_000);
    expect(asked).to.be.below(100);
  });

  for (const port of ['70000', '-1', 'x', '0', '6379.5']) {
    it(`lives with Sentinels that name the port ${port}, and with the next that they name`, async () => {
      const server = await RedisServer.start();
      ends.push(() => server.kill());
      let named = port;
      const sentinel = await hostile((name, args) => {
        if (name !== 'sentinel') return '+OK\r\n';
        return args[0] === 'sentinels' ? '*0\r\n' : list(bulk('127.0.0.1'), bulk(named));
      });
      const store = storeAt(`redis+sentinel://127.0.0.1:${sentinel}/plant`);
      await failureOf(store.probe());
      named = String(server.port);
      for (let attempt = 0; ; attempt++) {
        const outcome = await store.probe().then(
          () => 'works',
          () => 'not yet',
        );
        if (outcome === 'works') break;
        expect(attempt).to.be.below(100);
        await wait(100);
      }
    });
  }

  for (const node of [
    list(bulk('127.0.0.1'), ':70000\r\n'),
    list(bulk('127.0.0.1'), bulk('x')),
    list(NIL, NIL),
    '*0\r\n',
    bulk('x'),
    list(list(), list()),
  ]) {
    it(`lives with a Cluster whose slots are at ${JSON.stringify(node)}`, async () => {
      const port = await hostile((name, args) => {
        if (name === 'cluster' && args[0]?.toLowerCase() === 'slots')
          return list(list(':0\r\n', ':16383\r\n', node));
        if (name === 'cluster') return bulk('cluster_state:ok\r\n');
        return name === 'info' ? bulk('loading:0') : ':1\r\n';
      });
      await failureOf(storeAt(`redis+cluster://127.0.0.1:${port}`).probe());
      await wait(500);
      expect(asked).to.be.below(200);
    });
  }
});
